"""Balancer: one client's choice of hosts, call by call, and what it learns from them."""

from __future__ import annotations

import math
import threading
import time
from random import random
from typing import TYPE_CHECKING, NamedTuple, final

from kingpin_sdk.discovery._candidates import Candidates
from kingpin_sdk.discovery._health import HEALTHY, after_failure, after_success, brought_back
from kingpin_sdk.discovery._host import Host, hashed, peak_average
from kingpin_sdk.discovery._lease import HostReport, Lease, Outcome
from kingpin_sdk.discovery._quarantine import Quarantine, Tally
from kingpin_sdk.discovery._selection import PeakEwma
from kingpin_sdk.errors import NoEndpointsError
from kingpin_sdk.forks import start_anew_after_fork

if TYPE_CHECKING:
    from collections.abc import Collection

    from kingpin_sdk.clocks import Monotonic, Random
    from kingpin_sdk.discovery._host import Address
    from kingpin_sdk.discovery._selection import Selection
    from kingpin_sdk.discovery._subset import Subset
    from kingpin_sdk.discovery._zone import ZonePreference
    from kingpin_sdk.model import Endpoint

__all__ = ["Balancer"]

_SELECTION = PeakEwma()
_QUARANTINE = Quarantine()
_TURNS = 1 << 32
_ALL_KEYS = 1 << 64


class _Plan(NamedTuple):
    """Who takes calls until something changes.

    Attributes:
        near: candidates of the client's zone; all of them without a preference.
        far: the others.
        share: of calls that go near.
    """

    near: Candidates
    far: Candidates
    share: float


