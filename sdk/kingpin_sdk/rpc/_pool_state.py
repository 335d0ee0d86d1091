"""What a pool knows of its connections to one host: pure, for threads and asyncio alike.

No socket is touched here, nothing waits, and nothing is locked: whoever holds a state calls it
under a lock of its own, or on one event loop, and does the closing after that.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, final

if TYPE_CHECKING:
    from kingpin_sdk.rpc._pool_options import PoolOptions

__all__ = ["Handover", "PoolState", "Pooled"]


class Pooled(Protocol):
    """What can be pooled.

    Attributes:
        dies_at: the instant from which it is not used any more, by the pool's clock.
        era: the pool's when opening it began; what is of an earlier one is not kept.
    """

    dies_at: float
    era: int


C = TypeVar("C", bound=Pooled)
W = TypeVar("W")


class Handover(NamedTuple, Generic[C, W]):
    """A place in the pool that passes on to who has waited longest.

    Attributes:
        waiter: who.
        connection: what it may use; None if it has to open one.
    """

    waiter: W
    connection: C | None


@final
class PoolState(Generic[C, W]):
    """The connections to one host.

    Every connection that is in use or being opened holds a place; there are as many places as the
    options allow. Idle ones hold none: they are used last in, first out, so that a quiet pool
    shrinks from its other end.

    Args:
        options: limits.

    Attributes:
        places: how many are taken.
        era: ends whenever the pool is emptied.
        doomed: connections to close, once nothing is locked; whoever closes them takes them out.
        retired: the host has left, or the pool is closed: nothing is kept any more.
    """

    __slots__ = ("_idle", "_max_idle", "_most", "_waiters", "doomed", "era", "places", "retired")

    def __init__(self, options: PoolOptions) -> None:
        self._most = options.max_connections
        self._max_idle = options.max_idle
        # Each with the instant at which it became idle; the oldest first.
        self._idle: list[tuple[C, float]] = []
        self._waiters: deque[W] = deque()
        self.places = 0
        self.era = 0
        self.doomed: list[C] = []
        self.retired = False

    @property
    def idle(self) -> int:
        """How many connections are kept."""
        return len(self._idle)

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiters)

    def take_place(self) -> bool:
        """Take a place for one call; False if there is none."""
        if self.places >= self._most:
            return False
        self.places += 1
        return True

    def pick(self, now: float) -> C | None:
        """An idle connection for a place that was taken; None if one has to be opened."""
        while self._idle:
            connection, since = self._idle.pop()
            if now - since >= self._max_idle:
                # So are all below it.
                self.doomed.append(connection)
                self.doomed.extend(each for each, _ in self._idle)
                self._idle.clear()
            elif now >= connection.dies_at:
                self.doomed.append(connection)
            else:
                return connection
        return None

    def give_back(self, connection: C, now: float) -> Handover[C, W] | None:
        """A call is over, and its connection can be used again."""
        if self.retired or connection.era != self.era or now >= connection.dies_at:
            self.doomed.append(connection)
            return self.give_up()
        if self._waiters:
            return Handover(self._waiters.popleft(), connection)
        self.places -= 1
        self._idle.append((connection, now))
        if now - self._idle[0][1] >= self._max_idle:
            # In a busy pool nobody comes down to the oldest, left from a time that was busier.
            self.trim(now)
        return None

    def give_up(self) -> Handover[C, W] | None:
        """A place has no connection any more: the call broke it, or it could not be opened."""
        if self._waiters:
            return Handover(self._waiters.popleft(), None)
        self.places -= 1
        return None

    def wait(self, waiter: W) -> None:
        """Stand in line for a place."""
        self._waiters.append(waiter)

    def leave(self, waiter: W) -> bool:
        """Wait no more; False if the place has passed on already, and is to be given back."""
        try:
            self._waiters.remove(waiter)
        except ValueError:
            return False
        return True

    def trim(self, now: float) -> None:
        """Let go of what has been idle for too long or is too old."""
        kept = [
            (each, since)
            for each, since in self._idle
            if now - since < self._max_idle and now < each.dies_at
        ]
        if len(kept) < len(self._idle):
            alive = {id(each) for each, _ in kept}
            self.doomed.extend(each for each, _ in self._idle if id(each) not in alive)
            self._idle = kept

    def empty(self) -> None:
        """Let go of every idle connection, and of those in use once their calls are over."""
        self.era += 1
        self.doomed.extend(each for each, _ in self._idle)
        self._idle.clear()

    def retire(self) -> None:
        """Keep nothing from now on; calls under way end as they would, and who waits still may."""
        self.retired = True
        self.empty()
