"""Telling systemd."""

import os
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from kingpin_sdk.adapters.systemd import notify, watchdog_seconds


@pytest.mark.parametrize("abstract", [True, False])
def test_a_state_is_one_datagram(tmp_path: Path, *, abstract: bool) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{path}" if abstract else path)
        systemd.settimeout(10)
        assert notify("READY=1", environ={"NOTIFY_SOCKET": f"@{path}" if abstract else path})
        assert systemd.recv(100) == b"READY=1"


@pytest.mark.timeout(60)
def test_a_queue_that_nobody_empties_is_not_waited_for_without_end(tmp_path: Path) -> None:
    path = str(tmp_path / "notify")
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other,
    ):
        systemd.bind(path)
        other.connect(path)
        other.settimeout(0)
        with suppress(BlockingIOError):
            while True:
                other.send(b"x")
        assert not notify("READY=1", environ={"NOTIFY_SOCKET": path})


@pytest.mark.parametrize("address", ["", "relative", "/does/not/exist"])
def test_without_systemd_nothing_happens(address: str) -> None:
    assert not notify("READY=1", environ={"NOTIFY_SOCKET": address})
    assert not notify("READY=1", environ={})


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "500000", "WATCHDOG_PID": str(os.getpid())}, 0.5),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": str(2**64 - 1)}, None),
    ],
)
def test_the_watchdog_is_this_process_own(environ: dict[str, str], seconds: float | None) -> None:
    assert watchdog_seconds(environ=environ) == seconds
