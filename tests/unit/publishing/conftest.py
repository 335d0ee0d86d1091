"""A fresh embedded store a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.publishing.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store")
    with store.publisher:
        yield store
