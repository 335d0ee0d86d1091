"""PooledChannel: each call on a pooled connection to a chosen host, again where that is safe."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, final

from tenacity import Retrying

from kingpin_sdk.errors import RpcError
from kingpin_sdk.forks import start_anew_after_fork
from kingpin_sdk.rpc._connection import Connection, connect
from kingpin_sdk.rpc._host_pool import HostPool
from kingpin_sdk.rpc._host_pools import HostPools
from kingpin_sdk.rpc._lazy_threads import LazyThreads
from kingpin_sdk.rpc._lookups import Lookups
from kingpin_sdk.rpc._reports import ClientStats, merged
from kingpin_sdk.rpc._trial import Trial

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline, Monotonic
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions
    from kingpin_sdk.rpc._retry import Course
    from kingpin_sdk.rpc._setup import Setup

__all__ = ["PooledChannel"]

R = TypeVar("R")


@final
class PooledChannel:
    """A Channel over as many connections as its calls need. Thread-safe.

    Connections are opened as calls need them. Endpoints may come and go meanwhile: a call under way
    on a host that left ends as it would, then its connection is closed. A forked child begins
    without connections. Under gevent's monkey patching it blocks greenlets, not the thread.

    Args:
        setup: where to go, and how.
        clock: measures idleness, age and latencies.
    """

    def __init__(self, setup: Setup, *, clock: Monotonic = time.monotonic) -> None:
        self._setup = setup
        self._clock = clock
        self.pools = HostPools(self._make_pool)
        self._lookups = Lookups()
        self._threads = LazyThreads()
        start_anew_after_fork(self)

    def start_anew(self) -> None:
        """Go on in a forked child (called by the fork hook)."""
        self.pools.start_anew()
        self._lookups.start_anew()
        self._threads = LazyThreads()
        for pool in self.pools.all():
            pool.start_anew()

    def call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /) -> R:
        """See Channel."""
        course = self._setup.begin(method, options)
        watch = self._setup.watch
        if watch is None:
            return self._run(method, arguments, course)
        with watch.call(course):
            return self._run(method, arguments, course)

    def stats(self) -> ClientStats:
        """See Channel."""
        setup = self._setup
        pools = [each.stats() for each in self.pools.all()]
        return merged(pools, setup.balancer.hosts(), setup.budget.left)

    def close(self) -> None:
        """See Channel."""
        self._threads.close()
        for pool in self.pools.all():
            pool.close()

    def _run(self, method: Method[R], arguments: dict[str, Any], course: Course) -> R:
        try:
            if self._setup.hedge is None:
                return self._attempt(method, arguments, course)
            return self._first(method, arguments, course)
        except RpcError as error:
            return self._again(method, arguments, course, error)

    def _first(self, method: Method[R], arguments: dict[str, Any], course: Course) -> R:
        """The first attempt, hedged where that is wished for."""
        window = self._setup.window(course)
        if window is None:
            return self._attempt(method, arguments, course)
        began = self._clock()
        result = self._hedged(method, arguments, course, window.delay)
        window.add(self._clock() - began)
        return result

    def _hedged(
        self, method: Method[R], arguments: dict[str, Any], course: Course, delay: float | None
    ) -> R:
        if delay is None:
            return self._attempt(method, arguments, course)
        course.lock = Lock()
        first = self._threads.submit(self._attempt, method, arguments, course)
        done, _ = wait([first], timeout=delay)
        if done or not self._setup.budget.spend():
            return first.result()
        beside = course.beside()
        course.attempts += 1
        # Each has dicts of its own: the codec may fill in what it likes.
        second = self._threads.submit(self._attempt, method, dict(arguments), beside)
        return _quicker({first: course, second: beside})

    def _again(
        self, method: Method[R], arguments: dict[str, Any], course: Course, error: RpcError
    ) -> R:
        """What follows a first failure: tenacity, for which that failure is the first attempt."""
        first: list[RpcError] = [error]

        def attempt() -> R:
            if first:
                raise first.pop()
            return self._attempt(method, arguments, course)

        return Retrying(**self._setup.retrying(course), sleep=self._setup.sleep)(attempt)

    def _attempt(self, method: Method[R], arguments: dict[str, Any], course: Course) -> R:
        setup = self._setup
        endpoints = setup.source.endpoints()
        for gone in self.pools.follow(endpoints):
            gone.retire()
        deadline = course.attempt_deadline(setup.retry)
        with Trial(setup, endpoints, course, self._clock) as endpoint:
            pool = self.pools.of(endpoint)
            connection = pool.acquire(deadline)
            try:
                course.sent = True
                if course.lock is not None:
                    course.abort = connection.abort
                return connection.call(method, arguments, deadline)
            finally:
                if course.lock is not None:
                    course.over()
                pool.release(connection)

    def _make_pool(self, endpoint: Endpoint) -> HostPool:
        return HostPool(endpoint, self._connect, self._setup.pool, clock=self._clock)

    def _connect(self, endpoint: Endpoint, deadline: Deadline) -> Connection:
        return connect(endpoint, self._setup.dial, self._lookups, deadline)


def _quicker(attempts: dict[Future[R], Course]) -> R:
    """The first answer; the other attempt is given up. If both fail, the first one's failure."""
    pending: set[Future[R]] = set(attempts)
    failures: list[BaseException] = []
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            failure = future.exception()
            if failure is None or not isinstance(failure, RpcError):
                for other in pending:
                    attempts[other].give_up()
                return future.result()
            failures.append(failure)
    raise failures[0]
