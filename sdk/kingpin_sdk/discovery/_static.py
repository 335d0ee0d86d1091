"""StaticEndpoints: a fixed list of endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.formats.member import parse_endpoint
from kingpin_sdk.model import Endpoint, ViewState, ViewStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["StaticEndpoints", "given_endpoints"]

_STATUS = ViewStatus(ViewState.READY, None, None, None, 0, {})


@final
class StaticEndpoints:
    """An endpoint source that never changes: for tests, tools and the last resort of a Fallback.

    Args:
        endpoints: ``host:port`` texts (an IPv6 address in brackets) or Endpoints, which may carry
            weight and zone.

    Raises:
        ValueError: a text is not ``host:port``.
    """

    __slots__ = ("_endpoints",)

    def __init__(self, *endpoints: str | Endpoint) -> None:
        self._endpoints = given_endpoints(endpoints)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints, in the order given."""
        return self._endpoints

    @property
    def status(self) -> ViewStatus:
        """Always READY."""
        return _STATUS

    def __repr__(self) -> str:
        return f"<StaticEndpoints {', '.join(map(str, self._endpoints))}>"


def given_endpoints(given: Iterable[str | Endpoint]) -> tuple[Endpoint, ...]:
    """Endpoints as a program writes them, without duplicates.

    Raises:
        TypeError: it is one text instead of several, or one is no text.
        ValueError: a text is not ``host:port``.
    """
    if isinstance(given, str):
        raise TypeError(f"{given!r} is one text: give endpoints one by one")
    return tuple(dict.fromkeys(_given(each) for each in given))


def _given(endpoint: str | Endpoint) -> Endpoint:
    if isinstance(endpoint, Endpoint):
        return endpoint
    if not isinstance(endpoint, str):  # what no checker has seen
        raise TypeError(f"endpoint {endpoint!r} is no text: give endpoints one by one")
    parsed = parse_endpoint(endpoint)
    if parsed is None:
        raise ValueError(f"endpoint {endpoint!r}: write it as host:port, for example 10.0.0.7:8081")
    return parsed
