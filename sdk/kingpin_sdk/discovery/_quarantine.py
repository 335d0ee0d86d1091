"""Quarantine: the rules by which a failing host is left alone for a while. Pure."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeVar, final

from kingpin_sdk.discovery._health import sent_to_rest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.discovery._health import Health

__all__ = ["Quarantine", "Tally"]

K = TypeVar("K")


class Tally(NamedTuple):
    """Calls of one host between two sweeps."""

    calls: int
    good: int


@final
class Quarantine:
    """When a host is sent to rest, for how long, and how many may rest at once.

    ===============  =======  ==================================================================
    rule             default  from
    ===============  =======  ==================================================================
    failures         5        Finagle's failure accrual and Envoy's consecutive errors
    first_rest       5 s      Finagle (5 s to 300 s, equal jitter); Envoy begins with 30 s
    longest_rest     300 s    Finagle, Envoy, gRPC A50
    most_resting     0.5      panic threshold of Envoy and Finagle; Envoy's own cap is 0.1,
                              which leaves four of five dead hosts of ten in use
    sweep_every      10 s     Envoy, gRPC A50
    deviations       1.9      Envoy, gRPC A50: success rate below mean - 1.9 deviations
    least_hosts      5        Envoy, gRPC A50
    least_calls      100      Envoy, gRPC A50
    trial_calls      16       ours; Finagle's trial is one call
    ===============  =======  ==================================================================

    A host that comes back is on trial: one call at once, then two, four, up to ``trial_calls``; one
    failure sends it back for twice as long. Each ``sweep_every`` seconds in use take back one
    doubling.

    Args:
        failures: in a row, that send a host to rest.
        first_rest: seconds; doubles each time. Between half and all of it is rested.
        longest_rest: seconds.
        most_resting: share of the hosts; one may always rest where there are two. Where more rest
            than that, because hosts left the set, all are used.
        sweep_every: seconds between comparisons of success rates.
        deviations: a host rests whose rate is this many standard deviations below the mean.
        least_hosts: hosts with ``least_calls`` without which rates are not compared.
        least_calls: between two sweeps.
        trial_calls: calls at once that end the trial.

    Raises:
        ValueError: a number makes no sense.
    """

    __slots__ = (
        "deviations",
        "failures",
        "first_rest",
        "least_calls",
        "least_hosts",
        "longest_rest",
        "most_resting",
        "sweep_every",
        "trial_calls",
    )

    def __init__(
        self,
        *,
        failures: int = 5,
        first_rest: float = 5.0,
        longest_rest: float = 300.0,
        most_resting: float = 0.5,
        sweep_every: float = 10.0,
        deviations: float = 1.9,
        least_hosts: int = 5,
        least_calls: int = 100,
        trial_calls: int = 16,
    ) -> None:
        if min(failures, least_hosts, least_calls, trial_calls) < 1:
            raise ValueError("failures, least_hosts, least_calls and trial_calls are 1 or more")
        if not 0 < first_rest <= longest_rest or not sweep_every > 0:
            raise ValueError("0 < first_rest <= longest_rest and 0 < sweep_every, in seconds")
        if not 0 <= most_resting < 1 or not deviations > 0:
            raise ValueError("most_resting is a share below 1, deviations are above 0")
        self.failures = failures
        self.first_rest = first_rest
        self.longest_rest = longest_rest
        self.most_resting = most_resting
        self.sweep_every = sweep_every
        self.deviations = deviations
        self.least_hosts = least_hosts
        self.least_calls = least_calls
        self.trial_calls = trial_calls

    def allowance(self, hosts: int) -> int:
        """How many of so many hosts may rest at once."""
        if hosts < 2 or not self.most_resting:  # noqa: PLR2004 - the last one never rests
            return 0
        return max(1, int(hosts * self.most_resting))

    def is_due(self, health: Health) -> bool:
        """True if the host should rest: too many failures in a row, or one on trial."""
        return health.failures >= (1 if health.trial else self.failures)

    def rest(self, health: Health, now: float, chance: float) -> Health:
        """The host at rest; see ``sent_to_rest``."""
        return sent_to_rest(
            health,
            now,
            first=self.first_rest,
            longest=self.longest_rest,
            forgive=self.sweep_every,
            chance=chance,
        )

    def outliers(self, tallies: Mapping[K, Tally]) -> tuple[K, ...]:
        """Hosts whose success rate is far below the others', the worst first.

        Compared with each other and not with a fixed rate: what fails everywhere is no host's
        fault.
        """
        rates = {
            host: tally.good / tally.calls
            for host, tally in tallies.items()
            if tally.calls >= self.least_calls
        }
        if len(rates) < self.least_hosts:
            return ()
        mean = sum(rates.values()) / len(rates)
        deviation = sqrt(sum((rate - mean) ** 2 for rate in rates.values()) / len(rates))
        bar = mean - self.deviations * deviation
        return tuple(sorted((host for host in rates if rates[host] < bar), key=rates.__getitem__))
