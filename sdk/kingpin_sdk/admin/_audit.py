"""Who did what and when: the histories of everything and the log, as one trail."""

from __future__ import annotations

import fnmatch
import heapq
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, final

from attrs import frozen

from kingpin_sdk.admin._log import CONFIG_DELETED
from kingpin_sdk.admin._parallel import in_parallel
from kingpin_sdk.formats.record import version_time
from kingpin_sdk.model import Version
from kingpin_sdk.names import ConfigName, PublishedName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.admin._log import Logged
    from kingpin_sdk.model import HistoryRecord

__all__ = ["Entry", "Question", "Trail"]

_FIRST = datetime(1970, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)


@final
@frozen(kw_only=True)
class Question:
    """Which entries are wanted; None for all.

    Attributes:
        name: a name's pattern, as file names match in a shell; also without
            ``config.manageddata.`` and ``discovery.``.
        author: who.
        since: from this moment on (with a time zone).
        until: before this moment (with a time zone).
    """

    name: str | None = None
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@final
@frozen
class Entry:
    """One thing that was done.

    Attributes:
        time: when (UTC).
        author: who; None for what KingPin 1.0 wrote.
        action: ``publish`` (a value), ``describe`` (a metaconfig), or the log's word
            (``dependency.add``).
        name: to what.
        detail: the version that was published, or with what.
        comment: why; empty if nothing was said.
    """

    time: datetime
    author: str | None
    action: str
    name: str
    detail: str
    comment: str


class _Trail(NamedTuple):
    """The entries of one source, and how new its newest may be."""

    newest: datetime
    entries: Iterator[Entry]


@final
class Trail:
    """Asks who did what. Every call blocks and raises BackendError."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def entries(self, asked: Question) -> Iterator[Entry]:
        """What was done, newest first, fetched while iterating.

        The history of a config that was deleted follows its deletion.
        """
        trails = [*in_parallel(lambda name: self._trail(asked, name), self._names(asked))]
        merged = _merged(
            [*trails, _Trail(_LAST, self._logged(asked))], lambda entry: self._ended(asked, entry)
        )
        return (entry for entry in merged if _wanted(entry, asked))

    def _names(self, asked: Question) -> Iterator[PublishedName]:
        catalog = self._desk.catalog
        for config in catalog.configs():
            if _matches(str(config), asked.name):
                yield config
        for metaconfig in catalog.metaconfigs():
            if _matches(str(metaconfig), asked.name):
                yield metaconfig

    def _trail(self, asked: Question, name: PublishedName) -> _Trail:
        """A name's own trail; its current version tells when it was last written."""
        version = self._desk.version_of(name)
        if version is None:
            return _Trail(_FIRST, iter(()))
        newest = version_time(version) or _LAST
        if asked.since is not None and newest < asked.since:
            return _Trail(_FIRST, iter(()))
        return _Trail(newest, self._newest_first(asked, name))

    def _ended(self, asked: Question, entry: Entry) -> _Trail | None:
        """The trail that ended with an entry: that of a config which was deleted."""
        if entry.action != CONFIG_DELETED or not entry.detail:
            return None
        last = Version(entry.detail)
        name = ConfigName.parse(entry.name)
        return _Trail(version_time(last) or _LAST, self._newest_first(asked, name, last))

    def _newest_first(
        self, asked: Question, name: PublishedName, newest: Version | None = None
    ) -> Iterator[Entry]:
        action = "publish" if isinstance(name, ConfigName) else "describe"
        # A generator: nothing is asked before its turn comes.
        for record in self._desk.engine.history(name, newest):
            if asked.since is not None and record.time < asked.since:
                return
            yield _entry(record, action, str(name))

    def _logged(self, asked: Question) -> Iterator[Entry]:
        entries = (_logged_entry(one) for one in self._desk.log.newest_first())
        recent = takewhile(lambda entry: asked.since is None or entry.time >= asked.since, entries)
        return (entry for entry in recent if _matches(entry.name, asked.name))


def _merged(trails: Iterable[_Trail], ended: Callable[[Entry], _Trail | None]) -> Iterator[Entry]:
    """The entries of all trails, newest first; a trail is asked when none can be newer.

    Args:
        trails: to begin with.
        ended: the trail that comes to light with an entry, all of it older; None for none.
    """
    heap: list[tuple[float, int, Entry | None, Iterator[Entry]]] = [
        (-trail.newest.timestamp(), number, None, trail.entries)
        for number, trail in enumerate(trails)
    ]
    heapq.heapify(heap)
    numbers = itertools.count(len(heap))
    while heap:
        _, number, entry, entries = heapq.heappop(heap)
        if entry is not None:
            yield entry
            if (more := ended(entry)) is not None:
                heapq.heappush(heap, (-more.newest.timestamp(), next(numbers), None, more.entries))
        following = next(entries, None)
        if following is not None:
            heapq.heappush(heap, (-following.time.timestamp(), number, following, entries))


def _entry(record: HistoryRecord, action: str, name: str) -> Entry:
    return Entry(record.time, record.author, action, name, record.version, record.comment or "")


def _logged_entry(logged: Logged) -> Entry:
    deed = logged.deed
    return Entry(logged.time, deed.author, deed.action, deed.name, deed.detail, deed.comment)


def _matches(name: str, pattern: str | None) -> bool:
    if pattern is None:
        return True
    config = name.removeprefix("config.manageddata.")
    if config != name:
        pattern = pattern.lower()  # as all configs are
    names = (name, config, name.removeprefix("discovery."))
    return any(fnmatch.fnmatchcase(one, pattern) for one in names)


def _wanted(entry: Entry, asked: Question) -> bool:
    if asked.author is not None and entry.author != asked.author:
        return False
    return asked.until is None or entry.time < asked.until
