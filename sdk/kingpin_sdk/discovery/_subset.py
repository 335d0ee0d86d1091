"""Subset: a client's own part of a large set of hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery._host import hashed

if TYPE_CHECKING:
    from kingpin_sdk.model import Endpoint

__all__ = ["Subset"]

_WHOLE = 1 << 64
_GOLDEN = 0x9E3779B97F4A7C15  # of the whole


@final
class Subset:
    """Uses a part of a large set, so that hosts and clients have few connections.

    All hosts stand in a ring in the order of a hash of their address, and each client takes
    ``size`` in a row, from a place of its own. The places of clients 0, 1, 2 ... are steps by the
    golden ratio around the ring, so that any number of them is spread evenly: every host gets about
    as many clients as the next one. One host more or less changes at most three of a client's own.
    After Finagle's deterministic aperture, but for the golden ratio, which needs no count of all
    clients.

    Args:
        client: this client's number, 0 or more; clients should be numbered without gaps (an
            instance's index). Numbers by chance spread evenly only by chance.
        size: hosts for each client (Finagle's least is 12).

    Raises:
        ValueError: a number is too small.
    """

    __slots__ = ("_client", "_size")

    def __init__(self, *, client: int, size: int = 12) -> None:
        if client < 0 or size < 1:
            raise ValueError("client is 0 or more, size 1 or more")
        self._client = client
        self._size = size

    def of(self, endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        """This client's part; all of a set that is not larger than the size."""
        if len(endpoints) <= self._size:
            return endpoints
        ring = sorted(endpoints, key=_place)
        start = self._client * _GOLDEN % _WHOLE * len(ring) // _WHOLE
        return tuple((ring[start:] + ring[:start])[: self._size])


def _place(endpoint: Endpoint) -> tuple[int, str, int]:
    return hashed(f"{endpoint.host}:{endpoint.port}"), endpoint.host, endpoint.port
