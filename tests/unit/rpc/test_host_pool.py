"""The pool of one host for threads: connections are real, what is below them is a fake."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import ConnectionFailedError, PoolTimeoutError
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc import PoolOptions, WireOptions
from kingpin_sdk.rpc._connection import Connection
from kingpin_sdk.rpc._host_pool import HostPool
from tests.contracts.children import run_in_child
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

_ENDPOINT = Endpoint("10.0.0.1", 8081)
_LONG = 20.0


class _Io:
    """A line on which nothing comes."""

    def __init__(self) -> None:
        self.quiet = True
        self.closed = 0
        self.interrupt: type[BaseException] | None = None

    def send(self, data: bytes, deadline: Deadline) -> None:
        raise NotImplementedError

    def receive(self, deadline: Deadline) -> bytes:
        raise NotImplementedError

    def is_quiet(self) -> bool:
        if self.interrupt is not None:
            raise self.interrupt
        return self.quiet

    def abort(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.closed += 1


class _Rig:
    """A pool, its clock, and every line that was opened for it."""

    def __init__(self, most: int = 1, **options: float) -> None:
        self.now = 0.0
        self.lines: list[_Io] = []
        self.timeouts: list[float] = []
        self.before_opening: Callable[[], object] = lambda: None
        self.at_clock: Callable[[], object] = lambda: None
        self.pool = HostPool(
            _ENDPOINT,
            self._connect,
            PoolOptions(max_connections=most, **options),
            clock=self._clock,
            chance=lambda: 0.0,
        )

    def _clock(self) -> float:
        self.at_clock()
        return self.now

    def _connect(self, endpoint: Endpoint, deadline: Deadline) -> Connection:
        assert endpoint is _ENDPOINT
        self.timeouts.append(deadline.remaining)
        self.before_opening()
        self.lines.append(_Io())
        return Connection(self.lines[-1], endpoint, WireOptions())

    def acquire(self, timeout: float = _LONG) -> Connection:
        return self.pool.acquire(Deadline(timeout))

    def counts(self) -> tuple[int, int, int]:
        """Places, idle connections, waiters."""
        stats = self.pool.state
        return stats.places, stats.idle, stats.waiting

    @property
    def closed(self) -> list[int]:
        return [line.closed for line in self.lines]


class _Waiting:
    """A thread that waits for a place."""

    def __init__(self, rig: _Rig, timeout: float = _LONG) -> None:
        self.got: Connection | None = None
        self.failure: BaseException | None = None
        self._rig = rig
        self._timeout = timeout
        before = rig.pool.state.waiting
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        wait_until(lambda: rig.pool.state.waiting > before, timeout=_LONG, what="a waiter")

    def _run(self) -> None:
        try:
            self.got = self._rig.acquire(self._timeout)
        except BaseException as failure:  # noqa: BLE001 - for the test's own thread
            self.failure = failure

    def end(self) -> Connection:
        self._thread.join(_LONG)
        assert self.failure is None
        assert self.got is not None
        return self.got


def test_a_connection_is_used_again() -> None:
    rig = _Rig()
    first = rig.acquire()
    rig.pool.release(first)
    assert rig.acquire() is first
    assert rig.counts() == (1, 0, 0)


def test_the_one_used_last_is_used_first() -> None:
    rig = _Rig(most=3)
    first, second, third = (rig.acquire() for _ in range(3))
    for each in (second, third, first):
        rig.pool.release(each)
    assert [rig.acquire() for _ in range(3)] == [first, third, second]


def test_what_died_while_it_was_idle_is_closed_and_the_next_one_used() -> None:
    rig = _Rig(most=3)
    for each in [rig.acquire() for _ in range(3)]:
        rig.pool.release(each)
    rig.lines[2].quiet = rig.lines[1].quiet = False
    assert rig.acquire().is_alive()
    assert rig.closed == [0, 1, 1]
    assert rig.counts() == (1, 0, 0)


def test_what_a_call_broke_is_closed_and_not_kept() -> None:
    rig = _Rig()
    broken = rig.acquire()
    broken.usable = False
    rig.pool.release(broken)
    assert rig.closed == [1]
    assert rig.counts() == (0, 0, 0)
    assert rig.acquire() is not broken


def test_old_and_long_idle_ones_are_closed() -> None:
    rig = _Rig(most=2, max_idle=10.0, max_life=100.0)
    one, other = rig.acquire(), rig.acquire()
    rig.pool.release(one)
    rig.now = 10.0
    rig.pool.trim()
    assert rig.closed == [1, 0]
    rig.now = 100.0
    rig.pool.release(other)
    assert rig.closed == [1, 1]
    assert rig.counts() == (0, 0, 0)


def test_opening_takes_no_longer_than_it_may() -> None:
    rig = _Rig(most=2, connect_timeout=1.0)
    rig.acquire(_LONG)
    rig.acquire(0.5)
    assert 0.9 < rig.timeouts[0] <= 1.0
    assert rig.timeouts[1] <= 0.5


def test_a_place_is_free_again_when_none_could_be_opened() -> None:
    rig = _Rig()

    def refuse() -> None:
        raise ConnectionFailedError("refused")

    rig.before_opening = refuse
    for _ in range(3):
        with pytest.raises(ConnectionFailedError, match="refused"):
            rig.acquire()
    assert rig.counts() == (0, 0, 0)


def test_who_waits_gets_the_connection_in_the_order_of_arrival() -> None:
    rig = _Rig()
    held = rig.acquire()
    waiting = [_Waiting(rig) for _ in range(3)]
    for each in waiting:
        rig.pool.release(held)
        assert each.end() is held
    rig.pool.release(held)
    assert rig.counts() == (0, 1, 0)


def test_who_waits_opens_one_when_the_one_before_broke() -> None:
    rig = _Rig()
    held = rig.acquire()
    waiting = _Waiting(rig)
    held.usable = False
    rig.pool.release(held)
    assert waiting.end() is not held
    assert rig.closed == [1, 0]
    assert rig.counts() == (1, 0, 0)


def test_who_waits_goes_on_when_the_one_before_could_open_none() -> None:
    rig = _Rig()
    opening, go_on = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def fail_late() -> None:
        rig.before_opening = lambda: None
        opening.set()
        assert go_on.wait(_LONG)
        raise ConnectionFailedError("refused")

    def first() -> None:
        try:
            rig.acquire()
        except ConnectionFailedError as error:
            failed.append(error)

    rig.before_opening = fail_late
    thread = threading.Thread(target=first, daemon=True)
    thread.start()
    assert opening.wait(_LONG)
    waiting = _Waiting(rig)
    go_on.set()
    thread.join(_LONG)
    assert waiting.end().usable
    assert len(failed) == 1
    assert rig.counts() == (1, 0, 0)


def test_who_waits_in_vain_leaves_the_line() -> None:
    rig = _Rig()
    held = rig.acquire()
    with pytest.raises(PoolTimeoutError, match=r"^10\.0\.0\.1:8081: all 1 connections were in use"):
        rig.acquire(0.01)
    assert rig.counts() == (1, 0, 0)
    rig.pool.release(held)
    assert rig.counts() == (0, 1, 0)


def test_a_handover_in_the_moment_of_giving_up_is_not_lost() -> None:
    """Many short waits against many releases: whoever got it has it, and it is never lost."""
    rig = _Rig()
    served = [0]
    stop = threading.Event()

    def borrow() -> None:
        while not stop.is_set():
            try:
                connection = rig.acquire(0.0005)
            except PoolTimeoutError:
                continue
            served[0] += 1
            rig.pool.release(connection)

    threads = [threading.Thread(target=borrow, daemon=True) for _ in range(8)]
    for each in threads:
        each.start()
    wait_until(lambda: served[0] >= 5000, timeout=60, what="5,000 borrowed connections")
    stop.set()
    for each in threads:
        each.join(_LONG)
    assert rig.counts() == (0, 1, 0)
    assert len(rig.lines) == 1


class _Interrupt(BaseException):
    """As gevent's Timeout, or Ctrl-C."""


