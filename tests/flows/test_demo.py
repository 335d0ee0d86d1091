"""``kingpin demo`` as a stranger runs it, and as an impatient one ends it."""

import os
import re
import signal
from pathlib import Path

import pytest

from tests.flows.kingpin_command import Kingpin
from tests.waiting import wait_until


@pytest.fixture
def kingpin(tmp_path: Path) -> Kingpin:
    (tmp_path / "tmp").mkdir()
    # Settings of the user's must not reach the demo.
    (tmp_path / "kingpin.toml").write_text("nonsense")
    return Kingpin(
        tmp_path, TMPDIR=str(tmp_path / "tmp"), KINGPIN_BLOBS="nonsense", KINGPIN_CONFIG_DIR="/none"
    )


def _processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that work in a folder."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def _left_behind(kingpin: Kingpin) -> object:
    folder = kingpin.folder / "tmp"
    return [*folder.iterdir(), *_processes_of(folder), *(kingpin.folder / ".local").glob("**/*")]


def test_every_step_of_the_demo_holds_and_nothing_is_left(kingpin: Kingpin) -> None:
    output = kingpin.ok("demo").output
    steps = re.findall(r"^\[(\d+)/(\d+)\] ", output, re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, int(steps[0][1]) + 1))
    assert len(re.findall(r"seen -?\d+\.\d ms (?:after|before) publish returned", output)) == 5
    for words in (
        "demo.dep holds",
        "RateLimit(qps=80, burst=20)",
        "at 25 % 266 of 1000 users",
        "at 100 % 1000 of 1000 users",
        "RateLimit(qps=50) again",
        "lines of typed Python",
        "each checked by a call of ping",
        "200 calls of a generated client were answered",
        "and so is its member",
        "answers all calls",
        "neither kazoo nor boto3",
        "every step held",
    ):
        assert words in output
    assert _left_behind(kingpin) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_demo_cleans_up_when_it_is_interrupted(
    kingpin: Kingpin, number: signal.Signals, code: int
) -> None:
    process = kingpin.start("demo")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"[5/"):
            break
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == code
    assert b"Traceback" not in errors
    assert _left_behind(kingpin) == []


def _monitor(kingpin: Kingpin) -> int | None:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            inside = (process / "cwd").readlink().is_relative_to(kingpin.folder / "tmp")
            if inside and "kingpin_sdk.monitor" in (process / "cmdline").read_text():
                return int(process.name)
        except OSError:
            continue
    return None


def test_a_step_that_does_not_hold_fails_the_demo_in_one_line(kingpin: Kingpin) -> None:
    process = kingpin.start("demo")
    monitor = wait_until(lambda: _monitor(kingpin), timeout=20, what="the demo starts its monitor")
    assert monitor is not None
    os.kill(monitor, signal.SIGKILL)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"every step held" not in output
    [line] = errors.decode().splitlines()
    assert re.match(r"kingpin: step \d failed: kingpin_sdk.monitor ended with -9", line)
    assert _left_behind(kingpin) == []
