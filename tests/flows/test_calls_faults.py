"""Generated clients while everything between them and the server goes wrong.

One suite for blocking clients, the same under gevent, and asyncio's, against servers of three
makes. What may be executed once is counted at the server's handler.
"""

from __future__ import annotations

import re
import struct
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.discovery import Balancer, RoundRobin, StaticEndpoints
from kingpin_sdk.errors import (
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    ProtocolError,
    RpcError,
)
from kingpin_sdk.rpc import PoolOptions, RetryPolicy, ThriftServer
from tests.flows.changing import Changing
from tests.flows.echo_servers import SERVERS, Handler, served
from tests.programs import run_program
from tests.servers import FaultProxy
from tests.servers._proxy import (
    closing_after,
    dripping,
    held,
    once,
    replaced,
    reset_after,
    stalling_after,
    swallowed,
)
from tests.unit.rpc.peers import silent_port
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.flows.callers import Caller
    from tests.servers._proxy import Fault

_SHORT = 0.3
_LONG = 20.0
# How late a call may end that has a short deadline, on a machine that is busy with other things.
_SLACK = 8.0


class _Rig:
    """A client, a proxy before a server, and the server's handler."""

    def __init__(self, caller: Caller, proxy: FaultProxy, handler: Handler) -> None:
        self.proxy = proxy
        self.executed = handler.executed
        self.call = caller.call
        self.look = caller.look

    def fails(self, kind: type[RpcError], method: str, token: str, timeout: float = _LONG) -> str:
        """Call, and fail in time; what the error says, which is one line."""
        began = time.monotonic()
        with pytest.raises(RpcError) as failed:
            self.call(method, token, timeout=timeout)
        assert time.monotonic() - began < timeout + _SLACK
        assert type(failed.value) is kind
        assert "\n" not in str(failed.value)
        return str(failed.value)

    def works_again(self) -> None:
        """The next calls are answered, each with what is its own."""
        self.proxy.mend()
        for number in range(3):
            token = f"again {number}"
            assert self.call("say", token) == token
            assert self.executed[token] == 1