def test_an_interrupt_while_probing_holds_no_place() -> None:
    rig = _Rig()
    rig.pool.release(rig.acquire())
    rig.lines[0].interrupt = _Interrupt
    with pytest.raises(_Interrupt):
        rig.acquire()
    assert rig.closed == [1]
    assert rig.counts() == (0, 0, 0)


def test_an_interrupt_while_opening_holds_no_place() -> None:
    rig = _Rig()

    def interrupt() -> None:
        raise _Interrupt

    rig.before_opening = interrupt
    with pytest.raises(_Interrupt):
        rig.acquire()
    assert rig.counts() == (0, 0, 0)


def test_a_host_that_left_keeps_nothing_and_serves_who_waits() -> None:
    rig = _Rig(most=2)
    held, idle = rig.acquire(), rig.acquire()
    rig.pool.release(idle)
    rig.pool.retire()
    assert rig.closed == [0, 1]
    taken = rig.acquire()
    waiting = _Waiting(rig)
    rig.pool.release(held)
    late = waiting.end()
    for each in (late, taken):
        rig.pool.release(each)
    assert rig.closed == [1, 1, 1, 1]
    assert rig.counts() == (0, 0, 0)


def test_after_a_close_what_was_in_use_is_closed_and_the_pool_goes_on() -> None:
    rig = _Rig(most=3)
    held, idle = rig.acquire(), rig.acquire()
    rig.pool.release(idle)
    opening, go_on = threading.Event(), threading.Event()

    def open_late() -> None:
        opening.set()
        assert go_on.wait(_LONG)

    rig.before_opening = open_late
    rig.pool.release(rig.acquire())  # idle is used again, so it is the newest
    opened: list[Connection] = []
    rig.acquire()
    thread = threading.Thread(target=lambda: opened.append(rig.acquire()), daemon=True)
    thread.start()
    assert opening.wait(_LONG)
    rig.pool.close()
    go_on.set()
    thread.join(_LONG)
    for each in (held, idle, *opened):
        rig.pool.release(each)
    assert rig.closed == [1, 1, 1], "also the one that was being opened meanwhile"
    rig.pool.release(rig.acquire())
    assert rig.counts() == (0, 1, 0)


