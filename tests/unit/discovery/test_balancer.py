"""Balancer: what a client's calls teach it, and where its next call goes."""

import threading
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_sdk import NoEndpointsError
from kingpin_sdk.discovery import (
    Balancer,
    HostReport,
    Lease,
    Outcome,
    Quarantine,
    RandomChoice,
    RoundRobin,
    Sticky,
    Subset,
    ZonePreference,
)
from kingpin_sdk.model import Endpoint
from tests.contracts.children import run_in_child
from tests.unit.discovery.hosts import FakeClock, Seeded, endpoints

TEN = endpoints(10)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def made(clock: FakeClock, *, quarantine: Quarantine | None = None) -> Balancer:
    """One that goes round, so that a test knows who is asked."""
    return Balancer(
        RoundRobin(),
        quarantine=quarantine or Quarantine(),
        clock=clock,
        chance=Seeded(7).random,
    )


def call(
    balancer: Balancer,
    to: tuple[Endpoint, ...] = TEN,
    *,
    bad: frozenset[Endpoint] = frozenset(),
    key: str | None = None,
) -> Endpoint:
    lease = balancer.acquire(to, key=key)
    failed = lease.endpoint in bad
    balancer.release(lease, Outcome.FAILURE if failed else Outcome.SUCCESS, latency=0.01)
    return lease.endpoint


def asked(balancer: Balancer, calls: int, bad: frozenset[Endpoint] = frozenset()) -> set[Endpoint]:
    return {call(balancer, bad=bad) for _ in range(calls)}


def report(balancer: Balancer, endpoint: Endpoint) -> HostReport:
    (found,) = [each for each in balancer.hosts() if each.endpoint == endpoint]
    return found


def resting(balancer: Balancer) -> set[Endpoint]:
    return {each.endpoint for each in balancer.hosts() if each.resting}


def test_without_endpoints_there_is_an_error_each_time(clock: FakeClock) -> None:
    balancer = made(clock)
    call(balancer)
    nobody: tuple[Endpoint, ...] = ()
    for _ in range(2):
        with pytest.raises(NoEndpointsError, match="no endpoints"):
            balancer.acquire(nobody)
    for _ in range(2):
        with pytest.raises(NoEndpointsError, match="weight 0"):
            balancer.acquire((TEN[0]._replace(weight=0.0),))
    assert call(balancer) in TEN


def test_an_endpoint_of_weight_0_takes_none(clock: FakeClock) -> None:
    balancer = made(clock)
    idle = TEN[0]._replace(weight=0.0)
    assert {call(balancer, (idle, *TEN[1:])) for _ in range(50)} == set(TEN[1:])


def test_calls_under_way_are_counted_once(clock: FakeClock) -> None:
    balancer = made(clock)
    lease = balancer.acquire(TEN[:1])
    assert report(balancer, TEN[0]).in_flight == 1
    for _ in range(3):
        balancer.release(lease, Outcome.SUCCESS, latency=0.5)
    assert report(balancer, TEN[0]) == HostReport(
        TEN[0], in_flight=0, latency=0.5, resting=0.0, on_trial=False
    )


def test_what_the_caller_gave_up_says_nothing_of_the_host(clock: FakeClock) -> None:
    balancer = made(clock)
    for _ in range(100):
        balancer.release(balancer.acquire(TEN), Outcome.IGNORED, latency=9.0)
    assert resting(balancer) == set()
    assert {each.latency for each in balancer.hosts()} == {0.0}


def test_a_host_that_fails_rests_comes_back_on_trial_and_proves_itself(clock: FakeClock) -> None:
    balancer, bad = made(clock), frozenset(TEN[:1])
    asked(balancer, 60, bad)
    assert resting(balancer) == bad
    assert not asked(balancer, 50) & bad
    clock.now += 5.0
    first = [balancer.acquire(TEN) for _ in range(40)]
    assert Counter(each.endpoint for each in first)[TEN[0]] == 1
    assert report(balancer, TEN[0]).on_trial
    for lease in first:
        balancer.release(lease, Outcome.SUCCESS, latency=0.01)
    asked(balancer, 60)
    assert not report(balancer, TEN[0]).on_trial


