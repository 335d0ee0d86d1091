"""Reading a local file whole: never half of one content and half of the next."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, final

from kingpin_sdk.files.layout import sidecar_path
from kingpin_sdk.formats.sidecar import FileMark, decode_sidecar

if TYPE_CHECKING:
    from kingpin_sdk.formats.sidecar import SidecarEntry
    from kingpin_sdk.model import Version

__all__ = ["Loan", "mark_of", "read_entry", "read_version", "read_whole"]

_TRIES = 5
_NO_FD = -1


@final
class Loan:
    """A descriptor that is open for as long as one file is being read.

    A fork in the middle of a read gives the child a copy of the descriptor and nobody who would
    close it: the thread that reads exists in the parent only. Whoever reads says here what is open,
    and the child gives it back.
    """

    __slots__ = ("_fd", "_file")

    def __init__(self) -> None:
        self._fd = _NO_FD
        self._file = (0, 0)

    def take(self, path: str) -> int:
        """Open a file for reading, with close-on-exec.

        Raises:
            OSError: it cannot be opened, or it is a pipe or a device, which could be waited for
                without end.
        """
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            os.close(fd)
            raise OSError(errno.EINVAL, "Not a regular file", path)
        self._file = (status.st_dev, status.st_ino)
        self._fd = fd
        return fd

    def give_back(self) -> None:
        """Close it, in the process that opened it."""
        fd, self._fd = self._fd, _NO_FD
        if fd != _NO_FD:
            os.close(fd)

    def abandon(self) -> None:
        """Close the copy that a forked child inherited.

        If the number still stands for that file.
        """
        fd, self._fd = self._fd, _NO_FD
        if fd == _NO_FD:
            return
        try:
            status = os.fstat(fd)
            if (status.st_dev, status.st_ino) == self._file:
                os.close(fd)
        except OSError:
            return  # closed already, as daemons do with all they inherit


def mark_of(status: os.stat_result) -> FileMark:
    """What tells this content of a file from the next."""
    return FileMark(status.st_ino, status.st_size, status.st_mtime_ns)


def read_whole(path: str, loan: Loan | None = None) -> tuple[bytes, FileMark] | None:
    """Read a file that may be rewritten meanwhile, in place or by a rename.

    Returns:
        The bytes and the mark of the file they are; None if it changed under every one of a few
        tries.

    Raises:
        OSError: it cannot be opened or read.
    """
    loan = loan or Loan()
    for _ in range(_TRIES):
        fd = loan.take(path)
        try:
            before = mark_of(os.fstat(fd))
            data = _read_all(fd, before.size)
            after = mark_of(os.fstat(fd))
        finally:
            loan.give_back()
        if before == after and len(data) == after.size:
            return data, after
    return None


def _read_all(fd: int, size: int) -> bytes:
    # One byte more than there should be shows a file that grew; the usual case is one read and no
    # copy.
    data = os.read(fd, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while data and sum(map(len, parts)) <= size:
        data = os.read(fd, size + 1)
        parts.append(data)
    return b"".join(parts)


def read_entry(path: str, mark: FileMark, loan: Loan | None = None) -> SidecarEntry | None:
    """What is known of the file with this mark, by the document beside it.

    None when another writer made it.
    """
    try:
        found = read_whole(sidecar_path(path), loan)
    except OSError:
        return None
    if found is None:
        return None
    for entry in decode_sidecar(found[0]):
        if entry.mark == mark:
            return entry
    return None


def read_version(path: str, mark: FileMark, loan: Loan | None = None) -> Version | None:
    """The version of the file with this mark; None when another writer made it."""
    entry = read_entry(path, mark, loan)
    return None if entry is None else entry.version
