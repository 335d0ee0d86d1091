"""The check that runs a command."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ExecCheck"]


@final
class ExecCheck:
    """Passes if a command exits with 0 in time; what it prints is not kept.

    It runs in a process group of its own, which is killed as a whole when its time is over.

    Args:
        words: the program and its arguments; no shell reads them.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)
        # Guards the two below.
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = False

    @classmethod
    def parse(cls, command: str) -> ExecCheck:
        """Read a command line.

        Raises:
            SettingsError: it cannot be cut into words, or there is no such program.
        """
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise SettingsError(f"check exec:{command}: {error}") from error
        if not words or shutil.which(words[0]) is None:
            why = f"there is no program {words[0]!r}" if words else "write exec:command"
            raise SettingsError(f"check 'exec:{command}': {why}")
        return cls(words)

    def run(self, timeout: float) -> str | None:
        """See Check."""
        name = os.path.basename(self._words[0])  # noqa: PTH119 - of a text
        try:
            process = self._start()
        except OSError as error:
            return f"{name}: {error.strerror or error}"
        if process is None:
            return "cancelled"
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._kill()
            process.wait()
            return f"{name}: not done in {timeout:g} s, killed"
        finally:
            with self._lock:
                self._process = None
        if code < 0:
            return f"{name}: killed by {signal.Signals(-code).name}"
        return None if code == 0 else f"{name}: exit code {code}"

    def cancel(self) -> None:
        """See Check; no further run starts anything."""
        with self._lock:
            self._cancelled = True
        self._kill()

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._cancelled:
                return None
            self._process = subprocess.Popen(  # noqa: S603 - the operator's own words, no shell
                self._words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            return self._process

    def _kill(self) -> None:
        with self._lock:
            # Not waited for yet, so the number is still its own. Its group may have lost it.
            if self._process is not None and self._process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
