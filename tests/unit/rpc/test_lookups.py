"""Hosts by name: a resolver that does not answer costs no call more than its time."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import ConnectionFailedError, ConnectTimeoutError
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc import PoolOptions
from kingpin_sdk.rpc._lookups import Lookups
from tests.unit.rpc.peers import Peer
from tests.unit.rpc.shapes import PING, AsyncCalls, Calls, reply
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "slow.example"
HERE = Endpoint(NAME, 80)


class _Resolver:
    """The system's, but for one name, which it ponders until it may answer."""

    def __init__(self, real: Any) -> None:  # noqa: ANN401 - as socket's
        self._real = real
        self.asked = 0
        self.answers = threading.Event()

    def __call__(self, host: str, port: int, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        if host == NAME and not named.get("flags"):
            self.asked += 1
            assert self.answers.wait(20)
            host = "127.0.0.1"
        return self._real(host, port, *arguments, **named)


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Resolver]:
    resolver = _Resolver(socket.getaddrinfo)
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    yield resolver
    resolver.answers.set()
    wait_until(
        lambda: not any(each.name == "kingpin-lookup" for each in threading.enumerate()),
        timeout=10,
        what="the lookups have ended",
    )


def test_a_call_ends_in_time_while_the_resolver_ponders(resolver: _Resolver) -> None:
    with Calls(f"{NAME}:80", timeout=0.2) as client:
        began = time.monotonic()
        with pytest.raises(ConnectTimeoutError, match=f"{NAME}:80: no connection in time"):
            client.ask(PING)
        assert time.monotonic() - began < 5
        assert resolver.asked == 1


def test_so_does_one_of_asyncio(resolver: _Resolver) -> None:
    async def main() -> float:
        async with AsyncCalls(f"{NAME}:80", timeout=0.2) as client:
            began = time.monotonic()
            with pytest.raises(ConnectTimeoutError, match=f"{NAME}:80: no connection in time"):
                await client.ask(PING)
            took = time.monotonic() - began
            resolver.answers.set()
        return took

    assert asyncio.run(main()) < 5


def test_whoever_waits_for_a_name_waits_for_the_same_lookup(resolver: _Resolver) -> None:
    lookups = Lookups()
    for _ in range(20):
        with pytest.raises(TimeoutError):
            lookups.of(HERE, Deadline(0.001))
    assert resolver.asked == 1
    resolver.answers.set()
    assert [each.where for each in lookups.of(HERE, Deadline(20))] == [("127.0.0.1", 80)]
    asked = resolver.asked
    lookups.of(HERE, Deadline(20))
    assert resolver.asked == asked + 1  # what was found is not kept: hosts move


def test_a_call_goes_through_once_the_name_is_known(resolver: _Resolver) -> None:
    def answer(connection: socket.socket) -> None:
        assert connection.recv(65536)
        connection.sendall(reply(PING))
        assert connection.recv(1) == b""

    with Peer(answer) as peer, Calls(peer.address.replace("127.0.0.1", NAME), timeout=20) as client:
        threading.Timer(0.05, resolver.answers.set).start()
        client.ask(PING)
        client.close()


def test_a_process_that_can_start_no_thread_looks_a_name_up_itself(
    resolver: _Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    resolver.answers.set()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        found = Lookups().of(HERE, Deadline(20))
    assert [each.where for each in found] == [("127.0.0.1", 80)]


def test_an_address_in_digits_needs_no_thread(resolver: _Resolver) -> None:
    for host in ("127.0.0.1", "::1"):
        found = Lookups().of(Endpoint(host, 80), Deadline(0))
        assert [each.where[:2] for each in found] == [(host, 80)]
    assert not resolver.asked


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x..y", "a" * 70 + ".example"])
def test_a_name_that_is_nobodys_is_said_in_a_line(host: str) -> None:
    with (
        Calls(f"{host}:80", timeout=20, pool=PoolOptions(connect_timeout=20)) as client,
        pytest.raises(ConnectionFailedError, match=f"^{host}:80: ") as failed,
    ):
        client.ask(PING)
    assert "\n" not in str(failed.value)

    async def main() -> None:
        async with AsyncCalls(f"{host}:80", timeout=20) as client:
            with pytest.raises(ConnectionFailedError, match=f"^{host}:80: ") as failed:
                await client.ask(PING)
            assert "\n" not in str(failed.value)

    asyncio.run(main())


def test_a_forked_child_does_not_wait_for_its_parents_lookup(resolver: _Resolver) -> None:
    with Calls(f"{NAME}:80", timeout=0.05) as client:
        with pytest.raises(ConnectTimeoutError):
            client.ask(PING)
        child = os.fork()
        if not child:
            resolver.answers.set()
            try:
                client.with_options(timeout=20).ask(PING)
            except ConnectionFailedError:
                os._exit(7)
            finally:
                os._exit(8)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
