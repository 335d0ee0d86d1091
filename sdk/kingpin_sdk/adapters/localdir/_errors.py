"""What the operating system's errors mean to the ports, in one table."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kingpin_sdk.errors import AccessDeniedError, BackendError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

__all__ = ["mapped"]

# Whatever is not listed (no space, no descriptors, I/O error ...) may pass: UnavailableError.
_TABLE: Final[Mapping[int | None, tuple[type[BackendError], str]]] = {
    errno.EACCES: (AccessDeniedError, "permission denied"),
    errno.EPERM: (AccessDeniedError, "operation not permitted"),
    errno.EROFS: (AccessDeniedError, "read-only file system"),
    errno.ELOOP: (BackendError, "a link stands where the store keeps a file of its own"),
    errno.ENOTDIR: (BackendError, "a link or file stands where the store keeps a folder"),
    errno.EISDIR: (BackendError, "a folder stands where the store keeps a file"),
    errno.ENAMETOOLONG: (BackendError, "a component of the name is too long for the file system"),
}


@contextmanager
def mapped(what: str) -> Generator[None]:
    """Raise the port's error, ``from`` the operating system's, for what fails inside.

    Args:
        what: the beginning of the error's line: what was done to which thing, and in which store.
    """
    try:
        yield
    except OSError as error:
        kind, text = _TABLE.get(error.errno, (UnavailableError, str(error.strerror or error)))
        raise kind(f"{what}: {text}") from error
