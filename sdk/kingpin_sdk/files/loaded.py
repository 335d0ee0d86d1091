"""What one look at a file gives: a value in hand, a refusal, and whether the file has settled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, final

from kingpin_sdk.errors import ConfigError, NotAvailableError, SnapshotCorruptError
from kingpin_sdk.files.reading import read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kingpin_sdk.files.reading import Loan
    from kingpin_sdk.formats.sidecar import FileMark
    from kingpin_sdk.model import Version

__all__ = ["UNSET", "Loaded", "Look", "Refused", "Unset", "look_at"]

V = TypeVar("V")
L = TypeVar("L")

_UNSETTLED = 1.0
_NANOS = 1_000_000_000


@final
class Unset:
    """The type of UNSET."""


UNSET = Unset()
"""Stands for "no default was declared", because None may be one."""


@final
class Loaded(Generic[V, L]):
    """A value in hand and the file it came from.

    Replaced as a whole, never changed but for ``lookup``.

    Attributes:
        value: the typed value, immutable as far as its containers are ours.
        lookup: the container that hot reads ask; a structure may fill it at the first need.
        mark: the file; None for a value that is no file's.
        version: of the file, if known.
        ignored: entries that were left out -> why.
        loaded_at: seconds since the epoch.
    """

    __slots__ = ("ignored", "loaded_at", "lookup", "mark", "value", "version")

    def __init__(
        self,
        value: V,
        lookup: L,
        *,
        mark: FileMark | None = None,
        version: Version | None = None,
        ignored: Mapping[str, str] | None = None,
    ) -> None:
        self.value = value
        self.lookup = lookup
        self.mark = mark
        self.version = version
        self.ignored = ignored or {}
        self.loaded_at = time.time()


@final
class Refused:
    """The newest file, which could not be used, or its absence.

    Attributes:
        error: why.
        mark: the file; None for one that is missing, unreadable or still being written: look again
            each time.
    """

    __slots__ = ("error", "mark")

    def __init__(self, error: ConfigError, mark: FileMark | None) -> None:
        self.error = error
        self.mark = mark

    @property
    def missing(self) -> bool:
        """True if there is no file."""
        return isinstance(self.error, NotAvailableError)

    def again(self) -> ConfigError:
        """A fresh copy of the error to raise.

        One instance would be shared by threads, traceback and all.
        """
        import copy

        error = copy.copy(self.error)
        error.__cause__ = self.error.__cause__
        return error

    @classmethod
    def by_system(cls, failure: OSError, name: object, path: str) -> Refused:
        """What a failed system call says of a file; ``name`` is its identity for people."""
        error: ConfigError
        if isinstance(failure, (FileNotFoundError, NotADirectoryError)):
            error = NotAvailableError(
                f"{name} has no file at {path}: is a monitor running here that is subscribed to it?"
            )
        else:
            error = ConfigError(f"{name} cannot be read at {path}: {failure.strerror or failure}")
        error.__cause__ = failure
        return cls(error, None)


class Look(NamedTuple, Generic[V, L]):
    """What reading a file gave: exactly one of ``loaded`` and ``refused``.

    Attributes:
        unsettled: the file is empty, broken or moving, and so young that somebody may be writing it
            in place.
    """

    loaded: Loaded[V, L] | None
    refused: Refused | None
    unsettled: bool


def look_at(
    path: str, name: object, load: Callable[[bytes, FileMark], Loaded[V, L]], loan: Loan
) -> Look[V, L]:
    """Read a file and decode it."""
    try:
        found = read_whole(path, loan)
    except OSError as failure:
        return Look(None, Refused.by_system(failure, name, path), unsettled=False)
    if found is None:
        error = SnapshotCorruptError(f"{name} is being rewritten all the time at {path}")
        return Look(None, Refused(error, None), unsettled=True)
    data, mark = found
    young = abs(time.time() - mark.mtime_ns / _NANOS) < _UNSETTLED
    try:
        return Look(load(data, mark), None, unsettled=young and not data)
    except ConfigError as error:
        return Look(None, Refused(error, None if young else mark), unsettled=young)
