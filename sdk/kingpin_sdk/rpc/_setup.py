"""Setup: everything a channel is told once, for both kinds of channels."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from kingpin_sdk.clocks import Deadline, Sleep
from kingpin_sdk.discovery import Balancer, EndpointSource, StaticEndpoints
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc._budget import RetryBudget
from kingpin_sdk.rpc._dial import Dial
from kingpin_sdk.rpc._hedge import HedgePolicy, LatencyWindow
from kingpin_sdk.rpc._options import DEFAULT_TIMEOUT
from kingpin_sdk.rpc._pool_options import PoolOptions
from kingpin_sdk.rpc._retry import Course, RetryPolicy
from kingpin_sdk.rpc._watch import Watch

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions

__all__ = ["Endpoints", "Setup", "source_of"]

Endpoints = EndpointSource | Endpoint | str
"""Where a client is told to go: a source, one ``host:port``, or one ``unix:/path``."""

_UNIX: Final = "unix:"


def source_of(endpoints: Endpoints) -> EndpointSource:
    """The source that a client was given, or one of the one endpoint that it was given.

    Raises:
        ValueError: a text is neither ``host:port`` nor ``unix:/path``.
        TypeError: it is something else.
    """
    if isinstance(endpoints, str) and endpoints.startswith(_UNIX):
        path = endpoints.removeprefix(_UNIX)
        if not path.startswith("/"):
            raise ValueError(f"endpoint {endpoints!r}: write a whole path, as unix:/run/it.sock")
        endpoints = Endpoint(path, 1)
    if isinstance(endpoints, str | Endpoint):
        return StaticEndpoints(endpoints)
    if not callable(getattr(endpoints, "endpoints", None)):  # what no checker has seen
        raise TypeError(f"{endpoints!r} is no endpoint source: give one, or one host:port")
    return endpoints


@frozen(kw_only=True)
class Setup:
    """How a client calls.

    Attributes:
        source: where its hosts are.
        dial: how connections to them are opened.
        pool: limits of the connections to each host.
        retry: how often a call is tried.
        budget: what all its retries come out of; may be shared with other clients.
        balancer: chooses a host for each attempt, and learns from how it ends.
        hedge: when a second attempt is made beside the first; None for never.
        watch: told of attempts and calls; None where nobody asked.
        sleep: waits between the attempts of a blocking call.
        windows: latencies by method, for hedging.
    """

    source: EndpointSource
    dial: Dial = field(factory=Dial)
    pool: PoolOptions = field(factory=PoolOptions)
    retry: RetryPolicy = field(factory=RetryPolicy)
    budget: RetryBudget = field(factory=RetryBudget)
    balancer: Balancer = field(factory=Balancer)
    hedge: HedgePolicy | None = None
    watch: Watch | None = None
    sleep: Sleep = time.sleep
    windows: dict[str, LatencyWindow] = field(factory=dict[str, LatencyWindow])

    def begin(self, method: Method[Any], options: CallOptions) -> Course:
        """A call begins now."""
        self.budget.earn()
        timeout = DEFAULT_TIMEOUT if options.timeout is None else options.timeout
        idempotent = method.idempotent if options.idempotent is None else options.idempotent
        return Course(method.name, Deadline(timeout), idempotent=idempotent)

    def retrying(self, course: Course) -> dict[str, Any]:
        """What tenacity goes by once an attempt has failed."""
        return course.retrying(self.retry, self.budget)

    def window(self, course: Course) -> LatencyWindow | None:
        """The latencies of a call's method; None if it is not to be hedged."""
        if self.hedge is None or not course.idempotent:
            return None
        window = self.windows.get(course.method)
        if window is None:
            window = self.windows.setdefault(course.method, LatencyWindow(self.hedge))
        return window