@pytest.fixture(params=SERVERS)
def rig(
    request: pytest.FixtureRequest,
    echo: ModuleType,
    caller: Callable[..., Caller],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[_Rig]:
    handler = Handler()
    folder = tmp_path_factory.mktemp("theirs")
    with served(request.param, echo, handler, folder) as port, FaultProxy(port) as proxy:
        rig = _Rig(caller(proxy.address), proxy, handler)
        rig.call("ping")
        yield rig


def test_nobody_listens(rig: _Rig) -> None:
    rig.proxy.cut()
    rig.look()
    assert "Connection refused" in rig.fails(ConnectionFailedError, "say", "a")
    assert not rig.executed
    rig.works_again()


def test_a_black_hole_takes_no_longer_than_the_deadline(rig: _Rig) -> None:
    rig.proxy.requests = swallowed
    assert "say: no answer from" in rig.fails(DeadlineExceededError, "say", "a", _SHORT)
    rig.fails(DeadlineExceededError, "look", "b", _SHORT)
    assert not rig.executed
    rig.works_again()


def test_a_reset_before_the_server_had_the_call_is_not_taken_for_granted(rig: _Rig) -> None:
    rig.proxy.requests = reset_after(0)
    rig.fails(ConnectionFailedError, "say", "a")
    assert not rig.executed
    rig.proxy.requests = once(reset_after(0))
    assert rig.call("look", "b") == "b"
    rig.works_again()


@pytest.mark.parametrize(
    "fault",
    [reset_after(0), reset_after(9), closing_after(0), closing_after(9)],
    ids=["reset", "reset in the middle", "close", "close in the middle"],
)
def test_a_line_that_breaks_after_the_server_had_the_call(rig: _Rig, fault: Fault) -> None:
    rig.proxy.answers = fault
    rig.fails(ConnectionFailedError, "say", "once")
    assert rig.executed["once"] == 1
    rig.fails(ConnectionFailedError, "look", "thrice")
    assert rig.executed["thrice"] == 3
    rig.proxy.answers = once(fault)
    assert rig.call("look", "twice") == "twice"
    assert rig.executed["twice"] == 2
    rig.works_again()


@pytest.mark.parametrize(
    "fault", [dripping(0.05), stalling_after(12)], ids=["drip by drip", "half of it"]
)
def test_an_answer_that_does_not_end_gets_no_more_time(rig: _Rig, fault: Fault) -> None:
    rig.proxy.answers = fault
    rig.fails(DeadlineExceededError, "say", "a", _SHORT)
    assert rig.executed["a"] == 1
    rig.works_again()


def test_an_answer_in_drops_is_right_when_it_comes_in_time(rig: _Rig) -> None:
    rig.proxy.answers = dripping(0.001)
    assert rig.call("say", "drops") == "drops"
    assert rig.executed["drops"] == 1
    rig.works_again()


def test_a_late_answer_is_nobodys(rig: _Rig) -> None:
    late = threading.Event()
    rig.proxy.answers = once(held(late))
    rig.fails(DeadlineExceededError, "say", "late", _SHORT)
    assert rig.call("say", "mine") == "mine"
    late.set()
    rig.works_again()
    assert rig.executed["late"] == 1


def test_connections_that_were_closed_while_idle_are_not_used(rig: _Rig) -> None:
    for number in range(3):
        rig.proxy.drop()
        rig.look()
        token = f"idle {number}"
        assert rig.call("say", token) == token
        assert rig.executed[token] == 1


def _with_number(data: bytes, number: int) -> bytes:
    """A strict binary message with another sequence id."""
    (length,) = struct.unpack_from("!i", data, 4)
    end = 8 + length
    return data[:end] + struct.pack("!i", number) + data[end + 4 :]


_WRONG: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "number": (lambda data: _with_number(data, 77), "answer number 77 to call number"),
    "name": (lambda data: data.replace(b"say", b"sbz"), "an answer to 'sbz'"),
    "garbage": (lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n", "no strict binary Thrift"),
    "two answers": (lambda data: data + data, "behind the message"),
    "kind": (lambda data: data[:3] + b"\x01" + data[4:], "a message of kind 1 as the answer"),
}


@pytest.mark.parametrize("wrong", list(_WRONG))
def test_an_answer_to_something_else_is_refused_and_its_connection_left(
    rig: _Rig, wrong: str
) -> None:
    make, why = _WRONG[wrong]
    rig.proxy.answers = replaced(make)
    found = rig.fails(ProtocolError, "say", "a")
    assert why in found
    assert rig.executed["a"] == 1
    before = rig.proxy.accepted
    rig.works_again()
    assert rig.proxy.accepted == before + 1


def test_a_oneway_call_is_executed_once(rig: _Rig) -> None:
    rig.call("note", "a")
    wait_until(lambda: rig.executed["a"] == 1, timeout=_LONG, what="the note")
    rig.proxy.drop()
    rig.look()
    rig.call("note", "b")
    wait_until(lambda: rig.executed["b"] == 1, timeout=_LONG, what="the note")
    rig.works_again()
    assert rig.executed["a"] == rig.executed["b"] == 1


# With several hosts; and with our server alone, whose end and start are real.


def test_a_server_that_is_started_anew_is_called_again(
    echo: ModuleType, caller: Callable[..., Caller]
) -> None:
    handler = Handler()
    processor = echo.EchoProcessor(handler)
    with ThriftServer(processor) as first:
        port = first.port
        client = caller(first.address)
        assert client.call("say", "before") == "before"
    client.look()
    with pytest.raises(ConnectionFailedError, match="Connection refused"):
        client.call("say", "down")
    with ThriftServer(processor, port=port):
        assert client.call("say", "after") == "after"
    assert handler.executed == {"before": 1, "after": 1}


@contextmanager
def _three(module: ModuleType, handler: Handler) -> Generator[list[FaultProxy]]:
    """Three proxies before one server."""
    with ExitStack() as stack:
        server = stack.enter_context(ThriftServer(module.EchoProcessor(handler)))
        yield [stack.enter_context(FaultProxy(server.port)) for _ in range(3)]


def test_hosts_that_refuse_are_passed_over(echo: ModuleType, caller: Callable[..., Caller]) -> None:
    handler = Handler()
    with _three(echo, handler) as three:
        for each in three[:2]:
            each.cut()
        client = caller(StaticEndpoints(*(each.address for each in three)))
        tokens = [f"token {number}" for number in range(20)]
        assert client.call_all("say", tokens) == tokens
    assert handler.executed == dict.fromkeys(tokens, 1)


def test_a_host_that_takes_no_connection_is_passed_over(
    echo: ModuleType, caller: Callable[..., Caller]
) -> None:
    handler = Handler()
    with _three(echo, handler) as three, silent_port() as silent:
        client = caller(
            StaticEndpoints(silent, three[0].address), pool=PoolOptions(connect_timeout=0.1)
        )
        tokens = [f"token {number}" for number in range(10)]
        assert client.call_all("say", tokens) == tokens
    assert handler.executed == dict.fromkeys(tokens, 1)


def test_nothing_but_a_host_that_takes_no_connection(caller: Callable[..., Caller]) -> None:
    with silent_port() as silent:
        client = caller(silent, timeout=_SHORT)
        began = time.monotonic()
        with pytest.raises(ConnectTimeoutError, match=f"^{silent}: no"):
            client.call("say", "a")
        assert time.monotonic() - began < _SHORT + _SLACK


def test_a_host_that_does_not_answer_is_left_by_what_may_be_executed_twice(
    echo: ModuleType, caller: Callable[..., Caller]
) -> None:
    handler = Handler()
    with _three(echo, handler) as three:
        three[0].answers = three[1].answers = swallowed
        client = caller(
            StaticEndpoints(*(each.address for each in three)),
            retry=RetryPolicy(attempt_timeout=0.4),
            balancer=Balancer(RoundRobin(), quarantine=None),
        )
        tokens = [f"token {number}" for number in range(5)]
        assert client.call_all("look", tokens) == tokens
        assert max(handler.executed.values()) <= 3
        found = client.call_all("say", [f"once {number}" for number in range(3)])
        assert [isinstance(each, DeadlineExceededError) for each in found].count(True) == 2
    once_only = [count for token, count in handler.executed.items() if token.startswith("once")]
    assert set(once_only) == {1}


def test_all_hosts_are_down_and_then_up(echo: ModuleType, caller: Callable[..., Caller]) -> None:
    handler = Handler()
    with _three(echo, handler) as three:
        client = caller(StaticEndpoints(*(each.address for each in three)))
        client.call("ping")
        for each in three:
            each.cut()
        client.look()
        for number in range(10):
            with pytest.raises(ConnectionFailedError):
                client.call("say", f"down {number}")
        for each in three:
            each.mend()
        tokens = [f"up {number}" for number in range(10)]
        assert client.call_all("say", tokens) == tokens
    assert handler.executed == dict.fromkeys(tokens, 1)


def test_the_list_of_hosts_changes_under_sixteen_callers(
    echo: ModuleType, caller: Callable[..., Caller]
) -> None:
    handler = Handler()
    with _three(echo, handler) as three:
        source = Changing([each.address for each in three])
        client = caller(source)
        batches = [[f"{who} {number}" for number in range(100)] for who in range(16)]
        with source.changing_all_the_time():
            assert client.call_beside("say", batches) == batches
    assert handler.executed == {token: 1 for batch in batches for token in batch}


_UNDER_GEVENT = """
    from gevent import monkey

    monkey.patch_all()

    import sys

    import pytest

    file, folder = sys.argv[1:]
    # In a folder of its own: runs that share one tidy it up under each other's eyes.
    options = ["-q", "-k", "threads", "-p", "no:cacheprovider", f"--basetemp={folder}"]
    sys.exit(pytest.main([file, *options]))
"""


def test_the_same_holds_for_greenlets(tmp_path: Path) -> None:
    output = run_program(_UNDER_GEVENT, __file__, str(tmp_path / "pytest"))
    passed = re.search(r"(\d+) passed", output)
    assert passed is not None
    assert int(passed[1]) > 50
