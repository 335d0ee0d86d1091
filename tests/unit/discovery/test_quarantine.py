"""One host's way out and back, and the rules that send it: values in, values out."""

from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.discovery import Quarantine
from kingpin_sdk.discovery._health import (
    HEALTHY,
    Health,
    after_failure,
    after_success,
    brought_back,
)
from kingpin_sdk.discovery._quarantine import Tally

Tallies: TypeAlias = dict[str, Tally]

RULES = Quarantine()


def rest(health: Health, now: float, chance: float = 0.999_999) -> float:
    """How long the host would rest, in seconds."""
    until = RULES.rest(health, now, chance).resting_until
    assert until is not None
    return until - now


def test_five_failures_in_a_row_are_due_and_a_success_between_forgets_them() -> None:
    health = HEALTHY
    for _ in range(4):
        health = after_failure(health)
    assert not RULES.is_due(health)
    assert RULES.is_due(after_failure(health))
    assert after_success(health, trial_calls=16) == HEALTHY


def test_a_success_of_a_healthy_host_makes_no_new_value() -> None:
    assert after_success(HEALTHY, trial_calls=16) is HEALTHY


def test_each_rest_is_twice_as_long_up_to_the_longest() -> None:
    health, now, lengths = HEALTHY, 0.0, list[float]()
    for _ in range(9):
        lengths.append(rest(health, now))
        health = RULES.rest(health, now, 0.5)
        now = health.resting_until or now
        health = brought_back(health, now)
    assert lengths == pytest.approx([5, 10, 20, 40, 80, 160, 300, 300, 300], rel=1e-3)


@given(strikes=st.integers(0, 5000), chance=st.floats(0, 1, exclude_max=True))
def test_a_rest_is_between_half_and_all_of_its_length(strikes: int, chance: float) -> None:
    whole = min(300.0, 5.0 * 2.0 ** min(strikes, 60))
    lasted = rest(Health(strikes=strikes, back_at=50.0), 50.0, chance)
    assert whole / 2 - 1e-6 <= lasted <= whole + 1e-6


def test_time_in_use_takes_back_what_was_doubled() -> None:
    back = brought_back(Health(strikes=4), 100.0)
    lengths = [rest(back, 100.0 + used) for used in (0, 9.9, 10, 25, 1000)]
    assert lengths == pytest.approx([80, 80, 40, 20, 5], rel=1e-3)


def test_a_trial_doubles_with_every_success_until_it_is_over() -> None:
    health, limits = brought_back(Health(strikes=1), 0.0), list[int]()
    while health.trial:
        limits.append(health.trial)
        health = after_success(health, trial_calls=16)
    assert limits == [1, 2, 4, 8, 16]
    assert health.strikes == 1


def test_one_failure_on_trial_is_enough() -> None:
    health = after_success(brought_back(Health(strikes=1), 0.0), trial_calls=16)
    failed = after_failure(health)
    assert RULES.is_due(failed)
    assert failed.trial == 1


def test_what_ends_during_a_rest_changes_nothing() -> None:
    resting = RULES.rest(HEALTHY, 0.0, 0.5)
    assert after_failure(resting) is resting
    assert after_success(resting, trial_calls=16) is resting


@pytest.mark.parametrize(
    ("hosts", "allowed"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (10, 5), (11, 5)]
)
def test_half_the_hosts_may_rest_and_never_the_last(hosts: int, allowed: int) -> None:
    assert RULES.allowance(hosts) == allowed


def test_at_least_one_of_two_may_rest_unless_none_may() -> None:
    assert Quarantine(most_resting=0.1).allowance(3) == 1
    assert Quarantine(most_resting=0.0).allowance(100) == 0


def rates(*good: int, calls: int = 100) -> Tallies:
    return {f"h{place}": Tally(calls, each) for place, each in enumerate(good)}


def test_a_success_rate_far_below_the_others_is_an_outlier() -> None:
    assert RULES.outliers(rates(100, 99, 100, 98, 99, 50, 100, 100)) == ("h5",)


def test_what_fails_everywhere_is_no_hosts_fault() -> None:
    assert RULES.outliers(rates(*[40] * 10)) == ()
    assert RULES.outliers(rates(*[100, 0] * 5)) == ()


def test_too_few_hosts_or_calls_are_not_compared() -> None:
    assert RULES.outliers(rates(100, 100, 100, 0)) == ()
    assert RULES.outliers(rates(*[99] * 9, 0, calls=99)) == ()
    assert RULES.outliers({}) == ()


tally = st.integers(100, 1000).flatmap(
    lambda calls: st.builds(Tally, st.just(calls), st.integers(0, calls))
)


@given(tallies=st.dictionaries(st.text(max_size=3), tally, max_size=30))
def test_outliers_are_a_minority_and_the_best_is_never_one(tallies: Tallies) -> None:
    found = RULES.outliers(tallies)
    # Chebyshev's one-sided bound: at most 1 / (1 + 1.9^2) of all.
    assert len(found) <= len(tallies) / (1 + 1.9**2) + 1e-9
    if found:
        best = max(tallies, key=lambda host: tallies[host].good / tallies[host].calls)
        assert best not in found


@pytest.mark.parametrize(
    "wrong",
    [
        {"failures": 0},
        {"least_calls": 0},
        {"first_rest": 0.0},
        {"first_rest": 400.0},
        {"sweep_every": 0.0},
        {"most_resting": 1.0},
        {"most_resting": float("nan")},
        {"deviations": 0.0},
    ],
)
def test_numbers_that_make_no_rule_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"failures|first_rest|most_resting"):
        Quarantine(**wrong)  # type: ignore[arg-type]  # the point: whole numbers and others alike
