"""Selection: which of the candidates takes a call. Pure: state in, choice out."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Protocol, final

from kingpin_sdk.discovery._host import hashed

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Random
    from kingpin_sdk.discovery._candidates import Candidates
    from kingpin_sdk.discovery._host import Host

__all__ = ["LeastLoaded", "PeakEwma", "RandomChoice", "RoundRobin", "Selection", "Sticky"]

_GOLDEN = 0.6180339887498949
_UNTRIED = 1e6
_BITS = (1 << 64) - 1
_FRACTION = 2.0**-53


class Selection(Protocol):
    """A strategy: reads hosts, changes nothing, keeps nothing."""

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose one host.

        Args:
            candidates: at least one.
            key: what the call is about, if the caller said so.
            turn: grows by one with every call of a client.
            now: the instant, on the monotonic clock.
            chance: where uniform numbers in [0, 1) come from.
        """
        ...


@final
class RandomChoice:
    """A host by chance, as often as its weight says (KingPin's way)."""

    __slots__ = ()

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose one host; see Selection."""
        del key, turn, now
        return candidates.hosts[candidates.draw(chance())]


@final
class RoundRobin:
    """One host after the other.

    With uneven weights each turn steps by the golden ratio around the line of weights: no host's
    calls come in a row, and after n calls each has its share but for a few (three-distance
    theorem).
    """

    __slots__ = ()

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose one host; see Selection."""
        del key, now, chance
        hosts = candidates.hosts
        if candidates.even:
            return hosts[turn % len(hosts)]
        return hosts[candidates.draw(turn * _GOLDEN % 1.0)]


@final
class LeastLoaded:
    """Of two hosts by chance, the one with fewer calls under way for its weight.

    Power of two choices, as Finagle's default: no herd runs to the one best host, and a host that
    hangs fills up and is left alone.
    """

    __slots__ = ()

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose one host; see Selection."""
        del key, turn, now
        first = candidates.draw(chance())
        other = candidates.draw_other(first, chance())
        one, two = candidates.hosts[first], candidates.hosts[other]
        load, against = one.in_flight / one.endpoint.weight, two.in_flight / two.endpoint.weight
        return two if against < load else one


@final
class PeakEwma:
    """Of two hosts by chance, the one where the call will likely be done first.

    The cost of a host is its latency (a moving average that follows peaks at once) times the calls
    that would be under way, for its weight. A host that never answered takes one call to begin
    with. After Finagle's PeakEwma.
    """

    __slots__ = ()

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose one host; see Selection."""
        del key, turn
        first = candidates.draw(chance())
        other = candidates.draw_other(first, chance())
        one, two = candidates.hosts[first], candidates.hosts[other]
        return two if _cost(two, now) < _cost(one, now) else one


def _cost(host: Host, now: float) -> float:
    if not host.latency and host.in_flight:
        return _UNTRIED + host.in_flight
    return host.latency_by(now) * (host.in_flight + 1) / host.endpoint.weight


@final
class Sticky:
    """The same host for the same key, in every process, as long as the host is there.

    Weighted rendezvous hashing: when a host leaves, only its own keys move. A call without a key
    goes by chance. Takes time in proportion to the number of hosts (about 0.3 us each). Not to be
    combined with a Subset, which gives each client other hosts.
    """

    __slots__ = ()

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose one host; see Selection."""
        del turn, now
        if key is None:
            return candidates.hosts[candidates.draw(chance())]
        spot = hashed(key)
        if candidates.even:
            return max(candidates.hosts, key=lambda host: _mixed(host.seed ^ spot))
        return max(candidates.hosts, key=lambda host: _score(host, spot))


def _score(host: Host, spot: int) -> float:
    """Exponential with the weight as its rate, negated: the greatest is the first of a race."""
    uniform = ((_mixed(host.seed ^ spot) >> 11) + 0.5) * _FRACTION
    return log(uniform) / host.endpoint.weight


def _mixed(bits: int) -> int:
    """The last steps of splitmix64: every bit in changes half the bits out."""
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _BITS
    return bits ^ (bits >> 31)