@final
class Balancer:
    """Chooses a host for every call of one client, and rests those that fail.

    Thread-safe; no method blocks on anything but a short lock. A forked child goes on with what is
    known of the hosts, and none of the parent's calls under way.

    Args:
        selection: the strategy (default: PeakEwma).
        quarantine: when hosts rest; None: never.
        zone: which zone is preferred; None: all are the same.
        subset: which part of a large set is used, before anything else is asked of the hosts; None:
            all of it.
        clock: what everything is measured with; a test passes its own.
        chance: where uniform numbers in [0, 1) come from; a test passes its own.
    """

    def __init__(
        self,
        selection: Selection = _SELECTION,
        *,
        quarantine: Quarantine | None = _QUARANTINE,
        zone: ZonePreference | None = None,
        subset: Subset | None = None,
        clock: Monotonic = time.monotonic,
        chance: Random = random,
    ) -> None:
        self._selection = selection
        self._quarantine = quarantine
        self._zone = zone
        self._subset = subset
        self._clock = clock
        self._chance = chance
        self._lock = threading.Lock()  # guards everything below, the hosts' fields included
        self._given: tuple[Endpoint, ...] | None = None
        self._hosts: dict[Address, Host] = {}
        self._plan = _Plan(Candidates(()), Candidates(()), 1.0)
        self._plan_ends = -math.inf
        self._next_sweep = -math.inf
        self._rested: list[Host] = []  # who began to rest and was not told of yet
        # Clients that start together must not go round together.
        self._turn = int(chance() * _TURNS)
        start_anew_after_fork(self)

    def acquire(
        self,
        endpoints: tuple[Endpoint, ...],
        *,
        key: str | None = None,
        avoid: Collection[Endpoint] = (),
    ) -> Lease:
        """Choose a host for one call; every lease must be released.

        Args:
            endpoints: what the source gives now; cheapest when it is the same tuple as before.
            key: what the call is about, for Sticky.
            avoid: endpoints not to choose while there is another, such as those that were tried.

        Raises:
            NoEndpointsError: there are none, or all have weight 0.
        """
        now = self._clock()
        with self._lock:
            if endpoints is not self._given or now >= self._plan_ends:
                self._arrange(endpoints, now)
            host = self._choose(key, avoid, now)
            host.in_flight += 1
            return Lease(host)

    def release(self, lease: Lease, outcome: Outcome, *, latency: float) -> None:
        """Say how the call ended. Harmless when repeated.

        Args:
            lease: from acquire.
            outcome: see Outcome.
            latency: seconds from acquire to the answer or the failure.
        """
        now = self._clock()
        with self._lock:
            host = lease.end()
            if host is None:
                return
            if host.in_flight:  # a forked child began at 0
                host.in_flight -= 1
            if outcome is Outcome.IGNORED:
                return
            on_trial = host.health.trial
            self._learn(host, now, latency, succeeded=outcome is Outcome.SUCCESS)
            health = host.health
            returned = on_trial and not health.trial and health.resting_until is None
            rested = self._rested
            if rested:
                self._rested = []
        if rested or returned:
            _tell(rested, host if returned else None, now)

    def hosts(self) -> tuple[HostReport, ...]:
        """What is known of every host of the last call's set, this client's subset only."""
        now = self._clock()
        with self._lock:
            return tuple(_report(host, now) for host in self._hosts.values())

    # All below is called under the lock.

    def _choose(self, key: str | None, avoid: Collection[Endpoint], now: float) -> Host:
        plan = self._plan
        candidates = plan.near
        if plan.share < 1.0 and self._spot(key) >= plan.share:
            candidates = plan.far
        if avoid:
            candidates = self._others(candidates, avoid)
        self._turn += 1
        hosts = candidates.hosts
        host = hosts[0] if len(hosts) == 1 else self._ask(candidates, key, now)
        if host.health is not HEALTHY and _is_full(host):
            # Among the others; if all are on trial and full, the choice stands.
            free = Candidates(each for each in candidates.hosts if not _is_full(each))
            host = self._ask(free, key, now) if free.hosts else host
        return host

    def _ask(self, candidates: Candidates, key: str | None, now: float) -> Host:
        if len(candidates.hosts) == 1:
            return candidates.hosts[0]  # whatever the strategy
        return self._selection.choose(
            candidates, key=key, turn=self._turn, now=now, chance=self._chance
        )

    def _spot(self, key: str | None) -> float:
        """Where a call falls between near and far: the same for the same key."""
        return self._chance() if key is None else hashed(f"zone {key}") / _ALL_KEYS

    def _others(self, candidates: Candidates, avoid: Collection[Endpoint]) -> Candidates:
        addresses = {(endpoint.host, endpoint.port) for endpoint in avoid}
        tried = [host for host in self._hosts.values() if host.address in addresses]
        for choice in (candidates, self._plan.near, self._plan.far):
            left = choice.without(tried)
            if left.hosts:
                return left
        return candidates

    def _learn(self, host: Host, now: float, latency: float, *, succeeded: bool) -> None:
        elapsed = now - host.latency_at
        host.latency = peak_average(host.latency, elapsed, latency, succeeded=succeeded)
        host.latency_at = now
        rules = self._quarantine
        if rules is None:
            return
        host.calls += 1
        host.good += succeeded
        if succeeded:
            if host.health is not HEALTHY:
                host.health = after_success(host.health, trial_calls=rules.trial_calls)
        else:
            host.health = after_failure(host.health)
            if rules.is_due(host.health):
                self._rest(host, rules, now)
        if now >= self._next_sweep:
            self._sweep(rules, now)

    def _rest(self, host: Host, rules: Quarantine, now: float) -> None:
        resting = sum(_rests(each, now) for each in self._hosts.values())
        if (
            self._hosts.get(host.address) is host
            and not _rests(host, now)
            and resting < rules.allowance(len(self._hosts))
        ):
            host.health = rules.rest(host.health, now, self._chance())
            self._rested.append(host)
            self._plan_ends = -math.inf

    def _sweep(self, rules: Quarantine, now: float) -> None:
        first, self._next_sweep = self._next_sweep == -math.inf, now + rules.sweep_every
        if first:
            return  # the interval begins here
        tallies = {host: Tally(host.calls, host.good) for host in self._hosts.values()}
        for host in rules.outliers(tallies):
            self._rest(host, rules, now)
        for host in tallies:
            host.calls = host.good = 0

    def _arrange(self, endpoints: tuple[Endpoint, ...], now: float) -> None:
        """Make the plan for these endpoints."""
        if endpoints is not self._given:
            self._take(endpoints)
        hosts = self._hosts.values()
        if not hosts:
            raise NoEndpointsError(_why_none(endpoints))
        for host in hosts:
            until = host.health.resting_until
            if until is not None and until <= now:
                host.health = brought_back(host.health, now)
        in_use = [host for host in hosts if not _rests(host, now)]
        rules = self._quarantine
        if rules is not None and len(hosts) - len(in_use) > rules.allowance(len(hosts)):
            in_use = list(hosts)  # panic: too few are left to bear the load
        self._plan = self._planned(hosts, in_use)
        self._plan_ends = min(
            (host.health.resting_until or math.inf for host in hosts), default=math.inf
        )

    def _take(self, endpoints: tuple[Endpoint, ...]) -> None:
        usable = {(each.host, each.port): each for each in endpoints if each.weight > 0}
        chosen = tuple(usable.values())
        if self._subset is not None:
            chosen = self._subset.of(chosen)
        known, self._hosts = self._hosts, {}
        for endpoint in chosen:
            host = known.get((endpoint.host, endpoint.port)) or Host(endpoint)
            host.endpoint = endpoint
            self._hosts[host.address] = host
        self._given = endpoints
        self._plan_ends = -math.inf  # until one is made, which takes at least one host

    def _planned(self, hosts: Collection[Host], in_use: Collection[Host]) -> _Plan:
        zone = self._zone
        share = 0.0 if zone is None else zone.share(hosts, in_use)
        if zone is None or not share:
            everyone = Candidates(in_use)
            return _Plan(everyone, everyone, 1.0)
        near = zone.near(in_use)
        return _Plan(Candidates(near), Candidates(in_use).without(near), share)

    def start_anew(self) -> None:
        """Go on in a forked child (called by the fork hook)."""
        # A thread of the parent, which is not here, may have held it, in the middle of a plan.
        self._lock = threading.Lock()
        self._given = None
        self._turn = int(self._chance() * _TURNS)
        for host in self._hosts.values():
            host.in_flight = 0


def _tell(rested: list[Host], returned: Host | None, now: float) -> None:
    """A line for each host that began to rest, or has come back for good."""
    import logging  # takes readers 4 ms, and is rarely needed

    log = logging.getLogger(__name__)
    for host in rested:
        seconds = (host.health.resting_until or now) - now
        log.warning("%s rests for %.1f s after failures", host.endpoint, seconds)
    if returned is not None:
        log.info("%s has proved itself after its rest", returned.endpoint)


def _rests(host: Host, now: float) -> bool:
    until = host.health.resting_until
    return until is not None and until > now


def _is_full(host: Host) -> bool:
    return 0 < host.health.trial <= host.in_flight


def _report(host: Host, now: float) -> HostReport:
    resting = max(0.0, (host.health.resting_until or now) - now)
    on_trial = host.health.trial > 0
    return HostReport(host.endpoint, host.in_flight, host.latency_by(now), resting, on_trial)


def _why_none(endpoints: tuple[Endpoint, ...]) -> str:
    if endpoints:
        return f"all {len(endpoints)} endpoints have weight 0"
    return "there are no endpoints"
