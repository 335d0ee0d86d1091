"""Rise and fall, over any sequence of check results."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.announce import Health
from kingpin_sdk.announce._health import next_health

_COUNTS = st.integers(1, 5)
_RESULTS = st.lists(st.booleans(), max_size=60)


def _run(results: list[bool], rise: int, fall: int) -> list[Health]:
    return list(
        accumulate(
            results,
            lambda health, passed: next_health(health, passed=passed, rise=rise, fall=fall),
            initial=Health(),
        )
    )


@given(_RESULTS, _COUNTS, _COUNTS)
def test_it_turns_exactly_when_the_last_results_all_say_so(
    results: list[bool], rise: int, fall: int
) -> None:
    states = _run(results, rise, fall)
    for number, (before, after) in enumerate(pairwise(states), 1):
        needed = fall if before.up else rise
        last = results[max(0, number - needed) : number]
        turned = len(last) == needed and all(each is not before.up for each in last)
        assert (after.up is not before.up) == turned


@given(_RESULTS, _COUNTS, _COUNTS)
def test_it_starts_down_and_counts_only_what_speaks_against_it(
    results: list[bool], rise: int, fall: int
) -> None:
    states = _run(results, rise, fall)
    assert states[0] == Health(up=False, against=0)
    for passed, state in zip(results, states[1:], strict=True):
        assert state.against < (fall if state.up else rise)
        assert (state.against == 0) == (passed == state.up)


@given(_RESULTS, _COUNTS, _COUNTS)
def test_enough_equal_results_bring_it_there_from_anywhere(
    results: list[bool], rise: int, fall: int
) -> None:
    assert _run([*results, *[True] * rise], rise, fall)[-1] == Health(up=True)
    assert _run([*results, *[False] * fall], rise, fall)[-1] == Health(up=False)
