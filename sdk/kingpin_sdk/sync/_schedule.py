"""When to look at what: pure, told every instant, and the only place that knows of waiting.

One look at a subject at a time; a hint that comes during a look means another look after it. A lone
change is looked at at once; after it, further hints wait for the hold-down to end and fall into one
look. A failing subject is tried again with back-off, and failing subjects together never take more
than half of the workers. Every subject is looked at again once in a sweep interval, hint or not.
"""

from __future__ import annotations

import enum
import heapq
import math
from collections import deque

from attrs import define, evolve, field, frozen

from kingpin_sdk.clocks import Random
from kingpin_sdk.sync._options import SyncOptions

__all__ = ["Cause", "Finish", "Schedule", "Start"]

_STALE_TIMERS = 64


class Cause(enum.IntEnum):
    """Why a subject is looked at; of two causes the lower one counts."""

    FOLLOWED = 0
    ASKED = 1
    HINT = 2
    RETRY = 3
    SWEEP = 4


class Finish(enum.Enum):
    """How a look ended, as far as the next one depends on it."""

    QUIET = enum.auto()
    """Nothing new; look again when told to, or in the next sweep."""
    CHANGED = enum.auto()
    """Something new was fetched: hold down what follows."""
    FAILED = enum.auto()
    """Try again after a while."""
    ABSENT = enum.auto()
    """What it names is not there (yet): try again a few times, then leave it to the sweep."""


@frozen
class Start:
    """Look at this now."""

    key: str
    cause: Cause


@define
class _Entry:
    followed: bool = True
    running: bool = False
    catching_up: bool = True
    failures: int = 0
    held_until: float = -math.inf
    spread: float = 0.0
    due: float = math.inf
    cause: Cause = Cause.SWEEP
    queued: bool = False


