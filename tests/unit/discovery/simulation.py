"""A fleet in virtual time: calls arrive by chance, hosts answer as a test says."""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from kingpin_sdk.discovery import Balancer, Lease, Outcome
from kingpin_sdk.model import Endpoint
from tests.unit.discovery.hosts import FakeClock, Seeded

__all__ = ["Answer", "Result", "simulate"]

Answer: TypeAlias = Callable[[Endpoint, float, Seeded], tuple[float, Outcome]]
"""Of a host, at a time: how long a call takes, and how it ends."""


class Result(NamedTuple):
    """What a run gave.

    Attributes:
        latencies: of all calls, in their order.
        failed: calls that failed.
        asked: calls of each endpoint.
        most_resting: hosts at once, at most.
        rested: endpoint -> how often it was sent to rest.
    """

    latencies: list[float]
    failed: int
    asked: Mapping[Endpoint, int]
    most_resting: int
    rested: Mapping[Endpoint, int]

    def percentile(self, share: float) -> float:
        """The latency below which that share of calls stays."""
        return sorted(self.latencies)[int(share * len(self.latencies))]


class _Watch:
    """Notices who rests."""

    def __init__(self) -> None:
        self.most = 0
        self.rested = Counter[Endpoint]()
        self._before: set[Endpoint] = set()

    def look(self, balancer: Balancer) -> None:
        now = {each.endpoint for each in balancer.hosts() if each.resting}
        self.rested.update(now - self._before)
        self._before = now
        self.most = max(self.most, len(now))


def simulate(
    balancer: Balancer,
    clock: FakeClock,
    endpoints: tuple[Endpoint, ...],
    answer: Answer,
    *,
    calls: int,
    rate: float,
) -> Result:
    """Run so many calls, which arrive at so many a second (a Poisson process)."""
    random, start, arrival = Seeded(11), clock.now, clock.now
    open_calls: list[tuple[float, int, Lease, Outcome, float]] = []
    latencies, failed, asked, watch = list[float](), 0, Counter[Endpoint](), _Watch()

    def finish(until: float) -> None:
        while open_calls and open_calls[0][0] <= until:
            clock.now, _, lease, outcome, took = heapq.heappop(open_calls)
            balancer.release(lease, outcome, latency=took)
            watch.look(balancer)

    for number in range(calls):
        arrival += random.expovariate(rate)
        finish(arrival)
        clock.now = arrival
        lease = balancer.acquire(endpoints)
        took, outcome = answer(lease.endpoint, arrival - start, random)
        heapq.heappush(open_calls, (arrival + took, number, lease, outcome, took))
        latencies.append(took)
        failed += outcome is Outcome.FAILURE
        asked[lease.endpoint] += 1
    finish(float("inf"))
    return Result(latencies, failed, asked, watch.most, watch.rested)
