"""Which folders' events concern which watches; a folder not there yet is followed from above."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.adapters.localdir._looks import ANY
from kingpin_sdk.formats.localdir import parse_entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from kingpin_sdk.adapters.localdir._inotify import Events, FolderEvent
    from kingpin_sdk.adapters.localdir._looks import Goal
    from kingpin_sdk.adapters.localdir._watcher import LocalWatch

__all__ = ["Wiretap"]

_TRIES = 50


@final
class Wiretap:
    """Not thread-safe: the watcher's lock guards all but ``read``, which its thread alone calls."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._concerned: dict[int, dict[str, set[LocalWatch]]] = {}
        self._keys: dict[LocalWatch, set[tuple[int, str]]] = {}

    @property
    def descriptor(self) -> int:
        """What to poll before ``read``."""
        return self._events.descriptor

    def read(self) -> list[FolderEvent]:
        """What has happened; does not wait."""
        return self._events.read()

    def close(self) -> None:
        """Give the queue back."""
        self._events.close()

    def arm(self, watch: LocalWatch, goals: Iterable[Goal]) -> None:
        """Follow the goals; for one not there yet, the folder where its path will go on."""
        new: set[tuple[int, str]] = set()
        for goal in goals:
            new |= self._follow(goal)
        for folder, name in new:
            self._concerned.setdefault(folder, {}).setdefault(name, set()).add(watch)
        # The new ones first: a folder in both is never let go of in between.
        self._let_go(watch, self._keys.get(watch, set()) - new)
        self._keys[watch] = new

    def drop(self, watch: LocalWatch) -> None:
        """Follow nothing for the watch any more; harmless when repeated."""
        self._let_go(watch, self._keys.pop(watch, set()))

    def lacking(self, watches: Iterable[LocalWatch]) -> list[LocalWatch]:
        """Those for which nothing could be followed (a limit, a right)."""
        return [watch for watch in watches if not self._keys.get(watch)]

    def concerned(self, event: FolderEvent) -> set[LocalWatch]:
        """Whom the event concerns."""
        names = self._concerned.get(event.folder, {})
        found: set[LocalWatch] = set()
        if event.gone:
            return found.union(*names.values())
        found |= names.get(event.name, set())
        if ANY in names and parse_entry(event.name) is not None:
            found |= names[ANY]
        return found

    def _follow(self, goal: Goal) -> AbstractSet[tuple[int, str]]:
        for _ in range(_TRIES):
            folder, missing = self._deepest(goal.folder)
            if folder is None:
                return set()
            if missing is None:
                return {(folder, name) for name in goal.names}
            if not missing.exists():
                return {(folder, missing.name)}
            # It came after we looked and before we watched: nobody will tell of it, so go on there.
        return set()

    def _deepest(self, goal: Path) -> tuple[int | None, Path | None]:
        missing: Path | None = None
        for folder in (goal, *goal.parents):
            try:
                return self._events.add(str(folder)), missing
            except (FileNotFoundError, NotADirectoryError):
                missing = folder
            except OSError:
                break
        return None, None

    def _let_go(self, watch: LocalWatch, keys: AbstractSet[tuple[int, str]]) -> None:
        for folder, name in keys:
            names = self._concerned.get(folder, {})
            watches = names.get(name, set())
            watches.discard(watch)
            if not watches:
                names.pop(name, None)
            if not names and self._concerned.pop(folder, None) is not None:
                self._events.remove(folder)
