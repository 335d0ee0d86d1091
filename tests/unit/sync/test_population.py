"""The guard of serversets, driven by a clock of its own."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kingpin_sdk.sync._population import HoldReason, Limits, Population, judge, next_look

_LIMITS = Limits(hold=600.0, flaps=3, flap_window=300.0, damping=30.0)
_EVERYBODY = [f"10.0.0.{number}:80" for number in range(20)]
_SETS = st.frozensets(st.sampled_from(_EVERYBODY))
_RATIOS = st.sampled_from([0.0, 0.1, 0.29, 0.5, 0.9, 1.0])


def _some(count: int, first: int = 0) -> frozenset[str]:
    return frozenset(f"10.0.{number // 250}.{number % 250}:80" for number in range(first, count))


class _Service:
    """Somebody's serverset, as the guard sees it."""

    def __init__(self, *served: str, limits: Limits = _LIMITS, measured: bool = True) -> None:
        self.now = 1000.0
        self.limits = limits
        self.population = Population(frozenset(served), measured=measured)

    def lists(self, listed: frozenset[str], *, after: float = 1.0) -> frozenset[str]:
        """What the file holds once this is listed."""
        self.now += after
        self.population = judge(self.population, listed, now=self.now, limits=self.limits)
        return self.population.served

    def held(self) -> HoldReason | None:
        return self.population.hold.reason if self.population.hold else None

    @property
    def waits(self) -> float:
        return next_look(self.population, self.limits) - self.now


class Services(RuleBasedStateMachine):
    """Whatever is listed when."""

    def __init__(self) -> None:
        super().__init__()
        self.service = _Service()
        self.before = Population(frozenset())
        self.listed: frozenset[str] = frozenset()
        self.quiet = 0.0

    @initialize(served=_SETS, ratio=_RATIOS, minimum=st.integers(0, 10))
    def begin(self, served: frozenset[str], ratio: float, minimum: int) -> None:
        limits = Limits(ratio=ratio, minimum=minimum, flaps=1)
        self.service = _Service(*served, limits=limits)
        self.before = self.service.population

    @rule(listed=_SETS, after=st.sampled_from([0.0, 0.5, 10.0, 40.0, 700.0]))
    def look(self, listed: frozenset[str], after: float) -> None:
        self.before, self.listed = self.service.population, listed
        self.service.lists(listed, after=after)

    @rule()
    def wait_until_it_rests(self) -> None:
        self.before = self.service.population
        for _ in range(100):
            if (wait := self.service.waits) == math.inf:
                break
            self.service.lists(self.listed, after=max(wait, 0.0))
        assert self.service.waits == math.inf
        if self.service.held() is None:
            assert self.service.population.served >= self.listed
        else:
            assert self.service.held() is HoldReason.EMPTY
            assert not self.service.population.listed

    @invariant()
    def nothing_empty_replaces_something(self) -> None:
        if self.before.served:
            assert self.service.population.served

    @invariant()
    def who_is_listed_is_served(self) -> None:
        assert self.service.population.served >= (self.service.population.listed or frozenset())

    @invariant()
    def the_last_good_set_stays_whole_while_something_is_held_back(self) -> None:
        if self.service.population.hold is not None:
            assert self.service.population.served >= self.service.population.good
            assert self.service.population.good == self.before.good

    @invariant()
    def what_is_not_held_back_is_what_is_listed_and_damped(self) -> None:
        population = self.service.population
        if population.listed is not None and population.hold is None:
            assert population.served == population.listed.union(population.damped)

    @invariant()
    def only_who_is_gone_is_damped(self) -> None:
        population = self.service.population
        assert not population.damped.keys() & (population.listed or frozenset())

    @invariant()
    def the_sizes_remembered_decrease(self) -> None:
        sizes = [size for size, _ in self.service.population.larger]
        assert sizes == sorted(set(sizes), reverse=True)


TestServices = Services.TestCase


@given(_SETS, _SETS, _RATIOS, st.integers(0, 12))
def test_one_drop_is_held_back_exactly_if_it_is_beyond_the_ratio(
    before: frozenset[str], after: frozenset[str], ratio: float, minimum: int
) -> None:
    service = _Service(*before, limits=Limits(ratio=ratio, minimum=minimum))
    service.lists(after)
    lost = len(before) - len(after)
    too_much = len(before) >= minimum and round(100 * lost) > round(100 * ratio * len(before))
    expected = (before and not after) or too_much
    assert (service.held() is not None) == bool(expected)
    assert service.population.served == (before | after if expected else after)


def test_a_population_of_200_that_drops_to_60_and_to_0_stays_and_heals() -> None:
    service = _Service(*_some(200))
    assert service.lists(_some(60)) == _some(200)
    assert service.held() is HoldReason.SHRUNK
    since = service.now
    assert service.lists(frozenset()) == _some(200)
    assert service.held() is HoldReason.EMPTY
    assert service.lists(_some(60)) == _some(200)
    assert service.population.hold is not None
    assert service.population.hold.since == since
    assert service.lists(_some(150)) == _some(150)
    assert service.held() is None