@define
class Schedule:
    """The state of all subjects; not thread-safe, and no clock of its own.

    Attributes:
        options: the intervals.
        chance: for spreading and jitter.
    """

    options: SyncOptions
    chance: Random
    _entries: dict[str, _Entry] = field(factory=dict[str, _Entry], init=False)
    _timers: list[tuple[float, str]] = field(factory=list[tuple[float, str]], init=False)
    # Due and waiting for a worker: healthy subjects first, failing ones in a lane of their own.
    _healthy: deque[str] = field(factory=deque[str], init=False)
    _failing: deque[str] = field(factory=deque[str], init=False)
    _running: int = field(default=0, init=False)
    _running_failing: set[str] = field(factory=set[str], init=False)

    def follow(self, key: str, *, now: float, spread: float = 0.0) -> None:
        """Begin with a subject: a first look now, or when the look that still runs has ended.

        Args:
            key: which; following it anew forgets what was known of it.
            now: the instant.
            spread: seconds over which looks after a hint are spread at random.
        """
        before = self._entries.get(key)
        entry = _Entry(spread=spread, running=before is not None and before.running)
        entry.queued = before is not None and before.queued
        self._entries[key] = entry
        self._want(key, entry, now, Cause.FOLLOWED)

    def unfollow(self, key: str) -> None:
        """Start no more looks at it; one that runs still finishes."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.followed = False
            entry.due = math.inf
            self._forget_if_idle(key, entry)

    def hint(self, key: str, *, now: float) -> None:
        """It may have changed: a look will start, now or as soon as the rules allow."""
        entry = self._entries.get(key)
        if entry is None or not entry.followed:
            return
        wait = entry.spread * self.chance() if entry.spread else 0.0
        self._want(key, entry, max(now + wait, entry.held_until), Cause.HINT)

    def ask(self, key: str, *, now: float) -> None:
        """Somebody wants a look now: no spreading, no hold-down, and nothing taken on trust."""
        entry = self._entries.get(key)
        if entry is not None and entry.followed:
            self._want(key, entry, now, Cause.ASKED)

    def retune(self, options: SyncOptions, *, now: float) -> None:
        """Go by other intervals from now on; the number of workers stays.

        A look that only the old sweep interval asks for comes no later than the new one wants it.
        """
        self.options = evolve(options, workers=self.options.workers)
        for key, entry in self._entries.items():
            if entry.followed and not entry.running and not entry.queued:
                latest = now + self._sweep_after()
                if latest < entry.due:
                    self._want(key, entry, latest, Cause.SWEEP)

    def finished(
        self,
        key: str,
        finish: Finish,
        *,
        now: float,
        stale: bool = False,
        again: float = math.inf,
    ) -> None:
        """A look has ended.

        Args:
            key: at what.
            finish: how.
            now: the instant.
            stale: the subject was followed anew meanwhile, so the result says nothing of it.
            again: look once more after this many seconds, if nothing else asks for it before.
        """
        entry = self._entries[key]
        entry.running = False
        self._running -= 1
        self._running_failing.discard(key)
        if not entry.followed:
            self._forget_if_idle(key, entry)
            return
        if not stale:
            self._learn(entry, finish, now)
            delay, cause = self._next_look(entry, finish)
            self._want(key, entry, now + delay, cause)
            if again < delay:
                self._want(key, entry, now + again, Cause.RETRY)
        self._arm(key, entry)

    def start_due(self, now: float) -> list[Start]:
        """The looks to start now, in the order in which they came due; they count as running."""
        while self._timers and self._timers[0][0] <= now:
            due, key = heapq.heappop(self._timers)
            entry = self._entries.get(key)
            if entry is not None and entry.due == due:
                self._queue(key, entry)
        starts: list[Start] = []
        while (ready := self._next_in_line()) is not None:
            entry = self._entries[ready]
            entry.queued = False
            if entry.followed:
                starts.append(self._start(ready, entry))
            else:
                self._forget_if_idle(ready, entry)
        return starts

    def next_due(self) -> float:
        """When to call ``start_due`` next, if nothing happens before; infinity for never."""
        return self._timers[0][0] if self._timers else math.inf

    @property
    def timers(self) -> int:
        """How many timers are kept; some may be overtaken."""
        return len(self._timers)

    def _want(self, key: str, entry: _Entry, due: float, cause: Cause) -> None:
        # The earlier of two wishes holds, with the stronger cause, so that no hint is lost.
        if due < entry.due:
            entry.due = due
            self._arm(key, entry)
        entry.cause = min(entry.cause, cause)

    def _arm(self, key: str, entry: _Entry) -> None:
        if not entry.running and not entry.queued and entry.due < math.inf:
            heapq.heappush(self._timers, (entry.due, key))
            if len(self._timers) > _STALE_TIMERS + 4 * len(self._entries):
                # Wishes that an earlier one overtook would stay for a whole sweep interval.
                self._timers = [
                    (other.due, name)
                    for name, other in self._entries.items()
                    if other.due < math.inf and not other.running and not other.queued
                ]
                heapq.heapify(self._timers)

    def _queue(self, key: str, entry: _Entry) -> None:
        if entry.queued or entry.running:
            return
        entry.queued = True
        (self._failing if entry.failures else self._healthy).append(key)

    def _next_in_line(self) -> str | None:
        if self._running >= self.options.workers:
            return None
        if self._healthy:
            return self._healthy.popleft()
        if self._failing and len(self._running_failing) < max(1, self.options.workers // 2):
            return self._failing.popleft()
        return None

    def _start(self, key: str, entry: _Entry) -> Start:
        start = Start(key, entry.cause)
        entry.running = True
        entry.due = math.inf
        entry.cause = Cause.SWEEP
        self._running += 1
        if entry.failures:
            self._running_failing.add(key)
        return start

    def _learn(self, entry: _Entry, finish: Finish, now: float) -> None:
        if finish in {Finish.FAILED, Finish.ABSENT}:
            entry.failures += 1
            return
        entry.failures = 0
        # What is fetched to catch up after a start is no change that others would follow closely.
        if finish is Finish.CHANGED and not entry.catching_up:
            entry.held_until = now + self.options.hold_down
            entry.due = max(entry.due, entry.held_until)
        entry.catching_up = False

    def _next_look(self, entry: _Entry, finish: Finish) -> tuple[float, Cause]:
        given_up = finish is Finish.ABSENT and entry.failures >= self.options.absent_tries
        if given_up or not entry.failures:
            return self._sweep_after(), Cause.SWEEP
        doubled = self.options.retry_first * 2.0 ** min(entry.failures - 1, 30)
        return min(self.options.retry_most, doubled) * (0.5 + 0.5 * self.chance()), Cause.RETRY

    def _sweep_after(self) -> float:
        return self.options.sweep_every * (1.0 + 0.1 * self.chance())

    def _forget_if_idle(self, key: str, entry: _Entry) -> None:
        if not entry.running and not entry.queued:
            del self._entries[key]
