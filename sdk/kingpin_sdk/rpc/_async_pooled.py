"""AsyncPooledChannel: the same as PooledChannel, for asyncio."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, TypeVar, final

from tenacity import AsyncRetrying

from kingpin_sdk.errors import RpcError
from kingpin_sdk.forks import start_anew_after_fork
from kingpin_sdk.rpc._async_connection import AsyncConnection, connect
from kingpin_sdk.rpc._async_host_pool import AsyncHostPool
from kingpin_sdk.rpc._host_pools import HostPools
from kingpin_sdk.rpc._reports import ClientStats, merged
from kingpin_sdk.rpc._trial import Trial

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline, Monotonic
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions
    from kingpin_sdk.rpc._retry import Course
    from kingpin_sdk.rpc._setup import Setup

__all__ = ["AsyncPooledChannel"]

R = TypeVar("R")


@final
class AsyncPooledChannel:
    """An AsyncChannel over as many connections as its calls need; see PooledChannel.

    For one event loop at a time. A call that is cancelled gives its connection up, so that its late
    answer reaches nobody.

    Args:
        setup: where to go, and how.
        clock: measures idleness, age and latencies.
    """

    def __init__(self, setup: Setup, *, clock: Monotonic = time.monotonic) -> None:
        self._setup = setup
        self._clock = clock
        self.pools = HostPools(self._make_pool)
        start_anew_after_fork(self)

    def start_anew(self) -> None:
        """Go on in a forked child (called by the fork hook)."""
        self.pools.start_anew()
        for pool in self.pools.all():
            pool.start_anew()

    async def call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /
    ) -> R:
        """See AsyncChannel."""
        course = self._setup.begin(method, options)
        watch = self._setup.watch
        if watch is None:
            return await self._run(method, arguments, course)
        with watch.call(course):
            return await self._run(method, arguments, course)

    def stats(self) -> ClientStats:
        """See AsyncChannel."""
        setup = self._setup
        pools = [each.stats() for each in self.pools.all()]
        return merged(pools, setup.balancer.hosts(), setup.budget.left)

    async def close(self) -> None:
        """See AsyncChannel."""
        await asyncio.gather(*(each.close() for each in self.pools.all()))

    async def _run(self, method: Method[R], arguments: dict[str, Any], course: Course) -> R:
        try:
            if self._setup.hedge is None:
                return await self._attempt(method, arguments, course)
            return await self._first(method, arguments, course)
        except RpcError as error:
            return await self._again(method, arguments, course, error)

    async def _first(self, method: Method[R], arguments: dict[str, Any], course: Course) -> R:
        """The first attempt, hedged where that is wished for."""
        window = self._setup.window(course)
        if window is None:
            return await self._attempt(method, arguments, course)
        began = self._clock()
        result = await self._hedged(method, arguments, course, window.delay)
        window.add(self._clock() - began)
        return result

    async def _hedged(
        self, method: Method[R], arguments: dict[str, Any], course: Course, delay: float | None
    ) -> R:
        if delay is None:
            return await self._attempt(method, arguments, course)
        first = asyncio.create_task(self._attempt(method, arguments, course))
        attempts = {first}
        try:
            done, _ = await asyncio.wait({first}, timeout=delay)
            if not done and self._setup.budget.spend():
                beside = course.beside()
                course.attempts += 1
                attempts.add(asyncio.create_task(self._attempt(method, dict(arguments), beside)))
            return await _quicker(attempts)
        finally:
            # Also when this call is cancelled: no attempt outlives it.
            for each in attempts:
                each.cancel()
            await asyncio.gather(*attempts, return_exceptions=True)

    async def _again(
        self, method: Method[R], arguments: dict[str, Any], course: Course, error: RpcError
    ) -> R:
        first: list[RpcError] = [error]

        async def attempt() -> R:
            if first:
                raise first.pop()
            return await self._attempt(method, arguments, course)

        return await AsyncRetrying(**self._setup.retrying(course), sleep=asyncio.sleep)(attempt)

    async def _attempt(self, method: Method[R], arguments: dict[str, Any], course: Course) -> R:
        setup = self._setup
        endpoints = setup.source.endpoints()
        for gone in self.pools.follow(endpoints):
            gone.retire()
        deadline = course.attempt_deadline(setup.retry)
        with Trial(setup, endpoints, course, self._clock) as endpoint:
            pool = self.pools.of(endpoint)
            connection = await pool.acquire(deadline)
            try:
                course.sent = True
                return await connection.call(method, arguments, deadline)
            finally:
                pool.release(connection)

    def _make_pool(self, endpoint: Endpoint) -> AsyncHostPool:
        return AsyncHostPool(endpoint, self._connect, self._setup.pool, clock=self._clock)

    async def _connect(self, endpoint: Endpoint, deadline: Deadline) -> AsyncConnection:
        return await connect(endpoint, self._setup.dial, deadline)


async def _quicker(attempts: set[asyncio.Task[R]]) -> R:
    """The first answer. If all fail, the first failure."""
    pending = set(attempts)
    failures: list[BaseException] = []
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            failure = task.exception()
            if failure is None or not isinstance(failure, RpcError):
                return task.result()
            failures.append(failure)
    raise failures[0]