def test_many_small_steps_count_as_the_drop_they_are() -> None:
    service = _Service(*_some(200))
    for size in range(199, 99, -1):
        assert service.lists(_some(size)) == _some(size)
    assert service.lists(_some(99)) == _some(100)
    assert service.held() is HoldReason.SHRUNK
    assert service.lists(_some(60)) == _some(100)


def test_small_steps_over_a_long_time_are_a_fleet_that_is_scaled_down() -> None:
    service = _Service(*_some(200))
    for size in range(199, 40, -1):
        assert service.lists(_some(size), after=60) == _some(size)


def test_a_held_set_is_looked_at_when_the_larger_one_before_it_is_no_measure_any_more() -> None:
    service = _Service(*_some(20))
    assert service.lists(_some(12)) == _some(12)
    assert service.lists(_some(9), after=100.0) == _some(12)
    assert service.waits == 500.0
    assert service.lists(_some(9), after=499.0) == _some(12)
    # Nine of twelve are no large drop.
    assert service.lists(_some(9)) == _some(9)


def test_a_drop_by_exactly_the_ratio_passes_whatever_the_rounding() -> None:
    # 0.29 times 100 is a little less than 29.
    service = _Service(*_some(100), limits=Limits(ratio=0.29))
    assert service.lists(_some(71)) == _some(71)


def test_exactly_half_may_go() -> None:
    service = _Service(*_some(200))
    assert service.lists(_some(100)) == _some(100)


def test_a_smaller_set_is_accepted_once_it_has_lost_nobody_for_the_hold() -> None:
    service = _Service(*_some(200))
    service.lists(_some(60))
    assert service.waits == 600
    assert service.lists(_some(59), after=500) == _some(200)
    assert service.waits == 600
    assert service.lists(_some(59), after=599) == _some(200)
    assert service.lists(_some(59), after=1) == _some(59)
    assert service.held() is None
    assert service.lists(_some(58)) == _some(58)


def test_who_joins_a_held_set_is_served_and_does_not_start_the_wait_anew() -> None:
    service = _Service(*_some(200))
    service.lists(_some(60))
    newcomer = "10.9.9.9:80"
    assert service.lists(_some(60) | {newcomer}, after=100) == _some(200) | {newcomer}
    assert service.waits == 500
    assert service.lists(_some(60) | {newcomer}, after=500) == _some(60) | {newcomer}


def test_an_empty_set_is_never_accepted_by_itself() -> None:
    service = _Service("10.0.0.1:80")
    assert service.lists(frozenset()) == {"10.0.0.1:80"}
    assert service.waits == math.inf
    assert service.lists(frozenset(), after=1e9) == {"10.0.0.1:80"}
    assert service.lists(frozenset({"10.0.0.2:80"})) == {"10.0.0.2:80"}


def test_a_set_that_never_had_anybody_may_be_empty() -> None:
    assert _Service().lists(frozenset()) == frozenset()


def test_small_sets_may_lose_all_but_one() -> None:
    service = _Service(*_some(4))
    assert service.lists(_some(1)) == _some(1)


def test_the_file_of_another_serverset_is_no_measure_but_is_not_emptied() -> None:
    service = _Service(*_some(200), measured=False)
    assert service.lists(frozenset()) == _some(200)
    assert service.lists(frozenset({"10.9.9.9:80"})) == {"10.9.9.9:80"}
    assert service.held() is None


def test_who_comes_and_goes_stays_for_a_while_from_the_fourth_time_on() -> None:
    service = _Service()
    both, one = _some(2), _some(1)
    service.lists(both)
    for _ in range(3):
        assert service.lists(one, after=10) == one
        assert service.lists(both, after=10) == both
    assert service.lists(one, after=10) == both
    assert service.waits == 30
    assert set(service.population.damped) == both - one
    assert service.lists(one, after=29.9) == both
    assert service.lists(one, after=0.1) == one
    assert service.lists(both) == both


def test_departures_long_ago_do_not_count() -> None:
    service = _Service()
    for _ in range(20):
        service.lists(_some(2), after=60)
        assert service.lists(_some(1), after=60) == _some(1)


def test_a_flapping_member_does_not_keep_a_held_set_from_settling() -> None:
    service = _Service(*_some(200))
    service.lists(_some(60))
    flapping = _some(60) | {"10.9.9.9:80"}
    for _ in range(4):
        service.lists(flapping)
        service.lists(_some(60))
    wait = service.waits
    for _ in range(40):
        service.lists(flapping, after=10)
        service.lists(_some(60), after=10)
    assert wait <= 600
    assert service.held() is None
