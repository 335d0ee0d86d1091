"""The pools of hosts that come and go."""

from __future__ import annotations

import threading

from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc._host_pools import HostPools
from tests.contracts.children import run_in_child

_A, _B, _C = (Endpoint("10.0.0.1", port) for port in (1, 2, 3))


class _Pool:
    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint


def test_a_host_has_one_pool_whatever_else_is_said_of_it() -> None:
    pools = HostPools(_Pool)
    pool = pools.of(_A)
    assert pool.endpoint is _A
    assert pools.of(_A._replace(weight=2.0, zone="b")) is pool
    assert pools.of(_B) is not pool
    assert pools.all() == [pool, pools.of(_B)]


def test_pools_of_hosts_that_left_are_handed_out_once() -> None:
    pools = HostPools(_Pool)
    endpoints = (_A, _B)
    assert pools.follow(endpoints) == []
    first, second = pools.of(_A), pools.of(_B)
    assert pools.follow(endpoints) == []
    assert pools.follow((_B._replace(weight=3.0), _C)) == [first]
    assert pools.all() == [second]
    assert pools.follow(()) == [second]
    assert pools.follow((_A,)) == []
    assert pools.of(_A) is not first, "who comes back begins anew"


def test_threads_that_ask_at_once_get_the_same_pool() -> None:
    made: list[_Pool] = []
    barrier = threading.Barrier(8)
    found: list[_Pool] = []

    def make(endpoint: Endpoint) -> _Pool:
        made.append(_Pool(endpoint))
        return made[-1]

    pools = HostPools(make)

    def ask() -> None:
        barrier.wait(20)
        found.append(pools.of(_A))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert len(made) == 1
    assert found == made * 8


def test_hosts_that_flap_under_threads_leave_no_pool_behind() -> None:
    pools = HostPools(_Pool)
    lists = [(_A, _B), (_B, _C), (_A,), ()]
    retired: list[_Pool] = []

    def flap(turn: int) -> None:
        for number in range(2000):
            endpoints = lists[(number + turn) % len(lists)]
            retired.extend(pools.follow(endpoints))
            for each in endpoints:
                pools.of(each)

    threads = [threading.Thread(target=flap, args=(turn,)) for turn in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    pools.follow((_C,))
    retired.extend(pools.follow(()))
    assert pools.all() == []
    assert len({id(each) for each in retired}) == len(retired), "each was handed out once"


def test_a_child_goes_on_where_a_thread_of_the_parent_was_making_a_pool() -> None:
    inside, go_on = threading.Event(), threading.Event()
    block = [False]

    def make(endpoint: Endpoint) -> _Pool:
        if block[0]:
            inside.set()
            assert go_on.wait(20)
        return _Pool(endpoint)

    pools = HostPools(make)
    pool = pools.of(_A)
    block[0] = True
    thread = threading.Thread(target=pools.of, args=(_B,), daemon=True)
    thread.start()
    assert inside.wait(20)

    def in_child() -> None:
        block[0] = False
        pools.start_anew()
        assert pools.all() == [pool]
        assert pools.of(_B).endpoint is _B

    run_in_child(in_child)
    go_on.set()
    thread.join(20)
