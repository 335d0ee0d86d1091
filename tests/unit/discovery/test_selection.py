"""The strategies: each choice follows from what it is given, and weights are shares."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.discovery import (
    Candidates,
    Host,
    LeastLoaded,
    PeakEwma,
    RandomChoice,
    RoundRobin,
    Selection,
    Sticky,
)
from kingpin_sdk.discovery._host import peak_average
from tests.unit.discovery.hosts import Seeded, candidates

STRATEGIES: list[Selection] = [RandomChoice(), RoundRobin(), LeastLoaded(), PeakEwma(), Sticky()]
EVERY = pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: type(each).__name__)

GOLDEN = ["h2", "h1", "h4", "h2"]

weights = st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=30)
unit = st.floats(0, 1, exclude_max=True)


def pick(
    strategy: Selection, among: Candidates, random: Seeded, *, turn: int = 0, key: str | None = None
) -> Host:
    return strategy.choose(among, key=key, turn=turn, now=1000.0, chance=random.random)


def shares(strategy: Selection, among: Candidates, *, calls: int = 20_000) -> list[float]:
    random = Seeded(7)
    count = Counter(
        pick(strategy, among, random, turn=turn, key=f"user {turn}") for turn in range(calls)
    )
    return [count[host] / calls for host in among.hosts]


@EVERY
@given(weights=weights, chances=st.tuples(unit, unit), turn=st.integers(0, 2**40), key=st.text())
def test_every_strategy_chooses_a_candidate_and_repeats_itself(
    strategy: Selection,
    *,
    weights: list[float],
    chances: tuple[float, float],
    turn: int,
    key: str,
) -> None:
    among = candidates(weights)

    def choose() -> Host:
        left = list(chances)
        return strategy.choose(among, key=key, turn=turn, now=1000.0, chance=left.pop)

    assert choose() in among.hosts
    assert choose() is choose()


@EVERY
def test_idle_hosts_get_even_shares(strategy: Selection) -> None:
    assert shares(strategy, candidates([1.0] * 8)) == pytest.approx([1 / 8] * 8, abs=0.01)


@pytest.mark.parametrize(
    "strategy", [RandomChoice(), RoundRobin(), Sticky()], ids=lambda each: type(each).__name__
)
def test_shares_follow_weights(strategy: Selection) -> None:
    among = candidates([1.0, 2.0, 5.0, 2.0])
    assert shares(strategy, among) == pytest.approx([0.1, 0.2, 0.5, 0.2], abs=0.012)


@given(weights=weights, chance=unit, other=unit)
def test_the_two_of_two_choices_differ(weights: list[float], chance: float, other: float) -> None:
    among = candidates(weights)
    first = among.draw(chance)
    second = among.draw_other(first, other)
    assert 0 <= first < len(weights)
    assert 0 <= second < len(weights)
    assert (first != second) == (len(weights) > 1)


def test_the_other_of_two_is_drawn_by_weight() -> None:
    among, random = candidates([1.0, 3.0, 6.0]), Seeded(7)
    count = Counter(among.draw_other(1, random.random()) for _ in range(20_000))
    assert count[0] / 20_000 == pytest.approx(1 / 7, abs=0.01)
    assert set(count) == {0, 2}


@given(count=st.integers(1, 50), start=st.integers(0, 2**40))
def test_round_robin_asks_every_host_before_it_asks_one_again(count: int, start: int) -> None:
    among, random = candidates([1.0] * count), Seeded(7)
    asked = [pick(RoundRobin(), among, random, turn=start + turn) for turn in range(count)]
    assert set(asked) == set(among.hosts)


@given(weights=st.lists(st.integers(1, 20), min_size=1, max_size=10))
def test_weighted_turns_stay_close_to_their_shares_all_the_way(weights: list[int]) -> None:
    among, random, count = candidates([float(each) for each in weights]), Seeded(7), Counter[Host]()
    for turn in range(300):
        count[pick(RoundRobin(), among, random, turn=turn)] += 1
        for host in among.hosts:
            due = (turn + 1) * host.endpoint.weight / sum(weights)
            assert abs(count[host] - due) < 6


@given(loads=st.lists(st.integers(0, 50), min_size=2, max_size=20), chances=st.tuples(unit, unit))
def test_the_most_loaded_host_is_never_preferred(
    loads: list[int], chances: tuple[float, float]
) -> None:
    among = candidates([1.0] * len(loads))
    for host, load in zip(among.hosts, loads, strict=True):
        host.in_flight = load
    left = list(chances)
    chosen = LeastLoaded().choose(among, key=None, turn=0, now=0.0, chance=left.pop)
    alone = loads.count(max(loads)) == 1
    assert not (alone and chosen.in_flight == max(loads))


def test_a_host_of_twice_the_weight_bears_twice_the_load() -> None:
    among = candidates([1.0, 2.0])
    one, two = among.hosts
    one.in_flight, two.in_flight = 2, 3
    assert {pick(LeastLoaded(), among, Seeded(seed)) for seed in range(20)} == {two}
    two.in_flight = 5
    assert {pick(LeastLoaded(), among, Seeded(seed)) for seed in range(20)} == {one}


def test_peak_ewma_prefers_the_host_that_will_be_done_first() -> None:
    among = candidates([1.0, 1.0])
    quick, slow = among.hosts
    quick.latency, slow.latency = 0.01, 0.1
    quick.latency_at = slow.latency_at = 1000.0
    for in_flight, chosen in ((0, quick), (8, quick), (10, slow)):
        quick.in_flight = in_flight
        assert {pick(PeakEwma(), among, Seeded(seed)) for seed in range(20)} == {chosen}


def test_a_host_that_never_answered_takes_one_call_to_begin_with() -> None:
    among = candidates([1.0, 1.0])
    known, new = among.hosts
    known.latency, known.latency_at, known.in_flight = 5.0, 1000.0, 50
    assert {pick(PeakEwma(), among, Seeded(seed)) for seed in range(20)} == {new}
    new.in_flight = 1
    assert {pick(PeakEwma(), among, Seeded(seed)) for seed in range(20)} == {known}


def test_a_slow_host_is_forgiven_by_degrees() -> None:
    host = candidates([1.0]).hosts[0]
    host.latency, host.latency_at = 1.0, 1000.0
    assert host.latency_by(1000.0) == 1.0
    assert host.latency_by(1010.0) == pytest.approx(1 / 2.718281828)
    assert host.latency_by(999.0) == 1.0  # threads may finish out of order


@given(
    average=st.floats(0, 100),
    latency=st.floats(0, 100),
    elapsed=st.floats(-1, 1000),
    succeeded=st.booleans(),
)
def test_a_peak_counts_at_once_and_a_failure_is_never_quick(
    average: float, latency: float, elapsed: float, *, succeeded: bool
) -> None:
    after = peak_average(average, elapsed, latency, succeeded=succeeded)
    if latency >= average:
        assert after == latency
    elif not succeeded:
        assert after == average
    else:
        assert latency - 1e-9 <= after <= average + 1e-9


@given(weights=st.lists(st.floats(0.1, 10), min_size=2, max_size=12), data=st.data())
def test_only_the_keys_of_a_host_that_leaves_move(
    weights: list[float], data: st.DataObject
) -> None:
    among, random = candidates(weights), Seeded(7)
    gone = data.draw(st.sampled_from(among.hosts))
    left = among.without({gone})
    for number in range(50):
        before = pick(Sticky(), among, random, key=str(number))
        after = pick(Sticky(), left, random, key=str(number))
        assert after in left.hosts
        assert before in (after, gone)


def test_sticky_is_the_same_in_every_process_and_random_without_a_key() -> None:
    among, random = candidates([1.0] * 5), Seeded(7)
    names = [
        pick(Sticky(), among, random, key=key).endpoint.host for key in ("a", "b", "c", "\ud800")
    ]
    assert names == GOLDEN
    assert {pick(Sticky(), among, random) for _ in range(100)} == set(among.hosts)
