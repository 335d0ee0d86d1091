"""Clients that end in the same process, and faults that a test puts on their calls."""

from __future__ import annotations

import asyncio

import pytest

from kingpin_sdk.errors import ApplicationError, ConnectionFailedError, EncodeError
from kingpin_sdk.rpc import AsyncLocalChannel, LocalChannel
from kingpin_sdk.testing import AsyncFaultyChannel, Fault, FaultyChannel
from tests.unit.rpc.handlers import Answers, AnswersProcessor
from tests.unit.rpc.shapes import ADD, FAIL, GET, PING, POKE, AsyncCalls, Calls, OopsError

_REFUSED = ConnectionFailedError("refused")


def test_a_local_client_goes_by_way_of_the_bytes() -> None:
    handler = Answers()
    with Calls.over(LocalChannel(AnswersProcessor(handler))) as client:
        assert client.ask(ADD, one=1, other=2) == 3
        client.ask(POKE, number=1)
        with pytest.raises(OopsError, match="so"):
            client.ask(FAIL, how="so")
        with pytest.raises(EncodeError):
            client.ask(ADD, one="no number", other=2)
        with pytest.raises(ApplicationError, match="no method 'get'"):
            client.ask(GET, node=None)
        assert client.stats().hosts == ()
    assert handler.calls == {"add": 1, "poke": 1, "fail": 1}


def test_a_fault_is_met_once_by_the_call_that_it_fits() -> None:
    slept: list[float] = []
    channel = FaultyChannel(LocalChannel(AnswersProcessor(Answers())), sleep=slept.append)
    client = Calls.over(channel)
    channel.add(Fault(error=_REFUSED, method="add"))
    channel.add(Fault(latency=0.5))
    client.ask(PING)
    assert slept == [0.5]
    with pytest.raises(ConnectionFailedError, match="refused"):
        client.ask(ADD, one=1, other=2)
    assert client.ask(ADD, one=1, other=2) == 3


def test_the_same_for_asyncio() -> None:
    async def run() -> None:
        channel = AsyncFaultyChannel(AsyncLocalChannel(AnswersProcessor(Answers())))
        async with AsyncCalls.over(channel) as client:
            channel.add(Fault(error=_REFUSED))
            with pytest.raises(ConnectionFailedError):
                await client.ask(PING)
            assert await client.ask(ADD, one=1, other=2) == 3
            assert client.stats().hosts == ()

    asyncio.run(run())
