"""All that the engine remembers: its records, what they taught, and the plan that follows from it.

No threads here, and no I/O but logs.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, final

from attrs import evolve

from kingpin_sdk.formats.followed import Followed
from kingpin_sdk.sync._outcomes import (
    Absent,
    Applied,
    Listed,
    Outcome,
    Parsed,
    Pinned,
    Refused,
    Served,
)
from kingpin_sdk.sync._plan import Follow, Knowledge, Unfollow, Wanted, steps, wanted
from kingpin_sdk.sync._record import Record
from kingpin_sdk.sync._schedule import Cause, Finish
from kingpin_sdk.sync._status import SyncCounts, SyncStatus
from kingpin_sdk.sync._subjects import ConfigFile, Dependency, Metaconfig, ServersetFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kingpin_sdk.formats.metaconfig import Section
    from kingpin_sdk.model import Json, Version
    from kingpin_sdk.names import DependencyName, MetaconfigName
    from kingpin_sdk.sync._status import ConfigStatus

__all__ = ["Book"]

_log = logging.getLogger(__name__)


@final
class Book:
    """The engine's memory; not thread-safe.

    Args:
        roots: the dependencies to follow.
        folders: that sections may name.
    """

    def __init__(self, roots: Sequence[DependencyName], folders: frozenset[str]) -> None:
        self._roots = roots
        self._folders = folders
        self._members: dict[DependencyName, Sequence[str]] = {}
        self._sections: dict[MetaconfigName, Sequence[Section]] = {}
        self._documents: dict[MetaconfigName, Json] = {}
        self._records: dict[str, Record] = {}
        self._unsettled: set[str] = set()
        self._wanted = Wanted()
        self._counts = SyncCounts()
        self._synced_before = False
        self.plan_is_stale = True
        self.followed_has_changed = False
        self.pins: Mapping[str, Version] = {}

    def recall(self, followed: Followed) -> None:
        """Take in what was followed before the start, until the backends say what is now."""
        sections = followed.sections
        self._members.update(followed.members)
        self._sections.update(sections)
        self._documents.update({name: followed.documents[name] for name in sections})

    def followed(self) -> Followed:
        """What leads to the local files that are followed now."""
        self.followed_has_changed = False
        followed = [each.subject for each in self._records.values()]
        names = [each.name for each in followed if isinstance(each, Dependency)]
        metaconfigs = [each.name for each in followed if isinstance(each, Metaconfig)]
        return Followed(
            {name: self._members[name] for name in names if name in self._members},
            {name: self._documents[name] for name in metaconfigs if name in self._documents},
        )

    @property
    def synced(self) -> bool:
        """True if everything followed has been looked at with success."""
        return not self._unsettled and not self.plan_is_stale

    def progress(self) -> tuple[int, int]:
        """How many of the followed have been looked at with success, and how many there are."""
        total = len(self._records)
        return total - len(self._unsettled), total

    def note_synced(self) -> bool:
        """Remember it if everything followed has been looked at with success; true if so."""
        self._synced_before |= self.synced
        return self.synced

    def of_node(self, node: str) -> Sequence[Record]:
        """The records of what comes from a node."""
        return [each for each in self._records.values() if each.subject.node == node]

    def record(self, key: str) -> Record:
        """The record of something that is followed."""
        return self._records[key]

    def find(self, key: str) -> Record | None:
        """The record of something, if it is followed."""
        return self._records.get(key)

    def named(self, text: str) -> Sequence[Record]:
        """The records of the local files that somebody may mean by this.

        Args:
            text: the name of a file, of a config (``domain.key``) or of a serverset
                (``service.env``).
        """
        wanted = {text, f"config.manageddata.{text.lower()}", f"discovery.{text}"}
        return [
            each
            for each in self._records.values()
            if isinstance(each.subject, ConfigFile | ServersetFile)
            and each.subject.file_name in wanted
        ]

    def pin_of(self, record: Record) -> Version | None:
        """The version that the record's file stays at; None for the newest."""
        subject = record.subject
        return self.pins.get(subject.file_name) if isinstance(subject, ConfigFile) else None

    def has(self, record: Record) -> bool:
        """True while this very record is followed; its subject may be, under another one."""
        return self._records.get(record.subject.key) is record

    def records(self) -> Sequence[Record]:
        """All records."""
        return list(self._records.values())

    def replan(self) -> tuple[Sequence[Record], Sequence[Record]]:
        """Follow what is wanted by now, and nothing else.

        Returns:
            The records let go of, and the new ones.
        """
        self.plan_is_stale = False
        known = Knowledge(self._roots, self._folders, self._members, self._sections)
        before, self._wanted = self._wanted, wanted(known)
        _tell_news(before.problems, self._wanted.problems, logging.WARNING)
        _tell_news(before.remarks, self._wanted.remarks, logging.INFO)
        followed = {key: record.subject for key, record in self._records.items()}
        gone: list[Record] = []
        fresh: list[Record] = []
        for step in steps(followed, self._wanted):
            match step:
                case Unfollow(subject):
                    gone.append(self._drop(subject.key))
                case Follow(subject, afresh):
                    record = Record(subject, afresh=afresh)
                    self._records[subject.key] = record
                    self._unsettled.add(subject.key)
                    fresh.append(record)
        for record in gone:
            subject = record.subject
            # What is followed otherwise from now on, by another limit say, is followed still.
            if isinstance(subject, ConfigFile | ServersetFile) and subject.key not in self._records:
                _log.info("%s: is followed no more, its file stays", subject.title)
        # What is kept for the next start are the records, which change here alone.
        self.followed_has_changed |= bool(gone or fresh)
        return gone, fresh

    def learn(self, record: Record, outcome: Outcome) -> Finish:
        """Take in how a look at something followed ended."""
        if self._teach(record, outcome):
            self.plan_is_stale = self.followed_has_changed = True
        begun = _begins_hold(record, outcome)
        finish = record.learn(outcome)
        failed = finish in {Finish.FAILED, Finish.ABSENT}
        if not failed:
            self._unsettled.discard(record.subject.key)
        self._counts = evolve(
            self._counts,
            looks=self._counts.looks + 1,
            failures=self._counts.failures + failed,
            swaps=self._counts.swaps
            + (isinstance(outcome, Applied | Pinned | Served) and outcome.swapped),
            holds=self._counts.holds + begun,
            refused=self._counts.refused
            + (isinstance(outcome, Refused) and finish is Finish.CHANGED),
        )
        return finish

    def was_missed(self, record: Record, outcome: Outcome, cause: Cause) -> bool:
        """True if a sweep found what a watch should have told of; ask before ``learn``."""
        missed = cause is Cause.SWEEP and self._is_news(record, outcome)
        if missed:
            self._counts = evolve(self._counts, found_by_sweep=self._counts.found_by_sweep + 1)
            _log.warning("%s: the sweep found a change that no watch told", record.subject.title)
        return missed

    def status(self, *, connected: bool) -> SyncStatus:
        """Everything, as it stands.

        Args:
            connected: what the status says of the coordination service.
        """
        records = sorted(self._records.values(), key=lambda record: record.subject.title)
        return SyncStatus(
            synced=self.synced,
            synced_before=self._synced_before or self.synced,
            configs=[
                self._config_status(record, record.subject)
                for record in records
                if isinstance(record.subject, ConfigFile)
            ],
            serversets=[
                record.serverset_status(record.subject)
                for record in records
                if isinstance(record.subject, ServersetFile)
            ],
            dependencies=[r.subject.title for r in records if isinstance(r.subject, Dependency)],
            metaconfigs=[r.subject.title for r in records if isinstance(r.subject, Metaconfig)],
            problems=dict(self._problems(records)),
            remarks=dict(self._wanted.remarks),
            waiting_for=[r.subject.title for r in records if r.subject.key in self._unsettled],
            counts=self._counts,
            connected=connected,
            swept_at=_earliest([each.times.swept for each in records]),
        )

    def _config_status(self, record: Record, subject: ConfigFile) -> ConfigStatus:
        status, pin = record.status(subject), self.pin_of(record)
        if pin is None or status.last_error is None:
            return status
        way_out = f"kingpin monitor unpin {subject.short_name}"
        return evolve(status, last_error=f"pinned to {pin} ({way_out}): {status.last_error}")

    def _problems(self, records: Sequence[Record]) -> Iterator[tuple[str, str]]:
        yield from self._wanted.problems.items()
        for record in records:
            problem = record.problem
            if problem is not None and isinstance(record.subject, Dependency | Metaconfig):
                yield record.subject.title, problem

    def _drop(self, key: str) -> Record:
        record = self._records.pop(key)
        self._unsettled.discard(key)
        match record.subject:
            case Dependency(name):
                self._members.pop(name, None)
            case Metaconfig(name):
                self._sections.pop(name, None)
                self._documents.pop(name, None)
            case ConfigFile() | ServersetFile():
                pass
        return record

    def _teach(self, record: Record, outcome: Outcome) -> bool:
        """Take in what other subjects follow from this one; true if that is news."""
        match record.subject, outcome:
            case Dependency(name), Listed(names):
                known, self._members[name] = self._members.get(name), names
                return known != names
            case Dependency(name), Absent():
                return self._members.pop(name, None) is not None
            case Metaconfig(name), Parsed(sections=sections, document=document):
                before, self._sections[name] = self._sections.get(name), sections
                self._documents[name] = document
                return before != sections
            case Metaconfig(name), Absent():
                self._documents.pop(name, None)
                return self._sections.pop(name, None) is not None
            case _:
                return False

    def _is_news(self, record: Record, outcome: Outcome) -> bool:
        match record.subject, outcome:
            case Dependency(name), Listed(names):
                return self._members.get(name, names) != names
            case ServersetFile(), Served(members=members):
                return record.members is not None and record.members != members
            case _, Parsed(seen=seen) | Applied(seen=seen) | Refused(seen=seen):
                before = record.seen
                return before is not None and before.revision != seen.revision
            case _:
                return False


def _earliest(times: Sequence[float | None]) -> float | None:
    known = [each for each in times if each is not None]
    return min(known) if known and len(known) == len(times) else None


def _begins_hold(record: Record, outcome: Outcome) -> bool:
    if not isinstance(outcome, Served) or outcome.standing.held is None:
        return False
    return record.standing is None or record.standing.held is None


def _tell_news(before: Mapping[str, str], now: Mapping[str, str], level: int) -> None:
    for name, text in now.items():
        if before.get(name) != text:
            _log.log(level, "%s: %s", name, text)
