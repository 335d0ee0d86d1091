"""The other processes: the monitor as it is installed, and readers; and what they cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._ending import wait_or_kill

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from benchmarks.freshness._backends import Backends

__all__ = ["cpu_seconds", "monitor", "reader", "resident_mib", "threads_of", "wait_until"]

_READER = Path(__file__).with_name("_reader.py")
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def monitor(
    backends: Backends, dependency: str, *, root: Path, log: Path
) -> Generator[subprocess.Popen[bytes]]:
    """A monitor process, ended politely."""
    root.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "kingpin_sdk.monitor", "-d", dependency, "-p", "0"]
    command += ["--config-dir", str(root), "--serverset-dir", str(root / "serversets")]
    command += ["--coordination", backends.coordination, "--blobs", backends.blobs]
    with log.open("ab") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    with _ended(process):
        yield process


@contextmanager
def reader(
    root: Path, configs: int, out: Path, *, look_every: float, pause: float
) -> Generator[subprocess.Popen[bytes]]:
    """A process that reads all configs in turn and notes when it sees a number first.

    Args:
        root: the config root.
        configs: how many; they are ``bench.config0``, ``bench.config1`` ...
        out: file it appends ``config number seconds`` lines to.
        look_every: of its views.
        pause: seconds between two rounds over all of them; 0 keeps a processor busy with work.
    """
    command = [sys.executable, str(_READER), str(root), str(configs), str(out)]
    process = subprocess.Popen([*command, str(look_every), str(pause)])
    with _ended(process):
        wait_until(out.exists, "the reader has started")
        yield process


def wait_until(condition: Callable[[], bool], what: str, *, seconds: float = 60.0) -> None:
    """Wait for something to become true, looking every millisecond.

    Raises:
        TimeoutError: it did not.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.001)


def resident_mib(pid: int) -> float:
    """Memory of a process now, in MiB (VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def threads_of(pid: int) -> int:
    """How many threads a process has."""
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, in user and system mode."""
    # The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Generator[None]:
    try:
        yield
    finally:
        process.terminate()
        wait_or_kill(process)
