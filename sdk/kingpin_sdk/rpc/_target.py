"""Which endpoint a connection goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery import Balancer, EndpointSource, Outcome, StaticEndpoints
from kingpin_sdk.model import Endpoint

if TYPE_CHECKING:
    from kingpin_sdk.discovery import Lease

__all__ = ["Endpoints", "Target"]

Endpoints = EndpointSource | Endpoint | str
"""Where a client is told to go: a source, or one ``host:port``."""


@final
class Target:
    """The endpoints of a client, and the choice among them.

    Args:
        endpoints: where they come from.
        balancer: chooses, and learns from how connections fare.
    """

    def __init__(self, endpoints: Endpoints, balancer: Balancer | None = None) -> None:
        if isinstance(endpoints, str | Endpoint):
            endpoints = StaticEndpoints(endpoints)
        self._source: EndpointSource = endpoints
        self._balancer = Balancer() if balancer is None else balancer

    def still_has(self, endpoint: Endpoint) -> bool:
        """False if the endpoint left its service."""
        return any(
            (each.host, each.port) == (endpoint.host, endpoint.port)
            for each in self._source.endpoints()
        )

    def choose(self) -> Lease:
        """Choose an endpoint; say with `done` how it went.

        Raises:
            NoEndpointsError: there are none.
            ConfigError: the source has nothing to go by.
        """
        return self._balancer.acquire(self._source.endpoints())

    def done(self, lease: Lease, *, connected: bool, latency: float) -> None:
        """Say whether a connection to the chosen endpoint came about."""
        outcome = Outcome.SUCCESS if connected else Outcome.FAILURE
        self._balancer.release(lease, outcome, latency=latency)
