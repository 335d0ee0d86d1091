"""Exclusive locks between processes: flock on a file that is never removed."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from kingpin_sdk.adapters.localdir._errors import mapped
from kingpin_sdk.adapters.localdir._folders import made_folder
from kingpin_sdk.adapters.localdir._places import Place
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import BackendError, LockTimeoutError, UnavailableError
from kingpin_sdk.formats.localdir import GUARD, LOCKS, EntryKind

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from kingpin_sdk.adapters.localdir._descriptors import Descriptors, Held

__all__ = ["Guard", "PathLocks"]

_GUARD_TIMEOUT = 10.0
_HOLDER_LIMIT = 1_000


def _open_lock(descriptors: Descriptors, name: str, folder: int) -> Held:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return descriptors.open(lambda: os.open(name, flags, 0o666, dir_fd=folder))


def _wait(held: Held, deadline: Deadline, *, first: float, longest: float) -> bool:
    # flock itself cannot wait with a limit (a signal's alarm belongs to the application).
    pause = first
    while not held.try_lock():
        if deadline.expired:
            return False
        time.sleep(min(pause, deadline.remaining))
        pause = min(2 * pause, longest)
    return True


@final
class Guard:
    """The lock around every change of the node tree; held for the milliseconds of one change."""

    def __init__(self, root: Path, descriptors: Descriptors) -> None:
        self._root = root
        self._descriptors = descriptors

    @contextmanager
    def held(self) -> Generator[None]:
        """Hold it; the store's folder is made where it lacks.

        Raises:
            UnavailableError: another process keeps it for 10 s (stopped in the middle of a change).
        """
        with made_folder(self._root, ()) as folder:
            lock = _open_lock(self._descriptors, GUARD, folder)
        try:
            if not _wait(lock, Deadline(_GUARD_TIMEOUT), first=0.0002, longest=0.004):
                raise UnavailableError(
                    f"the store {self._root} is being changed by another process for "
                    f"{_GUARD_TIMEOUT:g} s now; is it stopped?"
                )
            yield
        finally:
            lock.close()

    @contextmanager
    def tried(self) -> Generator[bool]:
        """Hold it if it is free: gives whether it is held."""
        with made_folder(self._root, ()) as folder:
            lock = _open_lock(self._descriptors, GUARD, folder)
        try:
            yield lock.try_lock()
        finally:
            lock.close()


@final
class PathLocks:
    """The locks that ``Coordination.lock`` hands out."""

    def __init__(self, root: Path, descriptors: Descriptors) -> None:
        self._root = root
        self._descriptors = descriptors

    @contextmanager
    def held(self, path: str, *, deadline: Deadline, holder: str) -> Generator[None]:
        """Hold the lock of a path; see ``Coordination.lock``."""
        place = Place.parse(path)
        if place.is_root:
            raise BackendError(f"the lock of {path}: the store itself has none")
        with mapped(f"lock of {path} in {self._root}"):
            folders = (LOCKS, *place.folders[1:])
            with made_folder(self._root, folders) as folder:
                lock = _open_lock(self._descriptors, place.entry(EntryKind.CONTENT), folder)
        try:
            with mapped(f"lock of {path} in {self._root}"):
                if not _wait(lock, deadline, first=0.001, longest=0.02):
                    raise LockTimeoutError(f"lock of {path}: held by {_holder(lock)}")
                _note(lock, holder)
            yield
        finally:
            lock.close()


def _holder(lock: Held) -> str:
    text = os.pread(lock.descriptor, 4 * _HOLDER_LIMIT, 0).decode(errors="replace")
    return " ".join(text.split()) or "somebody who gives no name"


def _note(lock: Held, holder: str) -> None:
    os.ftruncate(lock.descriptor, 0)
    os.pwrite(lock.descriptor, holder[:_HOLDER_LIMIT].encode(errors="replace"), 0)
