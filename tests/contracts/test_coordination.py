"""Nodes, revisions, locks and close(): what every Coordination adapter does."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    BackendError,
    LockTimeoutError,
    NodeExistsError,
    NodeNotFoundError,
    RevisionMismatchError,
)
from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Coordination
from tests.contracts.conftest import Actor
from tests.contracts.stores import CoordinationBackend

CONFIG = "/config/manageddata/spam/blocklist"
LOCK = CONFIG + ".lock"


def test_nothing_can_be_done_to_a_node_that_is_not_there(client: Coordination) -> None:
    with pytest.raises(NodeNotFoundError, match="/none"):
        client.read("/none")
    with pytest.raises(NodeNotFoundError, match="/none"):
        client.children("/none")
    with pytest.raises(NodeNotFoundError, match="/none"):
        client.write("/none", b"data", expected=Revision(0))
    with pytest.raises(NodeNotFoundError, match="/none"):
        client.delete("/none")
    with pytest.raises(NodeNotFoundError, match="/none"):
        client.delete("/none", expected=Revision(0))


def test_a_client_that_was_answered_is_connected_until_it_closes(client: Coordination) -> None:
    client.create("/x")
    assert client.connected
    client.close()
    assert not client.connected


def test_a_created_node_reads_back_at_revision_zero(client: Coordination) -> None:
    before = time.time()
    assert client.create(CONFIG, b"1795293386.81") == 0
    node = client.read(CONFIG)
    assert node.data == b"1795293386.81"
    assert node.revision == 0
    assert before - 5 < node.modified < time.time() + 5


def test_creating_a_node_makes_its_parents_empty(client: Coordination) -> None:
    client.create(CONFIG, b"x")
    assert client.read("/config").data == b""
    assert client.read("/config/manageddata/spam")[:2] == (b"", 0)
    assert client.children("/config/manageddata") == ("spam",)


def test_a_node_without_a_payload_reads_as_empty(client: Coordination) -> None:
    client.create("/empty")
    assert client.read("/empty").data == b""


def test_a_node_is_created_once(client: Coordination) -> None:
    client.create(CONFIG, b"first")
    with pytest.raises(NodeExistsError, match="blocklist"):
        client.create(CONFIG, b"second")
    assert client.read(CONFIG).data == b"first"


def test_a_parent_made_on_the_way_counts_as_there(client: Coordination) -> None:
    client.create(CONFIG)
    with pytest.raises(NodeExistsError):
        client.create("/config")


def test_a_node_has_data_and_children_at_once(client: Coordination) -> None:
    client.create("/parent", b"data")
    client.create("/parent/child", b"more")
    client.write("/parent", b"new", expected=Revision(0))
    assert client.read("/parent").data == b"new"
    assert client.children("/parent") == ("child",)


def test_each_write_adds_one_to_the_revision(client: Coordination) -> None:
    client.create(CONFIG, b"0")
    for number in range(1, 6):
        assert client.write(CONFIG, b"%d" % number, expected=Revision(number - 1)) == number
        assert client.read(CONFIG)[:2] == (b"%d" % number, number)


def test_writing_the_same_data_is_a_write(client: Coordination) -> None:
    client.create(CONFIG, b"same")
    assert client.write(CONFIG, b"same", expected=Revision(0)) == 1


def test_a_node_can_be_emptied(client: Coordination) -> None:
    client.create(CONFIG, b"full")
    client.write(CONFIG, b"", expected=Revision(0))
    assert client.read(CONFIG).data == b""


@pytest.mark.parametrize("expected", [0, 2])
def test_a_write_at_another_revision_changes_nothing(client: Coordination, expected: int) -> None:
    client.create(CONFIG, b"old")
    client.write(CONFIG, b"current", expected=Revision(0))
    with pytest.raises(RevisionMismatchError, match="blocklist"):
        client.write(CONFIG, b"lost", expected=Revision(expected))
    assert client.read(CONFIG)[:2] == (b"current", 1)


@pytest.mark.parametrize("data", [bytes(range(256)), b"\n" * 7, b"x" * 900_000])
def test_data_is_bytes_and_kept_as_they_are(client: Coordination, data: bytes) -> None:
    client.create("/raw", data)
    assert client.read("/raw").data == data
    client.write("/raw", data[::-1], expected=Revision(0))
    assert client.read("/raw").data == data[::-1]


def test_a_deleted_node_is_gone_and_starts_anew(client: Coordination) -> None:
    client.create(CONFIG, b"old")
    client.write(CONFIG, b"older", expected=Revision(0))
    client.delete(CONFIG)
    with pytest.raises(NodeNotFoundError):
        client.read(CONFIG)
    assert client.children("/config/manageddata/spam") == ()
    client.create(CONFIG, b"new")
    assert client.read(CONFIG)[:2] == (b"new", 0)


def test_a_delete_can_insist_on_a_revision(client: Coordination) -> None:
    client.create(CONFIG, b"a")
    client.write(CONFIG, b"b", expected=Revision(0))
    with pytest.raises(RevisionMismatchError):
        client.delete(CONFIG, expected=Revision(0))
    assert client.read(CONFIG).data == b"b"
    client.delete(CONFIG, expected=Revision(1))
    with pytest.raises(NodeNotFoundError):
        client.read(CONFIG)


def test_a_node_with_children_is_not_deleted(client: Coordination) -> None:
    client.create("/parent/child", b"data")
    with pytest.raises(BackendError, match="child") as caught:
        client.delete("/parent")
    assert not isinstance(caught.value, NodeNotFoundError | RevisionMismatchError)
    assert client.read("/parent/child").data == b"data"
    client.delete("/parent/child")
    client.delete("/parent")
    with pytest.raises(NodeNotFoundError):
        client.children("/parent")


def test_children_are_names_in_order_of_this_level_only(client: Coordination) -> None:
    names = ["web.dep", "config.manageddata.a.b", "key.lock", "10.0.0.1:8080", "A", "a-b_c", "%x"]
    for name in names:
        client.create(f"/set/{name}/below")
    assert client.children("/set") == tuple(sorted(names))
    assert client.children("/set/web.dep/below") == ()


def test_what_one_client_wrote_another_reads(
    client: Coordination, connect: Callable[[], Coordination]
) -> None:
    other = connect()
    client.create(CONFIG, b"0")
    assert other.read(CONFIG).data == b"0"
    other.write(CONFIG, b"1", expected=Revision(0))
    with pytest.raises(RevisionMismatchError):
        client.write(CONFIG, b"2", expected=Revision(0))


def test_of_many_who_create_a_node_one_does(connect: Callable[[], Coordination]) -> None:
    clients = [connect() for _ in range(8)]
    gate = threading.Barrier(len(clients))

    def create(client: Coordination) -> bool:
        gate.wait()
        try:
            client.create(CONFIG, b"mine")
        except NodeExistsError:
            return False
        return True

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sum(pool.map(create, clients)) == 1


def test_compare_and_set_loses_no_update_between_processes(
    client: Coordination, start_actor: Callable[..., Actor]
) -> None:
    client.create(CONFIG, b"0")
    actors = [start_actor("count", CONFIG, "25") for _ in range(8)]
    for actor in actors:
        assert actor.stdin is not None
        actor.stdin.close()  # go
    assert [actor.wait(60) for actor in actors] == [0] * 8
    assert client.read(CONFIG)[:2] == (b"200", 200)


def test_a_lock_is_exclusive_and_says_who_has_it(
    client: Coordination, connect: Callable[[], Coordination]
) -> None:
    other = connect()
    with client.lock(LOCK, deadline=Deadline(10), holder="ann on box 7"):
        began = time.monotonic()
        with (
            pytest.raises(LockTimeoutError, match=r"blocklist.*held by ann on box 7"),
            other.lock(LOCK, deadline=Deadline(0.2), holder="bob"),
        ):
            pytest.fail("two holders")
        assert time.monotonic() - began >= 0.2
    with other.lock(LOCK, deadline=Deadline(10), holder="bob"):
        pass


def test_different_locks_do_not_wait_for_each_other(client: Coordination) -> None:
    with (
        client.lock("/a/b.lock", deadline=Deadline(10), holder="x"),
        client.lock("/a/b.lock2", deadline=Deadline(1), holder="y"),
        client.lock("/a.lock", deadline=Deadline(1), holder="z"),
    ):
        pass


def test_a_lock_is_free_after_an_error_of_its_holder(client: Coordination) -> None:
    with pytest.raises(ZeroDivisionError), client.lock(LOCK, deadline=Deadline(10), holder="x"):
        raise ZeroDivisionError
    with client.lock(LOCK, deadline=Deadline(1), holder="y"):
        pass


def test_a_lock_is_free_once_its_holder_closed(
    client: Coordination, connect: Callable[[], Coordination]
) -> None:
    other = connect()
    held = other.lock(LOCK, deadline=Deadline(10), holder="x")
    held.__enter__()
    other.close()
    with client.lock(LOCK, deadline=Deadline(2), holder="y"):
        pass


@pytest.mark.parametrize("shared", [True, False], ids=["one client", "a client each"])
def test_a_lock_excludes_threads(connect: Callable[[], Coordination], *, shared: bool) -> None:
    one = connect()
    inside: list[int] = []
    crowded: list[int] = []

    def work(client: Coordination) -> None:
        for _ in range(10):
            with client.lock(LOCK, deadline=Deadline(60), holder="thread"):
                inside.append(1)
                crowded.append(len(inside))
                time.sleep(0)
                inside.pop()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [one if shared else connect() for _ in range(4)]))
    assert crowded == [1] * 40


def test_the_lock_of_a_killed_process_becomes_free(
    client: Coordination, nodes: CoordinationBackend, start_actor: Callable[..., Actor]
) -> None:
    actor = start_actor("lock", LOCK, "the victim")
    with (
        pytest.raises(LockTimeoutError, match="the victim"),
        client.lock(LOCK, deadline=Deadline(0.1), holder="heir"),
    ):
        pytest.fail("two holders")
    actor.kill()
    with client.lock(LOCK, deadline=Deadline(nodes.notices_death), holder="heir"):
        pass


def test_close_may_be_repeated(client: Coordination) -> None:
    client.create("/node")
    client.close()
    client.close()
    with pytest.raises(BackendError):
        client.read("/node")


def test_a_client_that_was_never_used_closes(connect: Callable[[], Coordination]) -> None:
    connect().close()
