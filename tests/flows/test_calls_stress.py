"""Many calls at once while hosts come and go and lines break: nothing lost, mixed, or left open."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.errors import RpcError
from kingpin_sdk.rpc import PoolOptions, RetryPolicy, ThriftServer
from tests.descriptors import descriptors
from tests.flows.callers import CALLERS
from tests.flows.changing import Changing
from tests.flows.echo_servers import Handler
from tests.servers import FaultProxy
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from types import ModuleType

_AT_ONCE = 16
# By each caller; a call of asyncio, whose servers are threads of this process, takes longer.
_EACH = {"threads": 10_000, "asyncio": 2_000}
_LONG = 60.0

# Fewer connections than callers, so that they wait for each other, too.
_POOL = PoolOptions(max_connections=6)


@contextlib.contextmanager
def _nothing_is_left_open() -> Generator[None]:
    """Sockets and threads are as before."""
    before, threads = descriptors(), set(threading.enumerate())
    yield
    wait_until(lambda: set(threading.enumerate()) <= threads, timeout=_LONG, what="no new threads")
    wait_until(lambda: len(descriptors()) <= len(before), timeout=_LONG, what="no new descriptors")


def _batches(each: int) -> list[list[str]]:
    return [[f"caller {who}, call {number}" for number in range(each)] for who in range(_AT_ONCE)]


@pytest.mark.parametrize("kind", list(CALLERS))
def test_no_answer_is_lost_or_mixed_while_hosts_come_and_go(echo: ModuleType, kind: str) -> None:
    handler = Handler()
    batches = _batches(_EACH[kind])
    with _nothing_is_left_open(), contextlib.ExitStack() as stack:
        processor = echo.EchoProcessor(handler)
        servers = [stack.enter_context(ThriftServer(processor)) for _ in range(6)]
        source = Changing([each.address for each in servers])
        client = CALLERS[kind](echo, source, timeout=_LONG, pool=_POOL)
        with source.changing_all_the_time():
            found = client.call_beside("say", batches)
        client.close()
        assert source.changes > 100
    for batch, answers in zip(batches, found, strict=True):
        assert answers == batch
    assert handler.executed == {token: 1 for batch in batches for token in batch}


def _breaking(proxies: Sequence[FaultProxy], stop: threading.Event) -> None:
    """Cut or drop one line after the other, and mend it."""
    turn = 0
    while not stop.wait(0.02):
        proxy = proxies[turn % len(proxies)]
        if turn % 2:
            proxy.drop()
        else:
            proxy.cut()
            stop.wait(0.01)
            proxy.mend()
        turn += 1


@contextlib.contextmanager
def _broken_lines(server: ThriftServer) -> Generator[list[FaultProxy]]:
    stop = threading.Event()
    with contextlib.ExitStack() as stack:
        proxies = [stack.enter_context(FaultProxy(server.port)) for _ in range(3)]
        thread = threading.Thread(target=_breaking, args=(proxies, stop))
        thread.start()
        try:
            yield proxies
        finally:
            stop.set()
            thread.join()


def _check(tokens: Sequence[str], answers: Sequence[object], count: Callable[[str], int]) -> int:
    """Each answer is right, or a failure; how many failed."""
    failed = 0
    for token, answer in zip(tokens, answers, strict=True):
        if isinstance(answer, RpcError):
            assert count(token) <= 1
            failed += 1
        else:
            assert answer == token
            assert count(token) == 1
    return failed


@pytest.mark.parametrize("kind", list(CALLERS))
def test_what_may_be_executed_once_never_is_twice_while_lines_break(
    echo: ModuleType, kind: str
) -> None:
    handler = Handler()
    batches = _batches(200)
    with (
        _nothing_is_left_open(),
        ThriftServer(echo.EchoProcessor(handler)) as server,
        _broken_lines(server) as proxies,
    ):
        source = Changing([each.address for each in proxies])
        client = CALLERS[kind](echo, source, timeout=_LONG, pool=_POOL)
        found = client.call_beside("say", batches)
        client.close()
        assert sum(each.accepted for each in proxies) > _AT_ONCE, "lines did break"
    failed = sum(
        _check(batch, answers, handler.executed.__getitem__)
        for batch, answers in zip(batches, found, strict=True)
    )
    assert failed < _AT_ONCE * 200 / 2


@pytest.mark.parametrize("kind", list(CALLERS))
def test_what_may_be_executed_twice_is_answered_while_lines_break(
    echo: ModuleType, kind: str
) -> None:
    handler = Handler()
    batches = _batches(200)
    with (
        _nothing_is_left_open(),
        ThriftServer(echo.EchoProcessor(handler)) as server,
        _broken_lines(server) as proxies,
    ):
        source = Changing([each.address for each in proxies])
        client = CALLERS[kind](
            echo,
            source,
            timeout=_LONG,
            pool=_POOL,
            retry=RetryPolicy(attempts=20, first_wait=0.02),
        )
        found = client.call_beside("look", batches)
        client.close()
        assert sum(each.accepted for each in proxies) > _AT_ONCE, "lines did break"
    for batch, answers in zip(batches, found, strict=True):
        assert answers == batch
