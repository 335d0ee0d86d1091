"""What a client knows of one endpoint: calls under way, how long they take, how healthy it is."""

from __future__ import annotations

from hashlib import blake2b
from math import exp
from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery._health import HEALTHY

if TYPE_CHECKING:
    from kingpin_sdk.discovery._health import Health
    from kingpin_sdk.model import Endpoint

__all__ = ["DECAY", "Address", "Host", "hashed", "peak_average"]

Address = tuple[str, int]

DECAY = 10.0
"""Seconds in which an observed latency loses all but 1/e of its say (Finagle's PeakEwma)."""


@final
class Host:
    """One endpoint and what its client knows of it. Strategies read it; its Balancer writes it.

    Attributes:
        endpoint: as its source last gave it.
        in_flight: calls under way.
        latency: peak-sensitive moving average in seconds at ``latency_at``; 0 before the first.
        latency_at: when it was.
        health: for the quarantine.
        calls: finished since the last sweep.
        good: those of them that succeeded.
        seed: a hash of the address.
    """

    __slots__ = (
        "calls",
        "endpoint",
        "good",
        "health",
        "in_flight",
        "latency",
        "latency_at",
        "seed",
    )

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.in_flight = 0
        self.latency = 0.0
        self.latency_at = 0.0
        self.health: Health = HEALTHY
        self.calls = 0
        self.good = 0
        self.seed = hashed(f"{endpoint.host}:{endpoint.port}")

    @property
    def address(self) -> Address:
        """What stays the same when weight, zone or status change."""
        return self.endpoint.host, self.endpoint.port

    def latency_by(self, now: float) -> float:
        """The average, decayed: a slow host is forgiven by degrees, so that it is tried again."""
        elapsed = now - self.latency_at
        return self.latency * exp(-elapsed / DECAY) if elapsed > 0 else self.latency


def peak_average(average: float, elapsed: float, latency: float, *, succeeded: bool) -> float:
    """The next average: a worse latency counts at once, a better one by degrees.

    From Finagle's PeakEwma. A failure never counts as quick: a host that refuses within a
    millisecond would draw all traffic.

    Args:
        average: before, in seconds.
        elapsed: seconds since then.
        latency: of the call, in seconds.
        succeeded: False for a call that failed.
    """
    if latency >= average:
        return latency
    if not succeeded:
        return average
    kept = exp(-max(elapsed, 0.0) / DECAY)
    return average * kept + latency * (1.0 - kept)


def hashed(text: str) -> int:
    """64 bits of a text, the same in every process."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")