def test_who_begins_to_rest_and_who_comes_back_is_logged_once(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    balancer = made(clock)
    for _ in range(60):
        call(balancer, bad=frozenset(TEN[:1]))
    [line] = caplog.messages
    assert line.startswith(f"{TEN[0]} rests for ")
    clock.now += 60.0
    for _ in range(120):
        call(balancer)
    assert caplog.messages[1:] == [f"{TEN[0]} has proved itself after its rest"]


def test_a_host_that_fails_its_trial_rests_longer(clock: FakeClock) -> None:
    balancer, bad = made(clock), frozenset(TEN[:1])
    asked(balancer, 60, bad)
    clock.now += 5.0
    asked(balancer, 10, bad)
    assert 5.0 <= report(balancer, TEN[0]).resting <= 10.0


def test_never_more_than_the_share_rests(clock: FakeClock) -> None:
    balancer = made(clock)
    asked(balancer, 500, frozenset(TEN))
    assert len(resting(balancer)) == 5
    assert len(asked(balancer, 50)) == 5


def test_where_too_many_rest_because_others_left_all_are_used(clock: FakeClock) -> None:
    balancer, bad = made(clock), frozenset(TEN[:4])
    asked(balancer, 100, bad)
    assert resting(balancer) == bad
    left = TEN[:6]
    assert {call(balancer, left) for _ in range(60)} == set(left)


def test_a_success_rate_far_below_the_others_is_noticed_without_failures_in_a_row(
    clock: FakeClock,
) -> None:
    balancer, number = made(clock), 0
    for _ in range(2000):
        lease = balancer.acquire(TEN)
        number += lease.endpoint == TEN[0]
        failed = lease.endpoint == TEN[0] and number % 2
        balancer.release(lease, Outcome.FAILURE if failed else Outcome.SUCCESS, latency=0.01)
        clock.now += 0.006
    assert resting(balancer) == {TEN[0]}


def test_without_a_quarantine_nobody_rests(clock: FakeClock) -> None:
    balancer = Balancer(RoundRobin(), quarantine=None, clock=clock)
    assert asked(balancer, 200, frozenset(TEN)) == set(TEN)
    assert resting(balancer) == set()


def test_what_was_tried_is_avoided_while_there_is_another(clock: FakeClock) -> None:
    balancer = made(clock)
    three = TEN[:3]
    for _ in range(30):
        assert balancer.acquire(three, avoid=three[:2]).endpoint == three[2]
    assert balancer.acquire(three, avoid=three).endpoint in three


def test_what_is_known_of_a_host_outlives_a_new_set(clock: FakeClock) -> None:
    balancer, bad = made(clock), frozenset(TEN[:1])
    asked(balancer, 60, bad)
    heavier = tuple(each._replace(weight=2.0) for each in TEN)
    assert not {call(balancer, heavier) for _ in range(50)} & {heavier[0]}
    call(balancer, TEN[1:])
    assert TEN[0] not in {each.endpoint for each in balancer.hosts()}
    assert TEN[0] in asked(balancer, 20)  # announced anew: a new start


def test_a_call_that_ends_after_its_host_left_is_harmless(clock: FakeClock) -> None:
    balancer = made(clock)
    leases = [balancer.acquire(TEN[:2]) for _ in range(20)]
    balancer.acquire(TEN[2:4])
    for lease in leases:
        balancer.release(lease, Outcome.FAILURE, latency=1.0)
    assert resting(balancer) == set()


def test_calls_stay_in_the_zone_and_spill_over_when_its_hosts_fail(clock: FakeClock) -> None:
    near, far = endpoints(10, zone="a"), endpoints(10, zone="b", first=10)
    balancer = Balancer(
        RoundRobin(), zone=ZonePreference("a"), clock=clock, chance=Seeded(7).random
    )
    assert {call(balancer, near + far) for _ in range(100)} == set(near)
    both, bad = near + far, frozenset(near[:5])
    for _ in range(200):
        call(balancer, both, bad=bad)
    count = Counter(call(balancer, both).zone for _ in range(4000))
    assert count["a"] / 4000 == pytest.approx(0.7, abs=0.03)
    assert balancer.acquire(both, avoid=near).endpoint in far


def test_a_key_spills_over_as_a_whole(clock: FakeClock) -> None:
    both = endpoints(10, zone="a") + endpoints(10, zone="b", first=10)
    balancer = Balancer(Sticky(), zone=ZonePreference("a"), clock=clock)
    bad = frozenset(both[:5])
    for number in range(2000):
        call(balancer, both, bad=bad, key=str(number))
    for key in map(str, range(50)):
        assert len({call(balancer, both, key=key) for _ in range(5)}) == 1


def test_a_subset_is_all_that_a_client_knows(clock: FakeClock) -> None:
    everyone, subset = endpoints(100), Subset(client=3, size=5)
    balancer = Balancer(subset=subset, clock=clock)
    assert {call(balancer, everyone) for _ in range(200)} == set(subset.of(everyone))
    assert len(balancer.hosts()) == 5


step = st.tuples(
    st.sampled_from(["acquire", "success", "failure", "ignored", "wait", "change"]),
    st.integers(0, 1000),
)


@settings(max_examples=200)
@given(steps=st.lists(step, max_size=120), seed=st.integers(0, 9))
def test_whatever_happens_the_counts_are_right_and_enough_hosts_are_used(
    steps: list[tuple[str, int]], seed: int
) -> None:
    clock = FakeClock()
    rules = Quarantine(failures=1, least_calls=2, least_hosts=2)
    balancer = Balancer(quarantine=rules, clock=clock, chance=Seeded(seed).random)
    given, held = TEN, list[Lease]()
    for what, number in steps:
        if what == "wait":
            clock.now += number / 10
        elif what == "change":
            given = TEN[number % 10 :]
        elif what == "acquire":
            held.append(balancer.acquire(given))
            assert held[-1].endpoint in given
            under_way = Counter(each.endpoint for each in held)
            assert all(each.in_flight <= under_way[each.endpoint] for each in balancer.hosts())
        elif held:
            lease = held.pop(number % len(held))
            balancer.release(lease, Outcome(what), latency=number / 1000)
        if given is TEN:
            assert len(resting(balancer)) <= 5
    for lease in held:
        balancer.release(lease, Outcome.SUCCESS, latency=0.1)
    assert {each.in_flight for each in balancer.hosts()} <= {0}


def test_many_threads_share_one_balancer() -> None:
    balancer, errors = Balancer(), list[BaseException]()

    def work() -> None:
        try:
            for _ in range(500):
                call(balancer)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {each.in_flight for each in balancer.hosts()} == {0}


def test_a_forked_child_goes_on_without_its_parents_calls_and_threads() -> None:
    entered, released = threading.Event(), threading.Event()

    def chance() -> float:
        if threading.current_thread() is not threading.main_thread() and not released.is_set():
            entered.set()
            released.wait(30)
        return 0.5

    balancer = Balancer(RandomChoice(), chance=chance)
    lease = balancer.acquire(TEN)
    thread = threading.Thread(target=balancer.acquire, args=(TEN,))
    thread.start()
    entered.wait(30)  # it chooses a host, under the balancer's lock

    def in_child() -> None:
        balancer.release(lease, Outcome.SUCCESS, latency=0.1)
        call(balancer)
        assert {each.in_flight for each in balancer.hosts()} == {0}

    run_in_child(in_child)
    released.set()
    thread.join()
    assert report(balancer, lease.endpoint).in_flight == 2


def fail_now_and_then(balancer: Balancer) -> None:
    """Forty calls to each host, of which one fails every other, and so never many in a row."""
    for number in range(40):
        asked(balancer, 10, bad=frozenset(TEN[3:4]) if number % 2 else frozenset())


def test_who_fails_more_than_the_others_rests_from_the_sweep_on_and_is_judged_anew(
    clock: FakeClock,
) -> None:
    balancer = made(clock, quarantine=Quarantine(least_calls=20))
    fail_now_and_then(balancer)
    assert resting(balancer) == set()
    clock.now += 10.0
    call(balancer)
    assert resting(balancer) == {TEN[3]}
    clock.now += 5.0
    assert asked(balancer, 400) == set(TEN)
    clock.now += 5.0
    call(balancer)
    assert resting(balancer) == set()


def test_a_sweep_leaves_alone_who_rests_already(clock: FakeClock) -> None:
    balancer = made(clock, quarantine=Quarantine(least_calls=20, first_rest=100.0))
    fail_now_and_then(balancer)
    asked(balancer, 100, bad=frozenset(TEN[3:4]))
    left = report(balancer, TEN[3]).resting
    assert left > 10.0
    clock.now += 10.0
    call(balancer)
    assert report(balancer, TEN[3]).resting == pytest.approx(left - 10.0)
