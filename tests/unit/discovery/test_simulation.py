"""What the parts do together, over minutes of virtual time; every run is the same."""

import pytest

from kingpin_sdk.discovery import (
    Balancer,
    LeastLoaded,
    Outcome,
    PeakEwma,
    Quarantine,
    RandomChoice,
    Selection,
)
from kingpin_sdk.model import Endpoint
from tests.unit.discovery.hosts import FakeClock, Seeded, endpoints
from tests.unit.discovery.simulation import Answer, Result, simulate

TEN = endpoints(10)
SLOW = TEN[3]


def run(
    selection: Selection,
    answer: Answer,
    *,
    calls: int = 20_000,
    rate: float = 500.0,
    quarantine: Quarantine | None = None,
) -> Result:
    clock = FakeClock()
    balancer = Balancer(
        selection, quarantine=quarantine or Quarantine(), clock=clock, chance=Seeded(5).random
    )
    return simulate(balancer, clock, TEN, answer, calls=calls, rate=rate)


def one_slow(endpoint: Endpoint, _: float, random: Seeded) -> tuple[float, Outcome]:
    """About 10 ms, and ten times as much from one host."""
    return random.uniform(0.005, 0.015) * (10 if endpoint == SLOW else 1), Outcome.SUCCESS


def half_dead(endpoint: Endpoint, _: float, random: Seeded) -> tuple[float, Outcome]:
    """Half the hosts refuse every call at once."""
    if endpoint in TEN[:5]:
        return 0.001, Outcome.FAILURE
    return random.uniform(0.005, 0.015), Outcome.SUCCESS


def half_flaky(endpoint: Endpoint, _: float, random: Seeded) -> tuple[float, Outcome]:
    """Half the hosts fail every other call."""
    bad = endpoint in TEN[:5] and random.random() < 0.5
    return random.uniform(0.005, 0.015), Outcome.FAILURE if bad else Outcome.SUCCESS


def test_one_host_ten_times_slower_costs_a_fifth_of_what_it_costs_by_chance() -> None:
    by_chance = run(RandomChoice(), one_slow).percentile(0.99)
    assert by_chance > 0.09
    ewma = run(PeakEwma(), one_slow)
    assert ewma.percentile(0.99) <= by_chance / 5
    assert 0 < ewma.asked[SLOW] < 200  # tried now and then, to see whether it is well again


def test_least_loaded_leaves_a_slow_host_alone_once_calls_pile_up() -> None:
    by_chance, least = run(RandomChoice(), one_slow), run(LeastLoaded(), one_slow)
    assert least.asked[SLOW] < by_chance.asked[SLOW] / 2


def test_a_slow_host_that_recovers_gets_its_share_again() -> None:
    def slow_at_first(endpoint: Endpoint, at: float, random: Seeded) -> tuple[float, Outcome]:
        took, outcome = one_slow(endpoint, at, random)
        return (took / 10 if endpoint == SLOW and at > 20 else took), outcome

    later = run(PeakEwma(), slow_at_first, calls=60_000)
    assert later.asked[SLOW] > 60_000 / 10 / 3


@pytest.mark.parametrize("selection", [RandomChoice(), LeastLoaded(), PeakEwma()])
def test_half_the_hosts_dead_rest_alone_and_only_trials_fail(selection: Selection) -> None:
    result = run(selection, half_dead, calls=30_000)
    assert set(result.rested) <= set(TEN[:5])
    assert result.most_resting <= 5
    # A minute: five failures, then one for each trial after 5, 10, 20, 40 s.
    assert max(result.rested.values()) <= 5
    assert result.failed <= 5 * (5 + 5) + 20
    for healthy in TEN[5:]:
        assert result.asked[healthy] > 30_000 / 5 / 2


@pytest.mark.parametrize("selection", [RandomChoice(), LeastLoaded(), PeakEwma()])
def test_half_the_hosts_flaky_cause_no_storm(selection: Selection) -> None:
    result = run(selection, half_flaky, calls=30_000)
    assert set(result.rested) <= set(TEN[:5])
    assert result.most_resting <= 5
    assert max(result.rested.values()) <= 6
    assert result.failed < 30_000 / 4 / 2  # by chance and without rests: a quarter


def test_a_failure_everywhere_rests_no_more_than_the_share() -> None:
    def all_fail(_: Endpoint, at: float, random: Seeded) -> tuple[float, Outcome]:
        good = at > 30 or random.random() < 0.3
        return 0.01, Outcome.SUCCESS if good else Outcome.FAILURE

    result = run(RandomChoice(), all_fail, calls=60_000)
    assert result.most_resting <= 5
    assert min(result.asked.values()) > 60_000 / 10 / 4  # all are back at work


def test_one_host_failing_quickly_draws_no_traffic() -> None:
    def refuses(endpoint: Endpoint, at: float, random: Seeded) -> tuple[float, Outcome]:
        return (0.0001, Outcome.FAILURE) if endpoint == SLOW else one_slow(endpoint, at, random)

    result = run(PeakEwma(), refuses)
    assert result.failed == result.asked[SLOW] < 20