def test_a_forked_child_begins_without_connections_and_holds_none_open() -> None:
    rig = _Rig(most=2)
    held = rig.acquire()
    rig.pool.release(rig.acquire())
    inside, go_on = threading.Event(), threading.Event()

    def stay_inside() -> None:
        """Hold the lock, for the clock is asked under it."""
        rig.at_clock = lambda: None
        inside.set()
        assert go_on.wait(_LONG)

    def in_child() -> None:
        rig.pool.start_anew()
        assert rig.closed == [1, 1]
        assert rig.counts() == (0, 0, 0)
        fresh = rig.acquire()
        assert len(rig.lines) == 3
        rig.pool.release(held)  # by a greenlet that went on
        assert rig.counts() == (1, 0, 0)
        rig.pool.release(fresh)
        assert rig.acquire() is fresh

    rig.at_clock = stay_inside
    thread = threading.Thread(target=rig.pool.trim, daemon=True)
    thread.start()
    assert inside.wait(_LONG)
    run_in_child(in_child)
    go_on.set()
    thread.join(_LONG)
    assert rig.closed == [0, 0]
    rig.pool.release(held)
    assert rig.counts() == (0, 2, 0)


def test_a_connection_whose_opening_a_fork_interrupted_is_not_used_in_the_child() -> None:
    rig = _Rig()
    rig.before_opening = rig.pool.start_anew
    with pytest.raises(ConnectionFailedError, match="this process was forked meanwhile"):
        rig.acquire()
    assert rig.closed == [1]
    assert rig.counts() == (0, 0, 0)
