"""One connection and what can happen to it: the same for threads and for asyncio."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from kingpin_sdk.discovery import StaticEndpoints
from kingpin_sdk.errors import (
    ApplicationError,
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    EncodeError,
    NoEndpointsError,
    PoolTimeoutError,
    ProtocolError,
)
from kingpin_sdk.rpc import Framing, PoolOptions
from kingpin_sdk.rpc._exchange import REFUSAL
from kingpin_sdk.rpc._framing_bytes import framed
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._wire import Kind
from tests.unit.rpc.peers import Peer, closed_port, silent_port
from tests.unit.rpc.shapes import (
    ADD,
    FAIL,
    GET,
    PING,
    POKE,
    AsyncCalls,
    Calls,
    Node,
    OopsError,
    message,
    reply,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kingpin_sdk.discovery import EndpointSource
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc import Method

R = TypeVar("R")


class _Blocking:
    """Calls through a client of threads."""

    def __init__(self, endpoints: EndpointSource | Endpoint | str, **options: Any) -> None:  # noqa: ANN401
        self._client = Calls(endpoints, **options)

    def call(self, method: Method[R], timeout: float | None = None, **arguments: object) -> R:
        return self._client.ask(method, timeout, **arguments)

    def look(self) -> None:
        """Learn what happened to the connection."""

    def hang_up(self) -> None:
        self._client.close()

    def close(self) -> None:
        self._client.close()


class _Awaiting:
    """The same through a client of asyncio, in a loop that is kept."""

    def __init__(self, endpoints: EndpointSource | Endpoint | str, **options: Any) -> None:  # noqa: ANN401
        self._loop = asyncio.new_event_loop()
        self._client = AsyncCalls(endpoints, **options)

    def call(self, method: Method[R], timeout: float | None = None, **arguments: object) -> R:
        return self._loop.run_until_complete(self._client.ask(method, timeout, **arguments))

    def look(self) -> None:
        """Learn what happened to the connection: the loop does when it runs."""
        self._loop.run_until_complete(asyncio.sleep(0.01))

    def hang_up(self) -> None:
        self._loop.run_until_complete(self._client.close())

    def close(self) -> None:
        self.hang_up()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


_Caller = _Blocking | _Awaiting


@pytest.fixture(params=[_Blocking, _Awaiting], ids=["threads", "asyncio"])
def calling(request: pytest.FixtureRequest) -> Iterator[Callable[..., _Caller]]:
    """Makes clients of both kinds, and closes them."""
    made: list[_Caller] = []

    def make(endpoints: EndpointSource | Endpoint | str, **options: Any) -> _Caller:  # noqa: ANN401
        made.append(request.param(endpoints, timeout=20, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def _answers(*answers: bytes) -> Callable[[socket.socket], None]:
    """Send one answer for each request that comes."""

    def script(connection: socket.socket) -> None:
        for answer in answers:
            assert connection.recv(65536)
            connection.sendall(answer)
        assert connection.recv(1) == b""

    return script


def test_calls_share_a_connection_and_have_numbers(calling: Callable[..., _Caller]) -> None:
    with Peer(_answers(reply(ADD, 1, success=3), reply(ADD, 2, success=5))) as peer:
        client = calling(peer.address)
        assert client.call(ADD, one=1, other=2) == 3
        assert client.call(ADD, one=2, other=3) == 5
        assert peer.connections == 1
        client.hang_up()


@pytest.mark.parametrize("framing", list(Framing))
def test_an_answer_that_comes_in_drops_is_put_together(
    calling: Callable[..., _Caller], framing: Framing
) -> None:
    node = Node(text="long " * 100, nodes={"a": Node(number=1)})
    answer = framed(reply(GET, success=node), framing)

    def drip(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        assert connection.recv(65536)
        for place in range(0, len(answer), 7):
            connection.sendall(answer[place : place + 7])
        assert connection.recv(1) == b""

    with Peer(drip) as peer:
        client = calling(peer.address, framing=framing)
        assert client.call(GET, node=None) == node
        client.hang_up()


def test_a_late_answer_reaches_nobody(calling: Callable[..., _Caller]) -> None:
    late = threading.Event()

    def slow(connection: socket.socket) -> None:
        assert connection.recv(65536)
        assert late.wait(20)
        connection.sendall(reply(ADD, 1, success=-1))

    def quick(connection: socket.socket) -> None:
        assert connection.recv(65536)
        late.set()
        connection.sendall(reply(ADD, 1, success=5))

    # The first connection is still being served while the second one is asked for.
    with Peer(slow) as first, Peer(quick) as second:
        source = _Moving(first.address)
        client = calling(source)
        began = time.monotonic()
        with pytest.raises(DeadlineExceededError, match="add: no answer from 127"):
            client.call(ADD, timeout=0.2, one=1, other=2)
        assert time.monotonic() - began < 5
        source.move(second.address)
        assert client.call(ADD, one=2, other=3) == 5


class _Moving:
    """A source whose endpoints change."""

    def __init__(self, address: str) -> None:
        self.move(address)

    def move(self, address: str) -> None:
        self._now = StaticEndpoints(address)
        self.endpoints = self._now.endpoints
        self.status = self._now.status


def test_an_endpoint_that_left_is_not_called_again(calling: Callable[..., _Caller]) -> None:
    with (
        Peer(_answers(reply(ADD, 1, success=1))) as first,
        Peer(_answers(reply(ADD, 1, success=2))) as second,
    ):
        source = _Moving(first.address)
        client = calling(source)
        assert client.call(ADD, one=0, other=1) == 1
        source.move(second.address)
        assert client.call(ADD, one=0, other=2) == 2
        client.hang_up()


def test_a_server_that_dribbles_gets_no_more_time(calling: Callable[..., _Caller]) -> None:
    def dribble(connection: socket.socket) -> None:
        assert connection.recv(65536)
        answer = reply(GET, success=Node(text="x" * 10_000))
        for place in range(len(answer)):
            connection.sendall(answer[place : place + 1])
            if threading.Event().wait(0.02):
                return

    with Peer(dribble) as peer:
        client = calling(peer.address)
        began = time.monotonic()
        with pytest.raises(DeadlineExceededError):
            client.call(GET, timeout=0.3, node=None)
        assert time.monotonic() - began < 5
        client.hang_up()


def test_nobody_listens(calling: Callable[..., _Caller]) -> None:
    address = closed_port()
    with pytest.raises(ConnectionFailedError, match=f"^{address}: Connection refused") as failed:
        calling(address).call(PING)
    assert failed.value.retryable


def test_nobody_takes_the_connection(calling: Callable[..., _Caller]) -> None:
    with silent_port() as address, pytest.raises(ConnectTimeoutError, match="no connection"):
        calling(address).call(PING, timeout=0.2)


def test_there_is_nobody_to_call(calling: Callable[..., _Caller]) -> None:
    with pytest.raises(NoEndpointsError):
        calling(StaticEndpoints()).call(PING)


@pytest.mark.parametrize("sent", [b"", reply(ADD, success=3)[:-3]])
def test_a_connection_that_breaks_is_replaced_at_the_next_call(
    calling: Callable[..., _Caller], sent: bytes
) -> None:
    def breaks(connection: socket.socket) -> None:
        assert connection.recv(65536)
        connection.sendall(sent)

    def resets(connection: socket.socket) -> None:
        assert connection.recv(65536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with Peer(breaks, resets, _answers(reply(ADD, 1, success=3))) as peer:
        client = calling(peer.address)
        for _ in range(2):
            with pytest.raises(ConnectionFailedError, match="add: 127"):
                client.call(ADD, one=1, other=2)
        assert client.call(ADD, one=1, other=2) == 3
        client.hang_up()


def test_a_connection_that_the_server_closed_meanwhile_is_not_used(
    calling: Callable[..., _Caller],
) -> None:
    closed = threading.Event()

    def closes(connection: socket.socket) -> None:
        assert connection.recv(65536)
        connection.sendall(reply(ADD, 1, success=3))
        connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    with Peer(closes, _answers(reply(ADD, 1, success=4))) as peer:
        client = calling(peer.address)
        assert client.call(ADD, one=1, other=2) == 3
        assert closed.wait(20)
        client.look()
        assert client.call(ADD, one=1, other=3) == 4
        client.hang_up()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply(ADD, 2, success=3), "answer number 2 to call number 1"),
        (message("sub", Node()), "an answer to 'sub'"),
        (message("add", Node(), kind=Kind.CALL), "a message of kind 1"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no strict binary Thrift"),
        (reply(ADD, 1, success=3) * 2, "behind the message"),
        (framed(reply(ADD, 1, success=3), Framing.FRAMED), "no strict binary Thrift"),
    ],
)
def test_an_answer_to_something_else_is_refused_and_its_connection_left(
    calling: Callable[..., _Caller], answer: bytes, why: str
) -> None:
    with Peer(_answers(answer), _answers(reply(ADD, 1, success=3))) as peer:
        client = calling(peer.address)
        with pytest.raises(ProtocolError, match=f"^add: .*{why}"):
            client.call(ADD, one=1, other=2)
        assert client.call(ADD, one=1, other=2) == 3
        assert peer.connections == 2
        client.hang_up()


@pytest.mark.parametrize("length", [0, -1, 2**31 - 1, 17_000_000, 0x48545450])
def test_a_frame_of_an_impossible_length_is_refused(
    calling: Callable[..., _Caller], length: int
) -> None:
    with Peer(_answers(struct.pack("!i", length))) as peer:
        client = calling(peer.address, framing="framed")
        with pytest.raises(ProtocolError, match=f"ping: a frame of {length} bytes"):
            client.call(PING)


def test_exceptions_and_refusals_leave_the_connection_in_use(
    calling: Callable[..., _Caller],
) -> None:
    refusal = message(
        "fail",
        Record(REFUSAL, {"message": "not here", "type": 1}),
        kind=Kind.EXCEPTION,
        number=2,
    )
    answers = [
        reply(FAIL, 1, oops=OopsError(text="sorry")),
        refusal,
        reply(FAIL, 3),
        reply(FAIL, 4, success=0),
    ]
    with Peer(_answers(*answers)) as peer:
        client = calling(peer.address)
        with pytest.raises(OopsError) as declared:
            client.call(FAIL, how="x")
        assert declared.value.text == "sorry"
        with pytest.raises(ApplicationError, match=r"^fail: not here$") as refused:
            client.call(FAIL, how="x")
        assert refused.value.kind == 1
        with pytest.raises(ApplicationError, match="returned nothing") as nothing:
            client.call(FAIL, how="x")
        assert nothing.value.kind == 5
        assert client.call(FAIL, how="x") == 0
        assert peer.connections == 1
        client.hang_up()


def test_what_does_not_fit_is_not_sent(calling: Callable[..., _Caller]) -> None:
    with Peer(_answers(reply(ADD, 3, success=3))) as peer:
        client = calling(peer.address)
        with pytest.raises(EncodeError, match="add: argument other is None"):
            client.call(ADD, one=1, other=None)
        with pytest.raises(EncodeError, match="add: other does not take 'x'"):
            client.call(ADD, one=1, other="x")
        assert client.call(ADD, one=1, other=2) == 3
        assert peer.connections == 1
        client.hang_up()


def test_a_oneway_call_waits_for_nothing(calling: Callable[..., _Caller]) -> None:
    got: list[bytes] = []
    ended = threading.Event()

    def script(connection: socket.socket) -> None:
        while data := connection.recv(65536):
            got.append(data)
        ended.set()

    with Peer(script) as peer:
        client = calling(peer.address)
        client.call(POKE, number=5)
        client.hang_up()
        assert ended.wait(20)
    assert b"".join(got) == message("poke", Record(POKE.arguments, {"number": 5}), kind=Kind.ONEWAY)


def test_a_call_that_waits_for_another_gives_up_in_time() -> None:
    begun, done = threading.Event(), threading.Event()

    def script(connection: socket.socket) -> None:
        assert connection.recv(65536)
        begun.set()
        assert done.wait(20)
        connection.sendall(reply(PING))

    one = PoolOptions(max_connections=1)
    with Peer(script) as peer, Calls(peer.address, pool=one) as client:
        thread = threading.Thread(target=client.ask, args=(PING,))
        thread.start()
        assert begun.wait(20)
        with pytest.raises(PoolTimeoutError, match="all 1 connections were in use"):
            client.with_options(timeout=0.1).ask(PING)
        done.set()
        thread.join(20)


def test_a_cancelled_call_gives_its_connection_up() -> None:
    async def run(address: str) -> None:
        async with AsyncCalls(address, timeout=20) as client:
            task = asyncio.create_task(client.ask(ADD, one=1, other=1))
            await asyncio.wait_for(begun_in_loop.wait(), 20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await client.ask(ADD, one=1, other=2) == 3

    begun_in_loop = asyncio.Event()

    def slow(connection: socket.socket) -> None:
        assert connection.recv(65536)
        loop.call_soon_threadsafe(begun_in_loop.set)
        assert connection.recv(1) == b""

    loop = asyncio.new_event_loop()
    with Peer(slow, _answers(reply(ADD, 1, success=3))) as peer:
        loop.run_until_complete(run(peer.address))
    loop.close()


def test_a_forked_child_uses_a_connection_of_its_own() -> None:
    with (
        Peer(
            _answers(reply(ADD, 1, success=1), reply(ADD, 2, success=2)),
        ) as parents,
        Peer(_answers(reply(ADD, 1, success=7))) as childs,
    ):
        source = _Moving(parents.address)
        with Calls(source, timeout=20) as client:
            assert client.ask(ADD, one=0, other=1) == 1
            child = os.fork()
            if child == 0:
                source.move(childs.address)
                found = client.ask(ADD, one=3, other=4)
                client.close()
                os._exit(found)
            _, status = os.waitpid(child, 0)
            assert os.waitstatus_to_exitcode(status) == 7
            assert client.ask(ADD, one=1, other=1) == 2
