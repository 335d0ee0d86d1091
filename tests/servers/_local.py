"""One server as one child process: start, wait until it serves, end, hang and go on."""

import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.waiting import wait_until

_LEASH = Path(__file__).with_name("_leash.py")
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class ServerError(Exception):
    """A server of the tests is not installed, or did not come up."""


class LocalServer(ABC):
    """A server process of the tests, on 127.0.0.1 and in a folder of its own.

    Use it as a context manager. The process also ends when pytest is killed, see `_leash`; so start
    it from a thread that outlives its use.
    """

    def __init__(self, folder: Path) -> None:
        """Choose ports; nothing runs yet.

        Args:
            folder: for data, settings and the log; made if missing.
        """
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _prepare(self) -> list[str]:
        """Write what the server reads at its start; the command that runs it."""

    @abstractmethod
    def _serves(self) -> bool:
        """Whether a real request succeeds now."""

    def _environment(self) -> Mapping[str, str]:
        """Additions to the environment."""
        return {}

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._process is None:
            raise ServerError(f"{type(self).__name__} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start the process and return once it serves.

        Raises:
            ServerError: it is running already, not installed, or ended at its start.
        """
        if self._process is not None:
            raise ServerError(f"{type(self).__name__} is running already")
        command = self._prepare()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command],
                cwd=self.folder,
                env={**os.environ, **self._environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Out of the terminal's group: Ctrl-C reaches pytest alone, which then cleans up.
                start_new_session=True,
            )
        try:
            wait_until(
                self._serves_or_died, timeout=_START_SECONDS, what=f"{type(self).__name__} serves"
            )
        except BaseException:
            self.kill()
            raise

    def _serves_or_died(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise ServerError(
                f"{type(self).__name__} ended with {self._process.returncode} at its start:\n"
                + self._log.read_text(errors="replace")[-2000:]
            )
        return self._serves()

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def stop(self) -> None:
        """Ask the process to end and wait for it; kill it after 10 s. Harmless when not running."""
        if self._process is None:
            return
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End the process at once (SIGKILL), wait until it is gone. Harmless when not running."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Stop and start again, on the same ports."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Hang: the ports stay open, no answer comes (SIGSTOP). Returns once all of it stands."""
        os.kill(self.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED)

    def resume(self) -> None:
        """Go on after `pause`. Harmless when not paused."""
        os.kill(self.pid, signal.SIGCONT)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
