"""One monitor per root: an flock on ``<root>/.kingpin/lock`` that ends when its process does.

Whoever takes a root clears what a killed monitor left there.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.writing import (
    INHERITED,
    Ownership,
    check_ownership,
    sidecar_folder,
    sweep_leftovers,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RootLock"]

_NO_FD = -1
_PID_DIGITS = 20


@final
class RootLock:
    """The right to write below a root.

    Args:
        root: the folder; it is made where it lacks.
        flag: what to say to choose another.
        ownership: of the files to write there.

    Raises:
        SettingsError: another process has it, the folder cannot be written to, or files cannot be
            given to whom they are to belong.
    """

    def __init__(
        self, root: Path, *, flag: str = "--config-dir", ownership: Ownership = INHERITED
    ) -> None:
        self._fd = _NO_FD
        path = sidecar_folder(root) / "lock"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise SettingsError(
                f"{root} cannot be written to ({error.strerror}): choose another {flag}"
            ) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(fd, _PID_DIGITS, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(fd)
            raise SettingsError(
                f"{root} is kept by another monitor (process {holder}): "
                f"stop that one or choose another {flag}"
            ) from error
        self._fd = fd
        # For people only; a full disk must not keep a monitor from serving what is there.
        with contextlib.suppress(OSError):
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{os.getpid()}\n".encode("ascii"), 0)
        try:
            check_ownership(root, ownership)
            sweep_leftovers(root)
        except OSError as error:
            self.close()
            raise SettingsError(
                f"files in {root} cannot be given the mode, owner or group of monitor.file_mode, "
                f"monitor.file_owner and monitor.file_group: {error.strerror or error}"
            ) from error

    def close(self) -> None:
        """Let the next one in; the file stays. Harmless when repeated."""
        fd, self._fd = self._fd, _NO_FD
        if fd != _NO_FD:
            os.close(fd)
