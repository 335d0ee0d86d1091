"""The pools of all hosts of a source that changes underneath."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar, final

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.model import Endpoint

__all__ = ["HostPools"]

P = TypeVar("P")


@final
class HostPools(Generic[P]):
    """One pool for each host, made when it is first needed. Thread-safe.

    Args:
        make: makes a host's pool.
    """

    def __init__(self, make: Callable[[Endpoint], P]) -> None:
        self._make = make
        self._given: tuple[Endpoint, ...] | None = None
        self._pools: dict[tuple[str, int], P] = {}
        self.start_anew()

    def start_anew(self) -> None:
        """Go on in a forked child, where a thread of the parent may have held the lock."""
        # Guards _pools and _given.
        self._lock = threading.Lock()

    def of(self, endpoint: Endpoint) -> P:
        """The pool of a host."""
        address = (endpoint.host, endpoint.port)
        pool = self._pools.get(address)
        if pool is None:
            with self._lock:
                pool = self._pools.get(address)
                if pool is None:
                    pool = self._pools[address] = self._make(endpoint)
        return pool

    def follow(self, endpoints: tuple[Endpoint, ...]) -> list[P]:
        """Take in what the source gives now.

        Returns:
            The pools of hosts that have left, to be retired by the caller.
        """
        if endpoints is self._given:
            return []
        there = {(each.host, each.port) for each in endpoints}
        with self._lock:
            self._given = endpoints
            return [self._pools.pop(address) for address in self._pools.keys() - there]

    def all(self) -> list[P]:
        """The pools there are."""
        with self._lock:
            return list(self._pools.values())
