"""Spans of calls."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from kingpin_sdk.discovery import StaticEndpoints
from kingpin_sdk.errors import ConnectionFailedError
from kingpin_sdk.integrations.opentelemetry import Spans
from kingpin_sdk.rpc import RetryPolicy, ThriftServer
from tests.unit.rpc.handlers import Answers, AnswersProcessor
from tests.unit.rpc.peers import closed_port
from tests.unit.rpc.shapes import FAIL, PING, Calls, OopsError


def test_a_call_is_a_span_below_the_one_it_was_made_in() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    with ThriftServer(AnswersProcessor(Answers())) as server:
        with Calls(server.address, observers=[Spans(tracer)]) as client:
            with tracer.start_as_current_span("request"):
                client.ask(PING)
            with pytest.raises(OopsError):
                client.ask(FAIL, how="so")
        nowhere = StaticEndpoints(closed_port())
        once = RetryPolicy(attempts=1)
        with (
            Calls(nowhere, observers=[Spans(tracer)], retry=once) as client,
            pytest.raises(ConnectionFailedError),
        ):
            client.ask(PING)
    ping, request, fail, refused = exporter.get_finished_spans()
    assert ping.parent is not None
    assert request.context is not None
    assert ping.parent.span_id == request.context.span_id
    assert ping.attributes is not None
    assert ping.attributes["rpc.method"] == "ping"
    assert ping.attributes["server.port"] == server_port(ping.attributes["server.port"])
    assert [event.name for event in ping.events] == ["attempt"]
    assert fail.status.status_code is StatusCode.UNSET
    assert refused.status.status_code is StatusCode.ERROR
    provider.shutdown()


def server_port(value: object) -> int:
    """A port, as the attribute has it."""
    assert isinstance(value, int)
    assert 0 < value < 65_536
    return value
