"""Watches: what every Coordination adapter tells, and when it falls silent."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from kingpin_sdk.errors import NodeNotFoundError
from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Coordination
from tests.waiting import wait_until

CONFIG = "/config/manageddata/spam/blocklist"
MEMBERS = "/discovery/search/prod"


class Bell:
    """A call-back that can be waited for."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self.count = 0

    def __call__(self) -> None:
        self.count += 1
        self._rung.set()

    def clear(self) -> None:
        self._rung.clear()

    def wait(self) -> None:
        assert self._rung.wait(10), "nobody called back"


@pytest.fixture
def other(connect: Callable[[], Coordination]) -> Coordination:
    """A client that makes the changes another watches."""
    return connect()


def test_a_watch_tells_of_creation_write_and_deletion(
    client: Coordination, other: Coordination
) -> None:
    bell = Bell()
    client.watch(CONFIG, bell)
    other.create(CONFIG, b"0")
    bell.wait()
    assert client.read(CONFIG).data == b"0"
    for number in range(1, 4):
        bell.clear()
        other.write(CONFIG, b"%d" % number, expected=Revision(number - 1))
        bell.wait()
        wait_until(
            partial(is_at, client, Revision(number)), timeout=5, what="the write that was told of"
        )
    bell.clear()
    other.delete(CONFIG)
    bell.wait()
    with pytest.raises(NodeNotFoundError):
        client.read(CONFIG)


def test_a_watch_goes_on_when_its_node_comes_back(
    client: Coordination, other: Coordination
) -> None:
    bell = Bell()
    client.create(CONFIG, b"0")
    client.watch(CONFIG, bell)
    for _ in range(3):
        bell.clear()
        other.delete(CONFIG)
        bell.wait()
        bell.clear()
        other.create(CONFIG, b"again")
        bell.wait()


def test_a_watch_goes_on_when_all_above_its_node_comes_back(
    client: Coordination, other: Coordination
) -> None:
    bell = Bell()
    client.create("/top/middle/leaf")
    client.watch("/top/middle/leaf", bell)
    for path in ("/top/middle/leaf", "/top/middle", "/top"):
        other.delete(path)
    bell.wait()
    wait_until(lambda: not exists(client, "/top"), timeout=5, what="/top to go")
    bell.clear()
    other.create("/top/middle/leaf", b"new")
    bell.wait()
    wait_until(lambda: exists(client, "/top/middle/leaf"), timeout=5, what="the leaf to come")
    bell.clear()
    other.write("/top/middle/leaf", b"newer", expected=Revision(0))
    bell.wait()


def test_a_watch_tells_of_changes_of_its_own_client(client: Coordination) -> None:
    bell = Bell()
    client.create(CONFIG)
    client.watch(CONFIG, bell)
    client.write(CONFIG, b"1", expected=Revision(0))
    bell.wait()


def test_every_watch_of_a_node_is_told(client: Coordination, other: Coordination) -> None:
    bells = [Bell() for _ in range(3)]
    client.create(CONFIG)
    for bell in bells:
        client.watch(CONFIG, bell)
    other.write(CONFIG, b"1", expected=Revision(0))
    for bell in bells:
        bell.wait()


def test_the_last_of_many_quick_writes_is_told(client: Coordination, other: Coordination) -> None:
    other.create(CONFIG, b"0")
    seen: list[int] = []
    told = threading.Event()
    client.watch(CONFIG, told.set)
    for number in range(100):
        other.write(CONFIG, b"%d" % number, expected=Revision(number))

    def caught_up() -> bool:
        assert told.wait(10), f"never told of the last write; saw {seen}"
        told.clear()
        seen.append(client.read(CONFIG).revision)
        return seen[-1] == 100

    wait_until(caught_up, timeout=20, what="the last write to be told of")


def test_a_watch_of_children_tells_who_comes_and_goes(
    client: Coordination, other: Coordination
) -> None:
    bell = Bell()
    client.create(MEMBERS)
    client.watch_children(MEMBERS, bell)
    for name in ("a", "b"):
        bell.clear()
        other.create(f"{MEMBERS}/{name}")
        bell.wait()
    wait_until(lambda: client.children(MEMBERS) == ("a", "b"), timeout=5, what="both")
    bell.clear()
    other.delete(f"{MEMBERS}/a")
    bell.wait()
    wait_until(lambda: client.children(MEMBERS) == ("b",), timeout=5, what="one to go")


def test_a_watch_of_children_awaits_a_node_that_is_not_there(
    client: Coordination, other: Coordination
) -> None:
    bell = Bell()
    client.watch_children(MEMBERS, bell)
    other.create(MEMBERS)
    bell.wait()
    wait_until(lambda: exists(client, MEMBERS), timeout=5, what="the node to come")
    bell.clear()
    other.create(f"{MEMBERS}/a")
    bell.wait()
    wait_until(lambda: client.children(MEMBERS) == ("a",), timeout=5, what="the first child")
    bell.clear()
    other.delete(f"{MEMBERS}/a")
    bell.wait()
    wait_until(lambda: client.children(MEMBERS) == (), timeout=5, what="the child to go")
    bell.clear()
    other.delete(MEMBERS)
    bell.wait()


@pytest.mark.parametrize("kind", ["watch", "watch_children"])
def test_a_closed_watch_is_silent(client: Coordination, other: Coordination, kind: str) -> None:
    closed, witness = Bell(), Bell()
    other.create(MEMBERS)
    begin = client.watch if kind == "watch" else client.watch_children
    ended = begin(MEMBERS, closed)
    begin(MEMBERS, witness)
    ended.close()
    ended.close()
    count = closed.count
    if kind == "watch":
        other.write(MEMBERS, b"1", expected=Revision(0))
    else:
        other.create(f"{MEMBERS}/a")
    witness.wait()
    assert closed.count == count


def test_a_watch_may_be_closed_by_its_own_call_back(
    client: Coordination, other: Coordination
) -> None:
    bell = Bell()
    other.create(CONFIG)

    def close_and_ring() -> None:
        watch.close()
        bell()

    watch = client.watch(CONFIG, close_and_ring)
    other.write(CONFIG, b"1", expected=Revision(0))
    bell.wait()


def test_a_closed_client_calls_nobody_back(
    client: Coordination, other: Coordination, connect: Callable[[], Coordination]
) -> None:
    silent, witness = Bell(), Bell()
    other.create(CONFIG)
    watch = client.watch(CONFIG, silent)
    client.close()
    count = silent.count
    connect().watch(CONFIG, witness)
    other.write(CONFIG, b"1", expected=Revision(0))
    witness.wait()
    assert silent.count == count
    watch.close()


def is_at(client: Coordination, revision: Revision) -> bool:
    return client.read(CONFIG).revision == revision


def exists(client: Coordination, path: str) -> bool:
    try:
        client.read(path)
    except NodeNotFoundError:
        return False
    return True
