"""Where IDL is read from."""

from __future__ import annotations

import os
from typing import Protocol, final

__all__ = ["Disk", "Files"]


class Files(Protocol):
    """A tree of files."""

    def real_path(self, path: str) -> str | None:
        """The identity of a file, whatever links lead to it; None if there is no such file."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is anything at a path: a file, or what cannot be read as one."""
        ...

    def read(self, real_path: str) -> bytes:
        """The content of a file that `real_path` gave.

        Raises:
            OSError: it cannot be read.
        """
        ...


@final
class Disk:
    """The files of this machine; relative paths count from the working directory."""

    def real_path(self, path: str) -> str | None:
        """See `Files`; a path that no system call takes (a NUL byte, too long) is no file."""
        try:
            return os.path.realpath(path) if os.path.isfile(path) else None  # noqa: PTH113
        except (OSError, ValueError):
            return None

    def exists(self, path: str) -> bool:
        """See `Files`."""
        try:
            return os.path.exists(path)  # noqa: PTH110
        except (OSError, ValueError):
            return False

    def read(self, real_path: str) -> bytes:
        """See `Files`."""
        with open(real_path, "rb") as file:  # noqa: PTH123  (paths are text here)
            return file.read()
