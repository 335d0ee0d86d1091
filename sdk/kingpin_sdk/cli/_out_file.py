"""The file that a command writes instead of standard output."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from kingpin_sdk.files.writing import replace_document

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_out"]

_MODE = 0o666


def write_out(path: Path, body: bytes) -> None:
    """Make a file hold these bytes, or leave what it held.

    What is there and is no regular file, such as a pipe, is written to.

    Raises:
        OSError: it cannot be written; it names the file.
    """
    try:
        # Behind a link is what it leads to; the link stays.
        _write(path.resolve(), body)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write(path: Path, body: bytes) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        # A folder that is misspelt is not made.
        path.parent.stat()
        replace_document(path, body, mode=_MODE & ~_umask())
        return
    if stat.S_ISREG(mode):
        replace_document(path, body, mode=stat.S_IMODE(mode))
    else:
        path.write_bytes(body)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
