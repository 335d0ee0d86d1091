"""Ephemeral members: what every Coordination adapter does for those who come and go."""

import threading
from collections.abc import Callable

import pytest

from kingpin_sdk.errors import BackendError, NodeExistsError, NodeNotFoundError
from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Coordination
from tests.contracts.conftest import Actor
from tests.contracts.stores import CoordinationBackend
from tests.waiting import wait_until

SERVERSET = "/discovery/search/prod"
MEMBER = SERVERSET + "/10.0.0.1:8080"


@pytest.fixture
def other(connect: Callable[[], Coordination]) -> Coordination:
    return connect()


def test_a_member_is_seen_by_others(client: Coordination, other: Coordination) -> None:
    membership = client.join(MEMBER, b"zone a")
    assert membership.path == MEMBER
    assert membership.alive
    assert other.children(SERVERSET) == ("10.0.0.1:8080",)
    assert other.read(MEMBER)[:2] == (b"zone a", 0)


def test_a_member_that_left_is_gone_and_its_serverset_stays(
    client: Coordination, other: Coordination
) -> None:
    membership = client.join(MEMBER, b"")
    membership.leave()
    membership.leave()
    assert not membership.alive
    assert other.children(SERVERSET) == ()
    with pytest.raises(NodeNotFoundError):
        other.read(MEMBER)


def test_a_member_may_come_back(client: Coordination, other: Coordination) -> None:
    first = client.join(MEMBER, b"first")
    first.leave()
    second = other.join(MEMBER, b"second")
    first.leave()
    assert second.alive
    assert not first.alive
    assert client.read(MEMBER).data == b"second"


def test_nobody_joins_where_a_node_is(client: Coordination, other: Coordination) -> None:
    client.join(MEMBER, b"mine")
    with pytest.raises(NodeExistsError):
        other.join(MEMBER, b"yours")
    with pytest.raises(NodeExistsError):
        other.create(MEMBER, b"yours")
    client.create(SERVERSET + "/static")
    with pytest.raises(NodeExistsError):
        client.join(SERVERSET + "/static", b"")
    assert other.read(MEMBER).data == b"mine"


def test_a_member_deleted_by_hand_knows(client: Coordination, other: Coordination) -> None:
    membership = client.join(MEMBER, b"")
    other.delete(MEMBER)
    wait_until(lambda: not membership.alive, timeout=5, what="the member to notice")
    membership.leave()
    assert client.join(MEMBER, b"again").alive


def test_a_members_data_can_be_written_and_it_stays_a_member(
    client: Coordination, other: Coordination
) -> None:
    membership = client.join(MEMBER, b"healthy")
    assert other.write(MEMBER, b"tired", expected=Revision(0)) == 1
    assert client.read(MEMBER)[:2] == (b"tired", 1)
    assert membership.alive
    client.close()
    assert other.children(SERVERSET) == ()


def test_a_member_has_no_children(client: Coordination) -> None:
    client.join(MEMBER, b"")
    assert client.children(MEMBER) == ()
    with pytest.raises(BackendError):
        client.create(MEMBER + "/child")


def test_closing_a_client_ends_its_memberships_at_once(
    client: Coordination, other: Coordination
) -> None:
    client.join(MEMBER, b"")
    client.join(SERVERSET + "/10.0.0.1:8081", b"")
    kept = other.join(SERVERSET + "/10.0.0.2:8080", b"")
    client.close()
    assert other.children(SERVERSET) == ("10.0.0.2:8080",)
    assert kept.alive


def test_watchers_of_a_serverset_are_told_who_joins_and_leaves(
    client: Coordination, other: Coordination
) -> None:
    told = threading.Event()
    client.watch_children(SERVERSET, told.set)
    membership = other.join(MEMBER, b"")
    assert told.wait(10)
    wait_until(
        lambda: client.children(SERVERSET) == ("10.0.0.1:8080",), timeout=5, what="the member"
    )
    told.clear()
    membership.leave()
    assert told.wait(10)
    wait_until(lambda: client.children(SERVERSET) == (), timeout=5, what="the member to go")


def test_a_killed_process_is_no_member_and_watchers_are_told(
    client: Coordination, nodes: CoordinationBackend, start_actor: Callable[..., Actor]
) -> None:
    actor = start_actor("join", MEMBER, "data")
    client.join(SERVERSET + "/10.0.0.2:8080", b"")
    assert client.children(SERVERSET) == ("10.0.0.1:8080", "10.0.0.2:8080")
    told, told_of_data = threading.Event(), threading.Event()
    client.watch_children(SERVERSET, told.set)
    client.watch(MEMBER, told_of_data.set)
    actor.kill()
    wait_until(
        lambda: told.is_set() and client.children(SERVERSET) == ("10.0.0.2:8080",),
        timeout=nodes.notices_death,
        what="the killed member to go, and its watcher to be told",
    )
    assert told_of_data.wait(nodes.notices_death)
    with pytest.raises(NodeNotFoundError):
        client.read(MEMBER)
    assert client.join(MEMBER, b"heir").alive
