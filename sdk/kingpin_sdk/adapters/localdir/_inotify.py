"""The kernel's queue of folder events, as far as the watcher needs it."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING, Final, NamedTuple, final

if TYPE_CHECKING:
    from inotify_simple import INotify

    from kingpin_sdk.adapters.localdir._descriptors import Descriptors, Held

__all__ = ["Events", "FolderEvent", "open_events"]

logger = logging.getLogger(__name__)

# Of linux/inotify.h. CLOSE_WRITE is how the death of a member is seen: the kernel closes its
# liveness file. MOVED_TO is every write of ours.
_CLOSE_WRITE: Final = 0x8
_MOVED_TO: Final = 0x80
_CREATE: Final = 0x100
_DELETE: Final = 0x200
_MOVE_SELF: Final = 0x800
_OVERFLOW: Final = 0x4000
_IGNORED: Final = 0x8000
_ONLY_FOLDERS: Final = 0x1000000
_MASK: Final = _CLOSE_WRITE | _MOVED_TO | _CREATE | _DELETE | _MOVE_SELF | _ONLY_FOLDERS


class FolderEvent(NamedTuple):
    """Something happened to an entry of a watched folder.

    Attributes:
        folder: what ``Events.add`` gave.
        name: the entry; empty where the event is about the folder itself.
        gone: the folder is no longer where it was (removed, moved away).
        closed: a process closed the entry, which it had open for writing.
        lost: events were lost; anything may have happened anywhere.
    """

    folder: int
    name: str
    gone: bool
    closed: bool
    lost: bool


@final
class Events:
    """One queue. ``add`` and ``remove`` may be called from any thread, ``read`` from one."""

    def __init__(self, inotify: INotify, held: Held) -> None:
        self._inotify = inotify
        self._held = held

    @property
    def descriptor(self) -> int:
        """What to poll."""
        return self._held.descriptor

    def add(self, folder: str) -> int | None:
        """Watch a folder: its number, the same when repeated; None if the limit is reached.

        Raises:
            OSError: there is no such folder, or it may not be read.
        """
        try:
            return self._inotify.add_watch(folder, _MASK)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.ENOMEM}:
                return None
            raise

    def remove(self, folder: int) -> None:
        """Watch it no longer; harmless if the folder is gone."""
        try:
            self._inotify.rm_watch(folder)
        except OSError:
            logger.debug("inotify watch %d was gone already", folder)

    def read(self) -> list[FolderEvent]:
        """What has happened since the last call; does not wait."""
        return [
            FolderEvent(
                folder=event.wd,
                name=event.name,
                gone=bool(event.mask & (_IGNORED | _MOVE_SELF)),
                closed=bool(event.mask & _CLOSE_WRITE),
                lost=bool(event.mask & _OVERFLOW),
            )
            for event in self._inotify.read(timeout=0)
        ]

    def close(self) -> None:
        """Give the queue back; harmless when repeated."""
        self._held.close()


def open_events(descriptors: Descriptors) -> Events | None:
    """A new queue; None where the system has none to give (not Linux, limits reached)."""
    try:
        from inotify_simple import INotify
    except ImportError:
        return None
    made: list[INotify] = []

    def opener() -> int:
        made.append(INotify(closefd=False))
        return made[0].fileno()

    try:
        held = descriptors.open(opener)
    except OSError as error:
        logger.warning("no inotify, changes are looked for every second: %s", error.strerror)
        return None
    return Events(made[0], held)
