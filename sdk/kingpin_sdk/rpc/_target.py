"""Which endpoint a connection goes to."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery import Balancer, EndpointSource, Outcome, StaticEndpoints
from kingpin_sdk.errors import RpcError
from kingpin_sdk.model import Endpoint

if TYPE_CHECKING:
    from collections.abc import Generator

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
        # The endpoints among which one was found last: a source gives the same object meanwhile.
        self._known: tuple[tuple[Endpoint, ...], Endpoint] | None = None

    def still_has(self, endpoint: Endpoint) -> bool:
        """False if the endpoint left its service."""
        endpoints = self._source.endpoints()
        known = self._known
        if known is not None and known[0] is endpoints and known[1] is endpoint:
            return True
        found = any((each.host, each.port) == (endpoint.host, endpoint.port) for each in endpoints)
        self._known = (endpoints, endpoint) if found else None
        return found

    @contextmanager
    def chosen(self) -> Generator[Endpoint]:
        """Choose an endpoint to connect to; how the block ends is what is learnt of it.

        Raises:
            NoEndpointsError: there are none.
            ConfigError: the source has nothing to go by.
        """
        lease = self._balancer.acquire(self._source.endpoints())
        began = time.monotonic()
        outcome = Outcome.IGNORED  # a cancelled attempt says nothing of the host
        try:
            yield lease.endpoint
            outcome = Outcome.SUCCESS
        except RpcError:
            outcome = Outcome.FAILURE
            raise
        finally:
            self._balancer.release(lease, outcome, latency=time.monotonic() - began)
