"""kingpin-monitor as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, final

from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Daemon", "run_monitor"]

_COMMAND = [sys.executable, "-m", "kingpin_sdk.monitor"]


def run_monitor(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end in an environment of its own."""
    return subprocess.run(
        [*_COMMAND, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=_environment(folder, settings),
    )


@final
class Daemon:
    """A running monitor; killed at the end of the ``with`` block if it still runs.

    Args:
        folder: of the test; the embedded store is in its folder ``store``, the root in ``config``.
        arguments: after the dependency.
        under: a command that starts it, such as one that takes rights from it.
        settings: by environment variable without ``KINGPIN_``.
    """

    def __init__(
        self, folder: Path, *arguments: str, under: Sequence[str] = (), **settings: str
    ) -> None:
        self._under = under
        self._folder = folder
        self._arguments = ("-d", "web.dep", *arguments)
        self._settings = settings
        self._log = folder / "monitor.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process."""
        assert self._process is not None
        return self._process

    @property
    def log(self) -> str:
        """What it has written to stderr, over all starts."""
        return self._log.read_text()

    def start(self) -> None:
        """Start it, again if it ended."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._under, *_COMMAND, *self._arguments],
                stderr=log,
                stdout=log,
                env=_environment(self._folder, self._settings),
            )

    def kill(self) -> None:
        """Kill it at once."""
        self.process.kill()
        self.process.wait()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it politely; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(20)

    def wait_for_log(self, text: str) -> None:
        """Wait until it said something."""
        wait_until(lambda: text in self.log, timeout=30, what=f"the log says {text!r}")

    def __enter__(self) -> Daemon:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


def _environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    ours = {
        "COORDINATION": f"localdir:{folder / 'store' / 'coordination'}",
        "BLOBS": f"localdir:{folder / 'store' / 'blobs'}",
        "CONFIG_DIR": str(folder / "config"),
        "SERVERSET_DIR": str(folder / "serverset"),
        # Any free one: many monitors run side by side here.
        "MONITOR_HTTP": "127.0.0.1:0",
        **settings,
    }
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("KINGPIN_")}
    return inherited | {f"KINGPIN_{name}": text for name, text in ours.items()}
