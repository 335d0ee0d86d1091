"""A disk that refuses: the last good file stays, the health check says why, and it heals."""

from __future__ import annotations

import json
import os
import resource
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.names import ConfigName
from tests.flows.monitor_http import ask, wait_ready
from tests.unit.sync.daemon import Daemon
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ConfigName("spam", "blocklist")
_ROOM = 100_000
# Bits of permission bind root, too, once it may not override them.
_WITHOUT_OVERRIDE = (
    ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
    if os.geteuid() == 0
    else ()
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.in_folder(tmp_path / "store")) as store:
        store.config(_NAME, into="web.dep", body=b"[1]")
        yield store


def _wait_ill(daemon: Daemon, why: str) -> None:
    def ill() -> bool:
        status, text = ask(daemon, "/admin/healthcheck")
        return status == 500 and why in json.loads(text)["problems"].get(_NAME.file_name, "")

    wait_until(ill, timeout=30, what=f"the health check says {why!r}")


def _wait_well(daemon: Daemon, path: Path, body: bytes) -> None:
    wait_until(lambda: path.read_bytes() == body, timeout=30, what="the file is written")
    wait_until(
        lambda: ask(daemon, "/admin/healthcheck") == (200, '{"status": 200}'),
        timeout=30,
        what="the health check is content",
    )


def test_a_disk_without_room_keeps_the_last_good_file_and_heals(
    tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "config" / _NAME.file_name
    large = json.dumps("x" * 2 * _ROOM).encode()
    with Daemon(tmp_path, under=("prlimit", f"--fsize={_ROOM}:unlimited")) as daemon:
        wait_ready(daemon)
        store.publish(_NAME, large)
        _wait_ill(daemon, "cannot be written: File too large")
        assert path.read_bytes() == b"[1]"
        assert not list(path.parent.glob(".kingpin-tmp-*"))
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, unlimited)
        _wait_well(daemon, path, large)
        assert daemon.end() == 0


def test_a_folder_that_may_not_be_written_to_keeps_the_last_good_file_and_heals(
    tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "config" / _NAME.file_name
    with Daemon(tmp_path, under=_WITHOUT_OVERRIDE) as daemon:
        wait_ready(daemon)
        path.parent.chmod(0o555)
        try:
            store.publish(_NAME, b"[2]")
            _wait_ill(daemon, "cannot be written: Permission denied")
            assert path.read_bytes() == b"[1]"
        finally:
            path.parent.chmod(0o755)
        _wait_well(daemon, path, b"[2]")
        assert daemon.end() == 0


def test_a_key_that_cannot_be_written_costs_the_commands_alone(
    tmp_path: Path, store: Store
) -> None:
    key = tmp_path / "config" / ".kingpin" / "control.key"
    key.mkdir(parents=True)
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        assert f"{key} cannot be written (Is a directory): no command is taken" in daemon.log
        store.publish(_NAME, b"[2]")
        _wait_well(daemon, tmp_path / "config" / _NAME.file_name, b"[2]")
        assert daemon.end() == 0
