"""Candidates: the hosts a choice may fall on, and draws among them by weight."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from kingpin_sdk.discovery._host import Host

__all__ = ["Candidates"]


@final
class Candidates:
    """An unchanging row of hosts whose weights are above 0.

    Attributes:
        hosts: those hosts.
        even: True if all weights are equal.
    """

    __slots__ = ("_edges", "even", "hosts")

    def __init__(self, hosts: Iterable[Host]) -> None:
        self.hosts = tuple(hosts)
        weights = [host.endpoint.weight for host in self.hosts]
        self.even = not weights or min(weights) == max(weights)
        self._edges = list(accumulate(weights))

    def draw(self, chance: float) -> int:
        """The index of one host, as often as its weight says.

        Args:
            chance: uniform in [0, 1).
        """
        if self.even:
            return int(chance * len(self.hosts))
        return min(bisect_right(self._edges, chance * self._edges[-1]), len(self.hosts) - 1)

    def draw_other(self, index: int, chance: float) -> int:
        """The index of another host, as often as its weight says; the same one if there is none."""
        last = len(self.hosts) - 1
        if last < 1:
            return index
        if self.even:
            other = int(chance * last)
            return other + (other >= index)
        edges = self._edges
        start = edges[index - 1] if index else 0.0
        spot = chance * (edges[-1] - (edges[index] - start))
        # The host's own stretch is cut out of the line.
        other = bisect_right(edges, spot if spot < start else spot + edges[index] - start)
        other = min(other, last)
        return other if other != index else (index + 1) % (last + 1)  # a rounding error's width

    def without(self, hosts: Container[Host]) -> Candidates:
        """Those that are not among some hosts."""
        return Candidates(host for host in self.hosts if host not in hosts)
