"""Connections to one host for asyncio: what awaits and closes, around the same pure state."""

from __future__ import annotations

import asyncio
import time
from random import random
from typing import TYPE_CHECKING, final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.rpc._failures import pool_failure
from kingpin_sdk.rpc._pool_state import PoolState
from kingpin_sdk.rpc._reports import PoolStats

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kingpin_sdk.clocks import Monotonic, Random
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._async_connection import AsyncConnection
    from kingpin_sdk.rpc._pool_options import PoolOptions

    _Waiter = asyncio.Future[AsyncConnection | None]

__all__ = ["AsyncHostPool"]


@final
class AsyncHostPool:
    """For one event loop at a time; arguments as `HostPool`'s."""

    def __init__(
        self,
        endpoint: Endpoint,
        connect: Callable[[Endpoint, Deadline], Awaitable[AsyncConnection]],
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
        # All that were opened and not closed yet.
        self._open: set[AsyncConnection] = set()
        self.start_anew()

    def stats(self) -> PoolStats:
        """How many connections there are now."""
        state = self.state
        return PoolStats(self.endpoint, state.places, state.idle, state.waiting)

    def start_anew(self) -> None:
        """Begin without connections, in a forked child; those there are stay the parent's."""
        inherited, self._open = self._open, set()
        for connection in inherited:
            connection.disown()
        self.state: PoolState[AsyncConnection, _Waiter] = PoolState(self._options)

    async def acquire(self, deadline: Deadline) -> AsyncConnection:
        """See `HostPool.acquire`; what is cancelled holds no place."""
        if self.state.take_place():
            connection = self.state.pick(self._clock())
        else:
            connection = await self._wait(deadline)
        while connection is not None and not connection.is_alive():
            self._abort(connection)
            connection = self.state.pick(self._clock())
        self._close_doomed()
        return await self._opened(deadline) if connection is None else connection

    def release(self, connection: AsyncConnection) -> None:
        """A call is over."""
        if connection not in self._open:
            connection.abort()  # of the parent of a forked child
            return
        if connection.usable:
            self._pass_on(connection)
        else:
            self._abort(connection)
            self._pass_on(None)
        self._close_doomed()

    def retire(self) -> None:
        """The host has left: nothing is kept from now on; waits for nothing."""
        self.state.retire()
        self._close_doomed()

    async def close(self) -> None:
        """Close the idle connections; those in use are closed as their calls end."""
        self.state.empty()
        doomed, self.state.doomed = self.state.doomed, []
        self._open.difference_update(doomed)
        await asyncio.gather(*(each.close() for each in doomed))

    async def _opened(self, deadline: Deadline) -> AsyncConnection:
        era = self.state.era
        timeout = min(deadline.remaining, self._options.connect_timeout)
        try:
            connection = await self._connect(self.endpoint, Deadline(timeout))
        except BaseException:
            self._pass_on(None)
            raise
        connection.era = era
        connection.dies_at = self._clock() + self._options.lifetime(self._chance())
        self._open.add(connection)
        return connection

    async def _wait(self, deadline: Deadline) -> AsyncConnection | None:
        waiter: _Waiter = asyncio.get_running_loop().create_future()
        self.state.wait(waiter)
        try:
            # It never cancels the waiter, so a place is never passed on to nobody.
            await asyncio.wait({waiter}, timeout=deadline.remaining)
        except BaseException:
            if not self.state.leave(waiter):
                self._pass_on(waiter.result())
            raise
        if self.state.leave(waiter):
            raise pool_failure(self.endpoint, self._options.max_connections)
        return waiter.result()

    def _pass_on(self, connection: AsyncConnection | None) -> None:
        handover = (
            self.state.give_up()
            if connection is None
            else self.state.give_back(connection, self._clock())
        )
        if handover is not None:
            handover.waiter.set_result(handover.connection)

    def _close_doomed(self) -> None:
        doomed, self.state.doomed = self.state.doomed, []
        self._open.difference_update(doomed)
        for connection in doomed:
            connection.close_soon()

    def _abort(self, connection: AsyncConnection) -> None:
        self._open.discard(connection)
        connection.abort()
