"""Connections to one host, shared by threads: what blocks and closes, around the pure state."""

from __future__ import annotations

import threading
import time
from random import random
from typing import TYPE_CHECKING, final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import PoolTimeoutError
from kingpin_sdk.rpc._pool_state import PoolState
from kingpin_sdk.rpc._reports import PoolStats

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.clocks import Monotonic, Random
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._connection import Connection
    from kingpin_sdk.rpc._pool_options import PoolOptions
    from kingpin_sdk.rpc._pool_state import Handover

__all__ = ["HostPool"]


@final
class _Waiter:
    """Who waits for a place; its thread sleeps on the event."""

    __slots__ = ("connection", "passed_on")

    def __init__(self) -> None:
        self.passed_on = threading.Event()
        self.connection: Connection | None = None


@final
class HostPool:
    """Thread-safe. A forked child must call `start_anew`, and then never uses what was open before.

    Args:
        endpoint: the host.
        connect: opens a connection until a deadline.
        options: limits.
        clock: measures idleness and age.
        chance: spreads the ends of connections.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        connect: Callable[[Endpoint, Deadline], Connection],
        options: PoolOptions,
        *,
        clock: Monotonic = time.monotonic,
        chance: Random = random,
    ) -> None:
        self.endpoint = endpoint
        self._connect = connect
        self._options = options
        self._clock = clock
        self._chance = chance
        self.start_anew()

    def stats(self) -> PoolStats:
        """How many connections there are now."""
        state = self.state
        return PoolStats(self.endpoint, state.places, state.idle, state.waiting)

    def start_anew(self) -> None:
        """Begin without connections."""
        # Guards the state; nothing blocks under it.
        self._lock = threading.Lock()
        self.state: PoolState[Connection, _Waiter] = PoolState(self._options)

    def acquire(self, deadline: Deadline) -> Connection:
        """A connection that was alive just now; give it to `release` afterwards, whatever happened.

        Blocks while all places are taken, and while a connection is opened.

        Raises:
            PoolTimeoutError: no place became free until the deadline.
            RpcError: no connection could be opened.
        """
        with self._lock:
            waiter: _Waiter | None = None
            connection: Connection | None = None
            if self.state.take_place():
                connection = self.state.pick(self._clock())
            else:
                waiter = _Waiter()
                self.state.wait(waiter)
        if waiter is not None:
            connection = self._wait(waiter, deadline)
        while connection is not None and not connection.is_alive():
            connection.close()
            with self._lock:
                connection = self.state.pick(self._clock())
        if self.state.doomed:
            self._close_doomed()
        return self._open(deadline) if connection is None else connection

    def release(self, connection: Connection) -> None:
        """A call is over."""
        with self._lock:
            if connection.usable:
                handover = self.state.give_back(connection, self._clock())
            else:
                handover = self.state.give_up()
        if not connection.usable:
            connection.close()
        if handover is not None:
            _hand_over(handover)
        if self.state.doomed:
            self._close_doomed()

    def trim(self) -> None:
        """Close what has been idle for too long or is too old."""
        with self._lock:
            self.state.trim(self._clock())
        self._close_doomed()

    def close(self, *, for_good: bool) -> None:
        """Close the idle connections; those in use are closed as their calls end.

        Args:
            for_good: the host has left: nothing is kept from now on.
        """
        with self._lock:
            if for_good:
                self.state.retire()
            else:
                self.state.empty()
        self._close_doomed()

    def _open(self, deadline: Deadline) -> Connection:
        """On a place that was taken."""
        timeout = min(deadline.remaining, self._options.connect_timeout)
        try:
            connection = self._connect(self.endpoint, Deadline(timeout))
        except BaseException:
            with self._lock:
                handover = self.state.give_up()
            if handover is not None:
                _hand_over(handover)
            raise
        connection.dies_at = self._clock() + self._options.lifetime(self._chance())
        return connection

    def _wait(self, waiter: _Waiter, deadline: Deadline) -> Connection | None:
        if waiter.passed_on.wait(deadline.remaining):
            return waiter.connection
        with self._lock:
            left = self.state.leave(waiter)
        if not left:
            # It came in this very moment.
            waiter.passed_on.wait()
            return waiter.connection
        raise PoolTimeoutError(
            f"{self.endpoint}: all {self._options.max_connections} connections were in use until "
            "the deadline"
        )

    def _close_doomed(self) -> None:
        with self._lock:
            doomed, self.state.doomed = self.state.doomed, []
        for connection in doomed:
            connection.close()


def _hand_over(handover: Handover[Connection, _Waiter]) -> None:
    handover.waiter.connection = handover.connection
    handover.waiter.passed_on.set()
