"""What a client tells: observers, metrics, stats."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from kingpin_sdk.discovery import Outcome, StaticEndpoints
from kingpin_sdk.errors import ConnectionFailedError
from kingpin_sdk.integrations.prometheus import ClientCollector, PrometheusMetrics
from kingpin_sdk.rpc import ThriftServer
from tests.unit.rpc.handlers import Answers, AnswersProcessor
from tests.unit.rpc.peers import closed_port
from tests.unit.rpc.shapes import ADD, FAIL, PING, AsyncCalls, Calls, OopsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.rpc import AttemptReport, CallReport


class _Notes:
    def __init__(self) -> None:
        self.attempts: list[AttemptReport] = []
        self.calls: list[CallReport] = []

    def attempt_ended(self, report: AttemptReport, /) -> None:
        self.attempts.append(report)

    def call_ended(self, report: CallReport, /) -> None:
        self.calls.append(report)


class _Broken:
    def attempt_ended(self, report: AttemptReport, /) -> None:
        raise LookupError(report)

    def call_ended(self, report: CallReport, /) -> None:
        raise LookupError(report)


@pytest.fixture
def server() -> Iterator[ThriftServer]:
    with ThriftServer(AnswersProcessor(Answers())) as server:
        yield server


def test_every_attempt_and_every_call_is_told(server: ThriftServer) -> None:
    notes = _Notes()
    source = StaticEndpoints(closed_port(), server.address)
    with Calls(source, observers=[notes], timeout=20) as client:
        for _ in range(20):
            client.ask(PING)
        with pytest.raises(OopsError):
            client.ask(FAIL, how="so")
    assert len(notes.calls) == 21
    assert sum(each.attempts for each in notes.calls) == len(notes.attempts)
    refused = [each for each in notes.attempts if each.outcome is Outcome.FAILURE]
    assert refused
    assert all(isinstance(each.error, ConnectionFailedError) for each in refused)
    last = notes.calls[-1]
    assert (last.method, type(last.error)) == ("fail", OopsError)
    assert notes.attempts[-1].outcome is Outcome.SUCCESS
    assert all(each.seconds >= 0 for each in notes.calls)


def test_an_observer_that_fails_harms_no_call(
    server: ThriftServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Calls(server.address, observers=[_Broken()]) as client:
        assert client.ask(ADD, one=1, other=2) == 3
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def test_the_same_is_told_for_asyncio(server: ThriftServer) -> None:
    notes = _Notes()

    async def run() -> None:
        async with AsyncCalls(server.address, observers=[notes]) as client:
            assert await client.ask(ADD, one=1, other=2) == 3

    asyncio.run(run())
    assert [each.method for each in notes.calls] == ["add"]
    assert [each.outcome for each in notes.attempts] == [Outcome.SUCCESS]


def test_metrics_and_gauges_reach_prometheus(server: ThriftServer) -> None:
    registry = CollectorRegistry()
    with Calls(server.address, metrics=PrometheusMetrics(registry)) as client:
        registry.register(ClientCollector({"answers": client.stats}))
        client.ask(PING)
        with pytest.raises(OopsError):
            client.ask(FAIL, how="so")
        text = generate_latest(registry).decode()
    assert 'kingpin_rpc_call_seconds_count{method="ping",outcome="answer"} 1.0' in text
    assert 'kingpin_rpc_call_seconds_count{method="fail",outcome="declared"} 1.0' in text
    assert 'kingpin_rpc_attempt_seconds_count{method="ping",outcome="success"} 1.0' in text
    assert 'kingpin_rpc_connections_idle{client="answers"} 1.0' in text
    assert 'kingpin_rpc_hosts{client="answers"} 1.0' in text


def test_stats_are_for_programs_and_for_people(server: ThriftServer) -> None:
    with Calls(server.address) as client:
        assert client.stats().hosts == ()
        client.ask(PING)
        [host] = client.stats().hosts
        assert (str(host.endpoint), host.in_use, host.idle) == (server.address, 0, 1)
        shown = str(client.stats())
        assert f"{server.address}: 0 in use, 1 idle, 0 waiting, " in shown
        assert shown.endswith("100 retries left")
