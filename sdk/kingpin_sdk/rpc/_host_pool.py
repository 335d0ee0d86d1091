"""Connections to one host, shared by threads: what blocks and closes, around the pure state."""

from __future__ import annotations

import threading
import time
from random import random
from typing import TYPE_CHECKING, TypeAlias, final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import ConnectionFailedError
from kingpin_sdk.rpc._dial import shown
from kingpin_sdk.rpc._failures import pool_failure
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

    def taken(self) -> Connection | None:
        """What was passed on; it may be coming in this very moment."""
        self.passed_on.wait()
        return self.connection


_State: TypeAlias = "PoolState[Connection, _Waiter]"


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
        self.state: _State = PoolState(options)
        # All that were opened and not closed yet.
        self._open: set[Connection] = set()
        self.start_anew()

    def stats(self) -> PoolStats:
        """How many connections there are now."""
        state = self.state
        return PoolStats(self.endpoint, state.places, state.idle, state.waiting)

    def start_anew(self) -> None:
        """Begin without connections; none may be in use by another thread.

        What was open is closed: a forked child must not hold its parent's connections open, and the
        parent does not notice.
        """
        # Guards the state; nothing blocks under it.
        self._lock = threading.Lock()
        inherited = self.state
        self.state = PoolState(self._options)
        in_use, self._open = self._open, set()
        inherited.empty()
        for connection in inherited.doomed:
            in_use.discard(connection)
            connection.close()
        for connection in in_use:
            connection.disown()

    def acquire(self, deadline: Deadline) -> Connection:
        """A connection that was alive just now; give it to `release` afterwards, whatever happened.

        Blocks while all places are taken, and while a connection is opened.

        Raises:
            PoolTimeoutError: no place became free until the deadline.
            RpcError: no connection could be opened.
        """
        waiter: _Waiter | None = None
        connection: Connection | None = None
        with self._lock:
            state = self.state
            if state.take_place():
                connection = state.pick(self._clock())
            else:
                waiter = _Waiter()
                state.wait(waiter)
        if waiter is not None:
            connection = self._wait(state, waiter, deadline)
        return self._alive(state, connection, deadline)

    def release(self, connection: Connection) -> None:
        """A call is over."""
        if connection not in self._open:
            # A greenlet that went on in a forked child: its connection was the parent's.
            connection.close()
            return
        state = self.state
        if connection.usable:
            self._give_back(state, connection)
        else:
            self._discard(connection)
            self._give_up(state)
        if state.doomed:
            self._close_doomed()

    def trim(self) -> None:
        """Close what has been idle for too long or is too old."""
        with self._lock:
            self.state.trim(self._clock())
        self._close_doomed()

    def retire(self) -> None:
        """The host has left: nothing is kept from now on."""
        with self._lock:
            self.state.retire()
        self._close_doomed()

    def close(self) -> None:
        """Close the idle connections; those in use are closed as their calls end."""
        with self._lock:
            self.state.empty()
        self._close_doomed()

    def _alive(
        self, state: _State, connection: Connection | None, deadline: Deadline
    ) -> Connection:
        """A connection for a place that was taken."""
        try:
            while connection is not None and not connection.is_alive():
                self._discard(connection)
                with self._lock:
                    connection = state.pick(self._clock())
            if state.doomed:
                self._close_doomed()
            return self._opened(state, deadline) if connection is None else connection
        except BaseException:
            # Also what no call expects: a greenlet's timeout, or somebody's Ctrl-C.
            if connection is not None:
                self._discard(connection)
            self._give_up(state)
            raise

    def _opened(self, state: _State, deadline: Deadline) -> Connection:
        era = state.era
        timeout = min(deadline.remaining, self._options.connect_timeout)
        connection = self._connect(self.endpoint, Deadline(timeout))
        if state is not self.state:
            connection.close()
            raise ConnectionFailedError(
                f"{shown(self.endpoint)}: this process was forked meanwhile"
            )
        connection.era = era
        connection.dies_at = self._clock() + self._options.lifetime(self._chance())
        self._open.add(connection)
        return connection

    def _wait(self, state: _State, waiter: _Waiter, deadline: Deadline) -> Connection | None:
        try:
            waiter.passed_on.wait(deadline.remaining)
        except BaseException:
            if not self._leave(state, waiter):
                self._pass_on(state, waiter.taken())
            raise
        if self._leave(state, waiter):
            raise pool_failure(self.endpoint, self._options.max_connections)
        return waiter.taken()

    def _leave(self, state: _State, waiter: _Waiter) -> bool:
        with self._lock:
            return state.leave(waiter)

    def _pass_on(self, state: _State, connection: Connection | None) -> None:
        if connection is None:
            self._give_up(state)
        else:
            self._give_back(state, connection)

    def _give_back(self, state: _State, connection: Connection) -> None:
        with self._lock:
            handover = state.give_back(connection, self._clock())
        if handover is not None:
            _hand_over(handover)

    def _give_up(self, state: _State) -> None:
        with self._lock:
            handover = state.give_up()
        if handover is not None:
            _hand_over(handover)

    def _close_doomed(self) -> None:
        with self._lock:
            doomed, self.state.doomed = self.state.doomed, []
        for connection in doomed:
            self._discard(connection)

    def _discard(self, connection: Connection) -> None:
        self._open.discard(connection)
        connection.close()


def _hand_over(handover: Handover[Connection, _Waiter]) -> None:
    handover.waiter.connection = handover.connection
    handover.waiter.passed_on.set()
