"""The pool of one host for asyncio, over socket pairs: what cannot fail there is not there."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, TypeVar

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import ConnectionFailedError, PoolTimeoutError
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc import Method, PoolOptions, WireOptions
from kingpin_sdk.rpc._async_connection import AsyncConnection
from kingpin_sdk.rpc._async_host_pool import AsyncHostPool
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._streams import open_socket
from kingpin_sdk.rpc._wire import Kind
from tests.unit.rpc.shapes import message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_ENDPOINT = Endpoint("10.0.0.1", 8081)
_LONG = 20.0
_TELL: Method[None] = Method("tell", arguments={1: (11, "text", False)}, result={}, oneway=True)
T = TypeVar("T")


async def _at_once() -> None: ...


class _Rig:
    """A pool, its clock, and the far ends of every line that was opened for it."""

    def __init__(self, most: int = 1) -> None:
        self.now = 0.0
        self.ends: list[socket.socket] = []
        self.before_opening: Callable[[], Awaitable[None]] = _at_once
        options = PoolOptions(max_connections=most, max_idle=10.0, max_life=100.0)
        self.pool = AsyncHostPool(
            _ENDPOINT, self._connect, options, clock=lambda: self.now, chance=lambda: 0.0
        )

    async def _connect(self, endpoint: Endpoint, _: Deadline) -> AsyncConnection:
        await self.before_opening()
        near, far = socket.socketpair()
        far.setblocking(False)  # noqa: FBT003 - the name says what
        self.ends.append(far)
        reader, writer = await open_socket(near)
        return AsyncConnection(reader, writer, endpoint, WireOptions())

    async def acquire(self, timeout: float = _LONG) -> AsyncConnection:  # noqa: ASYNC109 - in tests
        return await self.pool.acquire(Deadline(timeout))

    def counts(self) -> tuple[int, int, int]:
        """Places, idle connections, waiters."""
        state = self.pool.state
        return state.places, state.idle, state.waiting

    async def waiter(self) -> asyncio.Task[AsyncConnection]:
        """A task that waits for a place."""
        task = asyncio.create_task(self.acquire())
        await asyncio.sleep(0)
        return task

    async def closed(self) -> list[bool]:
        """Which lines were closed at our end."""
        for _ in range(3):
            await asyncio.sleep(0)
        return [_is_ended(end) for end in self.ends]

    async def end(self) -> None:
        await self.pool.close()
        for end in self.ends:
            end.close()


def _is_ended(end: socket.socket) -> bool:
    try:
        return end.recv(1) == b""
    except BlockingIOError:
        return False


def run(test: Callable[[_Rig], Awaitable[None]], most: int = 1) -> None:
    """Run a test on a loop and a pool of its own; nothing may be left of it."""

    async def main() -> None:
        rig = _Rig(most)
        async with asyncio.timeout(60):
            await test(rig)
            await rig.end()
        assert rig.counts() == (0, 0, 0)

    asyncio.run(main())


def test_a_connection_is_used_again_the_last_one_first() -> None:
    async def test(rig: _Rig) -> None:
        first, second = await rig.acquire(), await rig.acquire()
        for each in (second, first):
            rig.pool.release(each)
        assert await rig.acquire() is first
        assert await rig.acquire() is second
        for each in (first, second):
            rig.pool.release(each)

    run(test, most=2)


def test_what_died_while_it_was_idle_is_closed_and_the_next_one_used() -> None:
    async def test(rig: _Rig) -> None:
        connections = [await rig.acquire() for _ in range(3)]
        for each in connections:
            rig.pool.release(each)
        rig.ends[1].close()
        rig.ends[2].send(b"nobody asked for this")
        await asyncio.sleep(0.01)
        assert await rig.acquire() is connections[0]
        assert rig.counts() == (1, 0, 0)
        rig.pool.release(connections[0])

    run(test, most=3)


def test_what_a_call_broke_is_closed_and_not_kept() -> None:
    async def test(rig: _Rig) -> None:
        broken = await rig.acquire()
        broken.usable = False
        rig.pool.release(broken)
        assert await rig.closed() == [True]
        assert rig.counts() == (0, 0, 0)

    run(test)


def test_what_is_too_old_is_closed_once_it_has_sent_all() -> None:
    async def test(rig: _Rig) -> None:
        connection = await rig.acquire()
        reader, writer = await open_socket(rig.ends[0])
        arrived = asyncio.create_task(reader.read(-1))
        lot = "x" * 3_000_000
        await connection.call(_TELL, {"text": lot}, Deadline(_LONG))
        rig.now = 100.0
        rig.pool.release(connection)
        assert await arrived == message(
            "tell", Record(_TELL.arguments, {"text": lot}), kind=Kind.ONEWAY
        )
        writer.close()
        await writer.wait_closed()

    run(test)


def test_a_place_is_free_again_when_none_could_be_opened() -> None:
    async def test(rig: _Rig) -> None:
        async def refuse() -> None:
            raise ConnectionFailedError("refused")

        rig.before_opening = refuse
        with pytest.raises(ConnectionFailedError, match="refused"):
            await rig.acquire()
        assert rig.counts() == (0, 0, 0)

    run(test)


def test_who_waits_gets_the_connection_in_the_order_of_arrival() -> None:
    async def test(rig: _Rig) -> None:
        held = await rig.acquire()
        waiting = [await rig.waiter() for _ in range(3)]
        assert rig.counts() == (1, 0, 3)
        for each in waiting:
            rig.pool.release(held)
            assert await each is held
        rig.pool.release(held)

    run(test)


def test_who_waits_in_vain_leaves_the_line() -> None:
    async def test(rig: _Rig) -> None:
        held = await rig.acquire()
        with pytest.raises(PoolTimeoutError, match="all 1 connections were in use until"):
            await rig.acquire(0.01)
        assert rig.counts() == (1, 0, 0)
        rig.pool.release(held)

    run(test)


def test_who_is_cancelled_while_waiting_leaves_the_line() -> None:
    async def test(rig: _Rig) -> None:
        held = await rig.acquire()
        gone, next_one = await rig.waiter(), await rig.waiter()
        gone.cancel()
        rig.pool.release(held)
        assert await next_one is held
        with pytest.raises(asyncio.CancelledError):
            await gone
        rig.pool.release(held)

    run(test)


@pytest.mark.parametrize("usable", [True, False])
@pytest.mark.parametrize("cancelled_first", [True, False])
def test_a_handover_to_one_who_is_cancelled_passes_on_to_the_next(
    *, usable: bool, cancelled_first: bool
) -> None:
    async def test(rig: _Rig) -> None:
        held = await rig.acquire()
        gone, next_one = await rig.waiter(), await rig.waiter()
        held.usable = usable
        if cancelled_first:
            gone.cancel()
        rig.pool.release(held)
        gone.cancel()
        got = await next_one
        assert (got is held) is usable
        with pytest.raises(asyncio.CancelledError):
            await gone
        rig.pool.release(got)

    run(test)


def test_who_is_cancelled_while_opening_holds_no_place() -> None:
    async def test(rig: _Rig) -> None:
        rig.before_opening = asyncio.Event().wait  # type: ignore[assignment]
        opening = await rig.waiter()
        assert rig.counts() == (1, 0, 0)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert rig.counts() == (0, 0, 0)

    run(test)


def test_a_handover_in_the_moment_of_giving_up_is_not_lost() -> None:
    async def test(rig: _Rig) -> None:
        served = 0

        async def borrow() -> None:
            nonlocal served
            while served < 2000:
                try:
                    connection = await rig.acquire(0.0005)
                except PoolTimeoutError:
                    continue
                served += 1
                await asyncio.sleep(0)
                rig.pool.release(connection)

        await asyncio.gather(*(borrow() for _ in range(8)))
        assert rig.counts() == (0, 1, 0)
        assert len(rig.ends) == 1

    run(test)


def test_a_host_that_left_keeps_nothing_and_serves_who_waits() -> None:
    async def test(rig: _Rig) -> None:
        held, idle = await rig.acquire(), await rig.acquire()
        rig.pool.release(idle)
        rig.pool.retire()
        assert await rig.closed() == [False, True]
        taken, waiting = await rig.acquire(), await rig.waiter()
        rig.pool.release(held)
        for each in (await waiting, taken):
            rig.pool.release(each)
        assert await rig.closed() == [True] * 4

    run(test, most=2)


def test_after_a_close_what_was_in_use_is_closed_and_the_pool_goes_on() -> None:
    async def test(rig: _Rig) -> None:
        held = await rig.acquire()
        go_on = asyncio.Event()
        rig.before_opening = go_on.wait  # type: ignore[assignment]
        opening = await rig.waiter()
        await rig.pool.close()
        go_on.set()
        for each in (held, await opening):
            rig.pool.release(each)
        assert await rig.closed() == [True, True]
        rig.pool.release(await rig.acquire())
        assert rig.counts() == (0, 1, 0)

    run(test, most=2)
