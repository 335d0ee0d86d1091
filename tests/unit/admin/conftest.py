"""A store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.admin.desk import Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig
    rig.close()
