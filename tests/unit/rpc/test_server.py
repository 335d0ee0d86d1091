"""The server for small services: every wire on one port, order, refusals, a graceful end."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from typing import TYPE_CHECKING, ClassVar

import pytest

from kingpin_sdk.errors import ApplicationError, ConnectionFailedError, RpcError, SettingsError
from kingpin_sdk.rpc import Framing, Processor, ThriftServer, WireProtocol
from kingpin_sdk.rpc._framing_bytes import framed
from kingpin_sdk.rpc._method import Method, Record
from kingpin_sdk.rpc._wire import Kind
from tests.unit.rpc.shapes import ADD, FAIL, GET, PING, POKE, Calls, Node, OopsError, message, reply
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class _Handler:
    def __init__(self) -> None:
        self.poked: list[int] = []
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def ping(self) -> None: ...

    def poke(self, number: int) -> None:
        if number < 0:
            raise OopsError(text="oneway")
        self.poked.append(number)

    def add(self, one: int, other: int) -> int | None:
        return None if one == 404 else one + other

    def get(self, node: Node | None) -> Node:
        if node is None:
            self.begun.set()
            assert self.go_on.wait(20)
            return Node(text="late")
        return node

    def fail(self, how: str) -> int:
        if how == "declared":
            raise OopsError(text="sorry")
        raise LookupError("a secret")


class _Processor(Processor):
    methods: ClassVar[Mapping[str, Method[Any]]] = {
        each.name: each for each in (PING, POKE, ADD, GET, FAIL)
    }


def _call(method: Method[Any], sequence: int = 1, **arguments: object) -> bytes:
    kind = Kind.ONEWAY if method.oneway else Kind.CALL
    record = Record(method.arguments, dict(arguments))
    return message(method.name, record, kind=kind, number=sequence)


@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("protocol", list(WireProtocol))
def test_one_port_takes_every_wire(framing: Framing, protocol: WireProtocol) -> None:
    node = Node(text="x" * 100_000, numbers=list(range(10_000)))
    with (
        ThriftServer(_Processor(_Handler())) as server,
        Calls(server.address, framing=framing, protocol=protocol, timeout=20) as client,
    ):
        client.ask(PING)
        assert client.ask(ADD, one=2, other=3) == 5
        assert client.ask(GET, node=node) == node
        with pytest.raises(OopsError, match="sorry"):
            client.ask(FAIL, how="declared")


@pytest.mark.parametrize("framing", list(Framing))
def test_calls_that_arrive_together_are_answered_in_their_order(framing: Framing) -> None:
    handler = _Handler()
    calls = [_call(ADD, 7, one=1, other=2), _call(POKE, 8, number=5), _call(ADD, 9, one=3, other=4)]
    expected = framed(reply(ADD, 7, success=3), framing) + framed(reply(ADD, 9, success=7), framing)
    sent = b"".join(framed(call, framing) for call in calls)
    with ThriftServer(_Processor(handler)) as server:
        for cut in (len(sent), 3, len(calls[0]) + 2):
            with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.sendall(sent[:cut])
                connection.sendall(sent[cut:])
                got = b""
                while len(got) < len(expected):
                    got += connection.recv(65536)
                assert got == expected
    assert handler.poked == [5, 5, 5]


def test_what_the_handler_may_not_raise_is_logged_and_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        ThriftServer(_Processor(_Handler())) as server,
        Calls(server.address, timeout=20) as client,
    ):
        with pytest.raises(ApplicationError, match=r"^fail: internal error \(LookupError\)$") as it:
            client.ask(FAIL, how="else")
        assert it.value.kind == 6
        with pytest.raises(ApplicationError, match="it returned None"):
            client.ask(ADD, one=404, other=0)
        client.ask(POKE, number=-1)
        assert client.ask(ADD, one=1, other=1) == 2
    assert {"fail failed", "add failed", "poke failed"} == {
        record.getMessage() for record in caplog.records
    }
    assert "a secret" in caplog.text


def test_an_unknown_method_is_refused_by_name() -> None:
    unknown: Method[None] = Method("nothing", arguments={1: (11, "text", False)}, result={})
    with (
        ThriftServer(_Processor(_Handler())) as server,
        Calls(server.address, timeout=20) as client,
    ):
        with pytest.raises(ApplicationError, match="no method 'nothing' here") as refused:
            client.ask(unknown, text="x")
        assert refused.value.kind == 1
        client.ask(PING)


def test_a_missing_argument_is_refused() -> None:
    careless: Method[int] = Method("add", arguments=ADD.arguments, result=ADD.result)
    with (
        ThriftServer(_Processor(_Handler())) as server,
        Calls(server.address, timeout=20) as client,
        pytest.raises(ApplicationError, match=r"add\.other is required") as refused,
    ):
        client.ask(careless, one=1)
    assert refused.value.kind == 7


def test_a_service_on_a_multiplexing_server_is_called_by_its_name() -> None:
    with (
        ThriftServer(_Processor(_Handler())) as server,
        Calls(server.address, service="Some", timeout=20) as client,
    ):
        assert client.ask(ADD, one=1, other=1) == 2


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", struct.pack("!i", 2**31 - 1) + b"xxxx",
        b"\x80\x01\x00\x02\x00\x00\x00\x04ping\x00\x00\x00\x01\x00", b"\x80\xff\xff\xff\xff\xff",
        b"\x82\x21\x01\x04ping" + b"\x19\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        framed(_call(PING)[:-1], Framing.FRAMED),
    ],
)  # fmt: skip
def test_garbage_closes_its_connection_and_no_other(
    garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        ThriftServer(_Processor(_Handler())) as server,
        Calls(server.address, timeout=20) as client,
        socket.create_connection(("127.0.0.1", server.port), 20) as connection,
    ):
        client.ask(PING)
        connection.sendall(garbage)
        assert connection.recv(1) == b""
        client.ask(PING)
    assert "a connection is closed: " in caplog.text


def test_a_stop_lets_calls_finish_and_takes_no_more() -> None:
    handler = _Handler()
    server = ThriftServer(_Processor(handler))
    found: list[Node] = []
    with Calls(server.address, timeout=20) as busy, Calls(server.address, timeout=20) as idle:
        idle.ask(PING)
        calling = threading.Thread(target=lambda: found.append(busy.ask(GET, node=None)))
        calling.start()
        assert handler.begun.wait(20)
        stopping = threading.Thread(target=server.stop, kwargs={"grace": 20})
        stopping.start()
        # First no new connections, a moment later the idle ones end.
        wait_until(lambda: _is_refused(idle), timeout=20, what="no more calls")
        assert not found
        handler.go_on.set()
        stopping.join(20)
        calling.join(20)
        assert found == [Node(text="late")]
        server.stop()


def _is_refused(client: Calls) -> bool:
    try:
        client.ask(PING)
    except ConnectionFailedError as error:
        return "Connection refused" in str(error)
    return False


def test_a_stop_cuts_what_does_not_end_in_its_grace() -> None:
    handler = _Handler()
    server = ThriftServer(_Processor(handler))
    failures: list[Exception] = []

    def call() -> None:
        try:
            client.ask(GET, node=None)
        except ConnectionFailedError as error:
            failures.append(error)

    with Calls(server.address, timeout=20) as client:
        calling = threading.Thread(target=call)
        calling.start()
        assert handler.begun.wait(20)
        server.stop(grace=0.05)
        calling.join(20)
        assert len(failures) == 1
        handler.go_on.set()


def test_a_port_that_is_taken_is_named() -> None:
    with (
        ThriftServer(_Processor(_Handler())) as server,
        pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{server.port}: "),
    ):
        ThriftServer(_Processor(_Handler()), port=server.port)


def test_connections_beyond_the_limit_wait_their_turn() -> None:
    with ThriftServer(_Processor(_Handler()), connections=1) as server:
        with Calls(server.address, timeout=20) as first:
            first.ask(PING)
            second = Calls(server.address, timeout=0.2)
            with pytest.raises(RpcError):
                second.ask(PING)
            second.close()
        with Calls(server.address, timeout=20) as third:
            third.ask(PING)


def test_a_quiet_server_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with ThriftServer(_Processor(_Handler())) as server:
        with Calls(server.address, timeout=20) as client:
            client.ask(PING)
        with socket.create_connection(("127.0.0.1", server.port), 20):
            pass
    assert caplog.records == []
