"""What the engine remembers of one subject it follows, and how an outcome changes that.

No I/O but logging.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import assert_never, final

from attrs import define, evolve, field

from kingpin_sdk.formats.version import refusal_text
from kingpin_sdk.model import Version
from kingpin_sdk.names import DependencyName
from kingpin_sdk.ports import Watch
from kingpin_sdk.sync._look import Accepted
from kingpin_sdk.sync._order import Seen
from kingpin_sdk.sync._outcomes import (
    Absent,
    Applied,
    Failed,
    Listed,
    Outcome,
    Parsed,
    Pinned,
    Refused,
    Served,
    Stands,
    Unchanged,
)
from kingpin_sdk.sync._schedule import Cause, Finish
from kingpin_sdk.sync._serversets import Memory
from kingpin_sdk.sync._standing import Standing
from kingpin_sdk.sync._status import ConfigState, ConfigStatus, ServersetStatus, Times
from kingpin_sdk.sync._subjects import ConfigFile, Dependency, ServersetFile, Subject

__all__ = ["BASE", "Record"]

_log = logging.getLogger(__name__)

BASE = DependencyName("base.dep")
"""Followed by every monitor, if it exists (KingPin)."""


@final
@define(eq=False)
class Record:
    """One followed subject.

    Attributes:
        subject: which.
        afresh: fetch, whatever version the file seems to be.
        watch: the standing watch; None until a look has placed it.
        seen: the node of the last decision.
        state: for local files; see ConfigState.
        version: of what is in use.
        applied_at: when it was written.
        last_error: of the last look; None if that did not fail.
        error_kind: the class of the last error there was.
        failures: in a row.
        refused: what was held back and why.
        refusals: how often the guard held something back.
        times: when what happened.
        absent: the last look found no node, or an empty one.
        members: of a serverset, as the last look found them listed.
        standing: of a serverset; None before the first look.
        memory: of a serverset; for its looks, of which one runs at a time.
        accepted: what the guard may not hold back at the next look.
        newest: of a pinned config, what is published.
        looks_begun: how many; one at a time runs.
        looks_ended: the number, in that count, of the last one that has ended.
    """

    subject: Subject
    afresh: bool = False
    watch: Watch | None = None
    seen: Seen | None = None
    state: ConfigState = ConfigState.WAITING
    version: Version | None = None
    applied_at: float | None = None
    last_error: str | None = None
    error_kind: str | None = None
    failures: int = 0
    refused: Refused | None = None
    refusals: int = 0
    times: Times = field(factory=Times)
    absent: bool = False
    members: Sequence[str] | None = None
    standing: Standing | None = None
    memory: Memory = field(factory=Memory)
    accepted: Accepted | None = None
    newest: Version | None = None
    looks_begun: int = 0
    looks_ended: int = 0

    def learn(self, outcome: Outcome) -> Finish:
        """Take in how a look ended; logs what changed.

        Returns:
            What the next look depends on.
        """
        if not isinstance(outcome, Failed) and not _is_damaged(outcome):
            self._recover()
        match outcome:
            case Failed():
                finish = self._fail(outcome)
            case Unchanged() | Listed():
                finish = self._rest(outcome)
            case Absent():
                finish = self._miss(outcome)
            case Parsed():
                finish = self._take(outcome.seen, outcome.version)
            case Applied():
                finish = self._apply(outcome)
            case Pinned():
                finish = self._stay(outcome)
            case Served():
                finish = self._serve(outcome)
            case Refused():
                finish = self._refuse(outcome)
            case _:
                assert_never(outcome)
        return finish

    @property
    def problem(self) -> str | None:
        """What is wrong with it, for dependencies and metaconfigs; None if nothing is."""
        if self.last_error is not None:
            return self.last_error
        if self.refused is not None:
            return self.refused.reason
        if not self.absent or self.subject == Dependency(BASE):
            return None
        return "is not there" if self.seen is None else "is empty"

    def status(self, subject: ConfigFile) -> ConfigStatus:
        """How the config stands."""
        return ConfigStatus(
            name=subject.file_name,
            node=subject.node,
            state=self.state,
            version=self.version,
            applied_at=self.applied_at,
            last_error=self.last_error,
            failures=self.failures,
            refused_version=self.refused.version if self.refused else None,
            refused_reason=self.refused.reason if self.refused else None,
            refusals=self.refusals,
            times=self.times,
            revision=self.seen.revision if self.seen else None,
            error_kind=self.error_kind,
            refused_body=self.refused.aside if self.refused else None,
            newest=self.newest,
        )

    def serverset_status(self, subject: ServersetFile) -> ServersetStatus:
        """How the serverset stands."""
        return ServersetStatus(
            name=subject.file_name,
            node=subject.node,
            state=self.state,
            version=self.version,
            applied_at=self.applied_at,
            last_error=self.last_error,
            failures=self.failures,
            standing=self.standing,
            refusals=self.refusals,
            times=self.times,
            error_kind=self.error_kind,
        )

    def was_watched(self, watch: Watch, at: float) -> None:
        """A watch stands since this instant, seconds since the epoch."""
        self.watch = watch
        self.times = evolve(self.times, watched=at)

    def was_notified(self, at: float) -> None:
        """A watch told of it at this instant, seconds since the epoch."""
        self.times = evolve(self.times, notified=at)

    def was_looked_at(self, cause: Cause, finish: Finish, *, begun: float, ended: float) -> None:
        """A look has ended, as ``learn`` was told.

        Args:
            cause: of the look.
            finish: what ``learn`` made of it.
            begun: when it began, seconds since the epoch.
            ended: when it ended, likewise.
        """
        times = self.times
        if times.notified is None:
            # The first look of all: nobody told but the plan.
            times = evolve(times, notified=begun)
        times = evolve(times, processed=ended)
        if finish in {Finish.FAILED, Finish.ABSENT}:
            times = evolve(times, failed=ended)
        else:
            times = evolve(times, succeeded=ended)
            if cause is Cause.SWEEP:
                times = evolve(times, swept=ended)
        self.times = times

    def _recover(self) -> None:
        if self.failures:
            _log.info("%s: works again after %d failed looks", self.subject.title, self.failures)
        self.failures = 0
        self.last_error = None

    def _rest(self, outcome: Unchanged | Listed) -> Finish:
        """What was decided before holds, also if looks failed since."""
        if isinstance(outcome, Listed):
            self.absent = False
        elif self.refused is not None:
            self.state = ConfigState.REFUSED
        else:
            self.state = ConfigState.UNPUBLISHED if self.absent else ConfigState.CURRENT
        return Finish.QUIET

    def _fail(self, outcome: Failed) -> Finish:
        if outcome.reason != self.last_error:
            _log.warning("%s: %s: trying on", self.subject.title, outcome.reason)
        self.failures += 1
        self.last_error, self.error_kind = outcome.reason, outcome.kind
        self.state = ConfigState.FAILING
        self._recall(outcome.stands)
        return Finish.ABSENT if outcome.absent else Finish.FAILED

    def _miss(self, outcome: Absent) -> Finish:
        if not self.absent:
            level = logging.DEBUG if self.subject == Dependency(BASE) else logging.WARNING
            what = "is not there" if outcome.seen is None else "is empty"
            _log.log(level, "%s: %s %s: waiting", self.subject.title, self.subject.node, what)
        self.absent = True
        # Nothing: a node that is made again begins at revision 0.
        self.seen = outcome.seen
        self.refused = None
        self.state = ConfigState.UNPUBLISHED
        self._recall(outcome.stands)
        return Finish.QUIET

    def _recall(self, stands: Stands | None) -> None:
        """An earlier run's file: what readers have until a better one is written."""
        if self.version is None and stands is not None:
            self.version, self.applied_at = stands.version, stands.at

    def _take(self, seen: Seen, version: Version) -> Finish:
        self.seen = seen
        self.version = version
        self.absent = False
        self.refused = None
        return Finish.CHANGED

    def _apply(self, outcome: Applied) -> Finish:
        if outcome.swapped:
            _log.info("%s: is at version %s now", self.subject.title, outcome.version)
        self._take(outcome.seen, outcome.version)
        self.applied_at = outcome.at
        self.state = ConfigState.CURRENT
        self.afresh, self.newest = False, None
        return Finish.CHANGED if outcome.swapped else Finish.QUIET

    def _stay(self, outcome: Pinned) -> Finish:
        if outcome.swapped or self.state is not ConfigState.PINNED:
            _log.info("%s: stays at version %s, pinned", self.subject.title, outcome.version)
        self.state = ConfigState.PINNED
        self.version, self.applied_at = outcome.version, outcome.at
        self.newest = outcome.newest
        # Decided is only what is pinned: once it is not, the node is looked at as if for the first
        # time.
        self.seen, self.refused, self.absent = None, None, False
        return Finish.CHANGED if outcome.swapped else Finish.QUIET

    def _serve(self, outcome: Served) -> Finish:
        title, now = self.subject.title, outcome.standing
        held = self.standing is not None and self.standing.held is not None
        if now.held is not None:
            self.state = ConfigState.HELD
            if self.standing is None or self.standing.held is None:
                self.refusals += 1
                _log.warning(
                    "%s: %s: %d listed of %d: the last good set stays",
                    title,
                    now.held.reason,
                    now.listed,
                    now.held.measure,
                )
        else:
            self.state = ConfigState.CURRENT
            if held:
                _log.info("%s: is held back no more", title)
        if now.ignored and (self.standing is None or self.standing.ignored != now.ignored):
            _log.warning("%s: no endpoint in the name of member %.200r", title, now.ignored[0])
        if outcome.swapped:
            _log.info("%s: has %d endpoints now", title, now.served)
        self.absent, self.afresh = False, False
        self.members, self.standing = outcome.members, now
        self.version, self.applied_at = outcome.version, outcome.at
        return Finish.CHANGED if outcome.swapped else Finish.QUIET

    def _refuse(self, outcome: Refused) -> Finish:
        known = self.refused is not None and self.refused.version == outcome.version
        if not known:
            self.refusals += 1
            _log.warning(
                "%s: %s", self.subject.title, refusal_text(outcome.version, outcome.reason)
            )
        self.absent = False
        self.refused = outcome
        self.state = ConfigState.REFUSED
        self._recall(outcome.stands)
        if outcome.damaged:
            # Not decided: a hint or a retry fetches it again.
            self.failures += 1
            return Finish.ABSENT
        self.seen = outcome.seen
        return Finish.QUIET if known else Finish.CHANGED


def _is_damaged(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.damaged
