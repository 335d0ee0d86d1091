"""OpenTelemetry: a span for every call of a client, with an event for every attempt.

Thrift's binary and compact protocols have no headers, so the context does not travel to the server:
its spans begin traces of their own. Names and attributes follow OpenTelemetry's conventions for
remote calls (``rpc.system``, ``rpc.method``, ``server.address``, ``error.type``).

::

    client = SearchClient.from_serverset("search", "prod", observers=[Spans()])
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, final

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from kingpin_sdk.rpc import ThriftError

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from kingpin_sdk.rpc import AttemptReport, CallReport

__all__ = ["Spans"]

_NANOS: Final = 1_000_000_000


@final
class Spans:
    """An Observer that makes spans, children of whatever span the call was made in.

    Args:
        tracer: makes them; the global provider's without one.
    """

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = trace.get_tracer("kingpin_sdk") if tracer is None else tracer
        # Attempts end before their call, in its own context; hedged ones on other threads are left
        # out.
        self._attempts: ContextVar[tuple[tuple[int, AttemptReport], ...]] = ContextVar(
            "kingpin_attempts", default=()
        )

    def attempt_ended(self, report: AttemptReport, /) -> None:
        """See Observer."""
        self._attempts.set((*self._attempts.get(), (time.time_ns(), report)))

    def call_ended(self, report: CallReport, /) -> None:
        """See Observer."""
        attempts = self._attempts.get()
        self._attempts.set(())
        end = time.time_ns()
        span = self._tracer.start_span(
            report.method,
            kind=SpanKind.CLIENT,
            start_time=end - int(report.seconds * _NANOS),
            attributes={
                "rpc.system": "thrift",
                "rpc.method": report.method,
                "kingpin.attempts": report.attempts,
            },
        )
        for at, attempt in attempts:
            span.add_event(
                "attempt",
                {
                    "server.address": attempt.endpoint.host,
                    "server.port": attempt.endpoint.port,
                    "kingpin.outcome": attempt.outcome.value,
                    "kingpin.seconds": attempt.seconds,
                },
                timestamp=at,
            )
        if attempts:
            span.set_attribute("server.address", attempts[-1][1].endpoint.host)
            span.set_attribute("server.port", attempts[-1][1].endpoint.port)
        if report.error is not None:
            span.set_attribute("error.type", type(report.error).__name__)
            # What the IDL declares is an answer.
            if not isinstance(report.error, ThriftError):
                span.set_status(Status(StatusCode.ERROR, str(report.error)))
        span.end(end_time=end)
