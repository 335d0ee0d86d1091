"""kingpin-register as a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING, Any, final

from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Register", "run_register"]

_COMMAND = [sys.executable, "-m", "kingpin_sdk.register"]
_LISTENS = re.compile(r"answering at http://127\.0\.0\.1:(\d+)")


def _environment(more: dict[str, str]) -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("KINGPIN_")}
    return inherited | more


def run_register(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end in an environment of its own."""
    return subprocess.run(
        [*_COMMAND, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=_environment(environ),
    )


@final
class Register:
    """A running daemon; killed at the end of the ``with`` block if it still runs.

    Args:
        folder: for its log.
        arguments: of the command line.
        environ: more of the environment.
    """

    def __init__(self, folder: Path, *arguments: str, **environ: str) -> None:
        self._log = folder / f"register-{len(list(folder.iterdir()))}.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_COMMAND, *arguments], stderr=log, stdout=log, env=_environment(environ)
            )

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return self._log.read_text()

    def wait_for_log(self, text: str) -> None:
        """Wait until it said something."""
        wait_until(lambda: text in self.log, timeout=30, what=f"the log says {text!r}")

    def get(self, path: str) -> str:
        """What it answers over HTTP."""
        [port, *_] = wait_until(lambda: _LISTENS.findall(self.log), timeout=30, what="it listens")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            body: bytes = answer.read()
        return body.decode()

    def services(self) -> list[dict[str, Any]]:
        """What ``/status`` shows."""
        services: list[dict[str, Any]] = json.loads(self.get("/status"))["services"]
        return services

    def send(self, how: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(how)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it politely; its exit code."""
        self.send(how)
        return self.process.wait(20)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
