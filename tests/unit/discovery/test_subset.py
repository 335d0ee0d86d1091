"""Subset and ZonePreference: which hosts a client looks at, before any strategy is asked."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.discovery import Host, Subset, ZonePreference
from kingpin_sdk.model import Endpoint
from tests.unit.discovery.hosts import endpoints

A, B = endpoints(10, zone="a"), endpoints(10, zone="b", first=10)


@given(hosts=st.integers(0, 300), client=st.integers(0, 10_000), size=st.integers(1, 40))
def test_a_subset_is_of_the_size_asked_for(hosts: int, client: int, size: int) -> None:
    everyone = endpoints(hosts)
    part = Subset(client=client, size=size).of(everyone)
    assert set(part) <= set(everyone)
    assert len(part) == len(set(part)) == min(size, hosts)
    assert set(part) == set(Subset(client=client, size=size).of(everyone[::-1]))


@pytest.mark.parametrize("first", [0, 1_000_000])
@pytest.mark.parametrize("clients", [1000, 3333])
@pytest.mark.parametrize("hosts", [13, 60, 100, 307])
def test_clients_are_spread_within_ten_percent_of_even(
    hosts: int, clients: int, first: int
) -> None:
    everyone = endpoints(hosts)
    load = Counter(
        each
        for client in range(first, first + clients)
        for each in Subset(client=client).of(everyone)
    )
    even = clients * 12 / hosts
    assert max(load.values()) <= 1.1 * even
    assert min(load[each] for each in everyone) >= 0.9 * even


@given(hosts=st.integers(2, 200), client=st.integers(0, 10_000), data=st.data())
def test_one_host_less_changes_at_most_three_others(
    hosts: int, client: int, data: st.DataObject
) -> None:
    everyone, subset = endpoints(hosts), Subset(client=client)
    gone = data.draw(st.sampled_from(everyone))
    before = set(subset.of(everyone))
    after = set(subset.of(tuple(each for each in everyone if each != gone)))
    assert len(after - before) <= 3


@pytest.mark.parametrize(("client", "size"), [(-1, 12), (0, 0)])
def test_numbers_that_make_no_subset_are_refused(client: int, size: int) -> None:
    with pytest.raises(ValueError, match="or more"):
        Subset(client=client, size=size)


def share(preference: ZonePreference, given: tuple[Endpoint, ...], used: int) -> float:
    """The share that stays near when only the first so many hosts of each zone are in use."""
    hosts = [Host(each) for each in given]
    zones = {zone: [host for host in hosts if host.endpoint.zone == zone] for zone in "ab"}
    in_use = [*zones["a"][:used], *zones["b"]]
    return preference.share(hosts, in_use)


@pytest.mark.parametrize(("used", "expected"), [(10, 1.0), (8, 1.0), (5, 0.7), (2, 0.28), (0, 0.0)])
def test_calls_spill_over_as_the_zones_hosts_get_fewer(used: int, expected: float) -> None:
    assert share(ZonePreference("a"), A + B, used) == pytest.approx(expected)


def test_a_zone_with_too_few_hosts_is_not_preferred() -> None:
    assert share(ZonePreference("a"), A[:1] + B, 1) == 0.0
    assert share(ZonePreference("a", least=1), A[:1] + B, 1) == 1.0
    assert share(ZonePreference("c"), A + B, 10) == 0.0


def test_where_nobody_else_works_all_calls_stay() -> None:
    hosts = [Host(each) for each in A + B]
    assert ZonePreference("a").share(hosts, hosts[:2]) == 1.0


def test_the_weight_counts_and_not_the_number() -> None:
    hosts = [Host(each._replace(weight=weight)) for each, weight in zip(A, (8, 1, 1), strict=False)]
    hosts += [Host(each) for each in B]
    assert ZonePreference("a").share(hosts, hosts[1:]) == pytest.approx(0.28)


@pytest.mark.parametrize(("spare", "least"), [(0.9, 2), (1.4, 0), (float("nan"), 2)])
def test_numbers_that_make_no_preference_are_refused(spare: float, least: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        ZonePreference("a", spare=spare, least=least)
