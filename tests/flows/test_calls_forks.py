"""Processes that fork with a client in hand: no socket is shared, and both sides go on."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.rpc import ThriftServer
from tests.contracts.children import fork, run_in_child, wait_for
from tests.descriptors import descriptors
from tests.flows.echo_servers import Handler, generated
from tests.programs import run_program
from tests.servers import FaultProxy
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.servers._proxy import Line

_LONG = 60.0


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def proxy(echo: ModuleType, handler: Handler) -> Iterator[FaultProxy]:
    """Before a server of this process; forked children call it like anybody."""
    with (
        ThriftServer(echo.EchoProcessor(handler)) as server,
        FaultProxy(server.port) as proxy,
    ):
        yield proxy


def _connections_to(port: int) -> int:
    """How many descriptors of this process are connections to a port."""
    return sum(_peer_port(int(fd)) == port for fd in descriptors())


def _peer_port(fd: int) -> int | None:
    try:
        copy = socket.socket(fileno=os.dup(fd))
    except OSError:
        return None  # no socket
    with copy:
        try:
            name = copy.getpeername()
        except OSError:
            return None
        return name[1] if copy.family == socket.AF_INET else None


def test_a_child_holds_none_of_its_parents_connections(echo: ModuleType, proxy: FaultProxy) -> None:
    with echo.EchoClient(proxy.address, timeout=_LONG) as client:
        gate = threading.Barrier(4)

        def together(line: Line, data: bytes) -> None:
            gate.wait(_LONG)
            line.send(data)

        proxy.answers = together
        threads = [threading.Thread(target=client.ping) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(_LONG)
        proxy.mend()
        assert _connections_to(proxy.port) == 4

        def in_child() -> None:
            assert _connections_to(proxy.port) == 0
            for number in range(10):
                assert client.say(f"child {number}") == f"child {number}"
            assert _connections_to(proxy.port) == 1
            run_in_child(in_grandchild)
            assert client.say("child again") == "child again"

        def in_grandchild() -> None:
            assert _connections_to(proxy.port) == 0
            assert client.say("grandchild") == "grandchild"

        run_in_child(in_child)
        assert proxy.accepted == 6
        for number in range(4):
            assert client.say(f"parent {number}") == f"parent {number}"
        assert proxy.accepted == 6, "the parent's are as they were"


def test_a_fork_in_the_middle_of_a_call_leaves_the_call_to_the_parent(
    echo: ModuleType, proxy: FaultProxy, handler: Handler
) -> None:
    go_on = threading.Event()

    def late(line: Line, data: bytes) -> None:
        assert b"slow" not in data or go_on.wait(_LONG)
        line.send(data)

    with echo.EchoClient(proxy.address, timeout=_LONG) as client:
        proxy.answers = late
        found: list[str] = []
        thread = threading.Thread(target=lambda: found.append(client.say("slow")))
        thread.start()
        wait_until(lambda: handler.executed["slow"], timeout=_LONG, what="the call")

        def in_child() -> None:
            assert _connections_to(proxy.port) == 0
            assert client.say("child") == "child"

        run_in_child(in_child)
        go_on.set()
        thread.join(_LONG)
        assert found == ["slow"]
        assert handler.executed == {"slow": 1, "child": 1}


def test_many_forks_from_a_process_whose_threads_call_all_the_time(
    echo: ModuleType, proxy: FaultProxy, handler: Handler
) -> None:
    stop = threading.Event()
    wrong: list[object] = []

    def call_on(who: int) -> None:
        number = 0
        while not stop.is_set():
            token = f"thread {who}, call {number}"
            number += 1
            try:
                answer: object = client.say(token)
            except Exception as error:  # noqa: BLE001 - told by the test's own thread
                answer = error
            if answer != token:
                wrong.append((token, answer))

    def in_child(turn: int) -> None:
        for number in range(5):
            assert client.say(f"child {turn}, call {number}") == f"child {turn}, call {number}"

    with echo.EchoClient(proxy.address, timeout=_LONG) as client:
        threads = [threading.Thread(target=call_on, args=(who,)) for who in range(8)]
        for each in threads:
            each.start()
        children = [fork(partial(in_child, turn)) for turn in range(30)]
        assert [wait_for(child) for child in children] == [0] * 30
        stop.set()
        for each in threads:
            each.join(_LONG)
    assert wrong == []
    assert set(handler.executed.values()) == {1}


def test_a_child_goes_on_with_an_asyncio_client_in_a_loop_of_its_own(
    echo: ModuleType, proxy: FaultProxy
) -> None:
    client = echo.AsyncEchoClient(proxy.address, timeout=_LONG)
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(client.say("before")) == "before"

    def in_child() -> None:
        assert asyncio.run(client.say("child")) == "child"

    run_in_child(in_child)
    assert proxy.accepted == 2
    assert loop.run_until_complete(client.say("after")) == "after"
    assert proxy.accepted == 2, "the parent's connection is as it was"
    loop.run_until_complete(client.close())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


_UNDER_GEVENT = """
    from gevent import monkey

    monkey.patch_all()

    import os, sys, traceback

    import gevent

    from kingpin_sdk.errors import ConnectionFailedError

    sys.path.insert(0, sys.argv[1])
    from echoing.echo.echo import EchoClient

    client = EchoClient(sys.argv[2], timeout=60)
    client.ping()

    def call():
        try:
            return client.say("slow")
        except ConnectionFailedError as error:
            return error

    slow = gevent.spawn(call)
    client.say("begun")
    child = os.fork()
    if not child:
        status = 1
        try:
            assert client.say("child") == "child"
            assert "forked" in str(slow.get(timeout=60))
            assert client.say("child again") == "child again"
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    # Without a switch: the answer is there while only the child's greenlets run.
    blocking = monkey.get_original("os", "waitpid")
    assert os.waitstatus_to_exitcode(blocking(child, 0)[1]) == 0
    assert client.say("go on") == "go on"
    assert slow.get(timeout=60) == "slow"
    client.close()
    print("both went on")
"""


def test_a_fork_in_the_middle_of_a_greenlets_call_leaves_the_call_to_the_parent(
    proxy: FaultProxy, handler: Handler, tmp_path: Path
) -> None:
    def late(line: Line, data: bytes) -> None:
        for answer, call in ((b"begun", "slow"), (b"slow", "child")):
            if answer in data:
                wait_until(partial(handler.executed.__getitem__, call), timeout=_LONG, what=call)
        line.send(data)

    proxy.answers = late
    with generated(tmp_path):
        output = run_program(_UNDER_GEVENT, str(tmp_path), proxy.address)
    assert output == "both went on\n"
    assert set(handler.executed.values()) == {1}
