"""Waiting for the first file."""

import threading
from pathlib import Path

import pytest

from kingpin_sdk import (
    Decider,
    DecodeError,
    ManagedList,
    NotAvailableError,
    ViewState,
)
from tests.localfile import LocalFile


def test_waiting_ends_when_the_file_is_there(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path)
    done = threading.Event()

    def wait() -> None:
        view.wait_ready(timeout=60.0)
        done.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not done.is_set()
    file.swap([1])
    waiting.join()
    assert done.is_set()
    assert list(view) == [1]


def test_waiting_in_vain_raises_what_the_last_look_found(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path)
    with pytest.raises(
        NotAvailableError, match=r"not ready within 0\.02 s.*has no file"
    ) as missing:
        view.wait_ready(timeout=0.02)
    assert isinstance(missing.value.__cause__, NotAvailableError)
    file.swap(["a"])
    with pytest.raises(NotAvailableError, match="not ready") as wrong:
        view.wait_ready(timeout=0.02)
    assert isinstance(wrong.value.__cause__, DecodeError)


def test_a_default_is_not_ready(tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, default=[1])
    with pytest.raises(NotAvailableError):
        view.wait_ready(timeout=0)
    with pytest.raises(NotAvailableError):
        Decider(root=tmp_path).wait_ready(timeout=0)


def test_a_stale_value_is_ready(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    file.swap([1])
    assert list(view) == [1]
    file.remove()
    view.wait_ready(timeout=0)
    assert view.status.state is ViewState.STALE
