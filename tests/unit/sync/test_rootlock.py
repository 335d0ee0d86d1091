"""Who may write below a root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.writing import INHERITED
from kingpin_sdk.sync._rootlock import RootLock
from kingpin_sdk.sync._serversets import ServersetRoot
from tests.descriptors import descriptors

if TYPE_CHECKING:
    from pathlib import Path


def test_who_is_refused_a_root_holds_nothing_of_it_open(tmp_path: Path) -> None:
    lock = RootLock(tmp_path)
    before = descriptors()
    with pytest.raises(SettingsError, match="is kept by another monitor"):
        RootLock(tmp_path)
    assert descriptors() == before
    lock.close()
    lock.close()
    RootLock(tmp_path).close()


def test_a_folder_of_serversets_that_was_let_go_is_not_taken_again(tmp_path: Path) -> None:
    root = ServersetRoot(tmp_path / "serverset", config_root=tmp_path / "config")
    root.close()
    # By the first look at a serverset, which was under way when the engine closed.
    root.take(INHERITED)
    RootLock(tmp_path / "serverset").close()
