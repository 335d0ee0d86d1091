"""ZonePreference: near hosts first, and how much goes elsewhere when they are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from collections.abc import Collection

    from kingpin_sdk.discovery._host import Host

__all__ = ["ZonePreference"]


@final
class ZonePreference:
    """Keeps calls in the client's zone while enough of its hosts are in use.

    Envoy's rule for localities: hosts are taken to bear 1.4 times their load, so all calls stay
    while 1/1.4 (71 %) of the zone's weight is in use, and below that as many go elsewhere as it
    takes. A zone with fewer than ``least`` hosts is not preferred: every client in it would run to
    the one host.

    Args:
        zone: the client's own zone, as the endpoints name theirs.
        spare: how many times their even load hosts are taken to bear.
        least: hosts in the zone, below which it is not preferred.

    Raises:
        ValueError: spare is below 1, or least is.
    """

    __slots__ = ("_least", "_spare", "_zone")

    def __init__(self, zone: str, *, spare: float = 1.4, least: int = 2) -> None:
        if not spare >= 1 or least < 1:
            raise ValueError("spare and least are 1 or more")
        self._zone = zone
        self._spare = spare
        self._least = least

    def near(self, hosts: Collection[Host]) -> tuple[Host, ...]:
        """The hosts of the zone."""
        return tuple(host for host in hosts if host.endpoint.zone == self._zone)

    def share(self, hosts: Collection[Host], in_use: Collection[Host]) -> float:
        """The share of calls that stay in the zone, from 0 to 1.

        Args:
            hosts: all hosts, resting ones included.
            in_use: those that take calls.
        """
        near, working = self.near(hosts), self.near(in_use)
        if len(near) < self._least or not working:
            return 0.0
        if len(working) == len(in_use):
            return 1.0  # nobody else works
        whole = sum(host.endpoint.weight for host in near)
        part = sum(host.endpoint.weight for host in working)
        return min(1.0, self._spare * part / whole)
