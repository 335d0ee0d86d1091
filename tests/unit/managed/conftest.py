"""The file that most tests of the views are about."""

from pathlib import Path

import pytest

from tests.localfile import LocalFile


@pytest.fixture
def file(tmp_path: Path) -> LocalFile:
    """The file of spam.blocklist, which is not there yet."""
    return LocalFile(tmp_path)
