"""The ZooKeeper adapter while connections break and sessions end."""

import logging
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import BackendError, UnavailableError
from kingpin_sdk.model import Revision
from tests.servers import FaultProxy, ZooKeeperServer
from tests.waiting import wait_until

_SESSION = 1.0


@pytest.fixture
def chroot() -> str:
    return f"/sessions-{uuid.uuid4().hex}"


@pytest.fixture
def line(zookeeper: ZooKeeperServer) -> Iterator[FaultProxy]:
    with FaultProxy(zookeeper.port) as line:
        yield line


@pytest.fixture
def near(line: FaultProxy, chroot: str) -> Iterator[ZooKeeperCoordination]:
    coordination = ZooKeeperCoordination(line.address, chroot=chroot, session_timeout=_SESSION)
    yield coordination
    coordination.close()


@pytest.fixture
def far(zookeeper: ZooKeeperServer, chroot: str) -> Iterator[ZooKeeperCoordination]:
    """Another client, whose line is never cut."""
    coordination = ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)
    yield coordination
    coordination.close()


class _Counter:
    """Counts the calls of a watch."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1

    def wait_beyond(self, calls: int) -> None:
        wait_until(lambda: self.calls > calls, timeout=15, what="the watch calls")


def _let_the_session_end(line: FaultProxy, far: ZooKeeperCoordination, member: str) -> None:
    parent, _, name = member.rpartition("/")
    line.cut()
    wait_until(
        lambda: name not in far.children(parent), timeout=15, what="the server ends the session"
    )


def test_after_a_lost_session_everything_works_on_the_next_one(
    line: FaultProxy, near: ZooKeeperCoordination, far: ZooKeeperCoordination
) -> None:
    near.create("/a", b"1")
    node, children = _Counter(), _Counter()
    near.watch("/a", node)
    near.watch_children("/members", children)
    member = near.join("/members/m", b"")
    node.wait_beyond(0)
    _let_the_session_end(line, far, "/members/m")
    calls = node.calls, children.calls
    line.mend()
    node.wait_beyond(calls[0])
    children.wait_beyond(calls[1])
    assert not member.alive
    member.leave()
    # The watches stand on the new session.
    calls = node.calls, children.calls
    far.write("/a", b"2", expected=Revision(0))
    node.wait_beyond(calls[0])
    again = near.join("/members/m", b"")
    children.wait_beyond(calls[1])
    assert again.alive
    with near.lock("/a.lock", deadline=Deadline(5), holder="x"):
        assert near.read("/a").data == b"2"


def test_a_change_while_the_line_is_cut_is_told_afterwards(
    line: FaultProxy, near: ZooKeeperCoordination, far: ZooKeeperCoordination
) -> None:
    near.create("/a", b"1")
    counter = _Counter()
    near.watch("/a", counter)
    counter.wait_beyond(0)
    line.cut()
    calls = counter.calls
    far.write("/a", b"2", expected=Revision(0))
    line.mend()
    counter.wait_beyond(calls)
    assert near.read("/a").data == b"2"


def test_a_watch_set_while_the_line_is_cut_stands_afterwards(
    line: FaultProxy, near: ZooKeeperCoordination, far: ZooKeeperCoordination
) -> None:
    line.cut()
    counter = _Counter()
    near.watch("/later/on", counter)
    line.mend()
    counter.wait_beyond(0)
    calls = counter.calls
    far.create("/later/on")
    counter.wait_beyond(calls)


def test_a_member_survives_a_short_cut(
    line: FaultProxy, chroot: str, far: ZooKeeperCoordination
) -> None:
    patient = ZooKeeperCoordination(line.address, chroot=chroot, session_timeout=20)
    member = patient.join("/members/m", b"1")
    line.cut()
    line.mend()
    assert patient.read("/members/m").data == b"1"
    assert member.alive
    far.delete("/members/m")
    wait_until(lambda: not member.alive, timeout=5, what="the member notices its deletion")
    patient.close()


def test_a_read_waits_for_the_line_and_a_write_does_not_repeat_itself(
    line: FaultProxy, chroot: str, far: ZooKeeperCoordination
) -> None:
    near = ZooKeeperCoordination(line.address, chroot=chroot, operation_timeout=0.5)
    near.create("/a")
    line.cut()
    for attempt in (
        lambda: near.read("/a"),
        lambda: near.write("/a", b"1", expected=Revision(0)),
        lambda: near.join("/m", b""),
    ):
        with pytest.raises(UnavailableError, match=line.address):
            attempt()
    line.mend()
    near.close()
    assert far.read("/a").revision == Revision(0)


def test_reads_go_on_over_a_restart_of_the_server(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path / "server") as server:
        # Who connects while it starts hears nothing, for as long as a session lasts.
        coordination = ZooKeeperCoordination(server.hosts, operation_timeout=60.0)
        coordination.create("/a", b"1")
        counter = _Counter()
        coordination.watch("/a", counter)
        counter.wait_beyond(0)
        calls = counter.calls
        server.restart()
        assert coordination.read("/a").data == b"1"
        counter.wait_beyond(calls)
        coordination.close()


def test_a_lock_released_while_the_line_is_cut_is_free_once_it_is_mended(
    line: FaultProxy, chroot: str, far: ZooKeeperCoordination
) -> None:
    # A session so long that the lock does not come free by its end.
    near = ZooKeeperCoordination(
        line.address, chroot=chroot, session_timeout=40, operation_timeout=0.3
    )
    with near.lock("/x.lock", deadline=Deadline(5), holder="near"):
        line.cut()
    assert len(far.children("/x.lock")) == 1
    line.mend()
    with far.lock("/x.lock", deadline=Deadline(15), holder="far"):
        assert len(far.children("/x.lock")) == 1
    near.close()


def test_a_holder_whose_session_ended_leaves_without_an_error(
    line: FaultProxy, near: ZooKeeperCoordination, far: ZooKeeperCoordination
) -> None:
    with near.lock("/y.lock", deadline=Deadline(5), holder="near"):
        near.join("/members/m", b"")
        _let_the_session_end(line, far, "/members/m")
        with far.lock("/y.lock", deadline=Deadline(15), holder="far"):
            line.mend()
            assert near.children("/members") == ()
            (holder,) = far.children("/y.lock")
    assert far.children("/y.lock") == ()
    assert "__lock__" in holder


def test_a_waiting_contender_goes_on_with_the_next_session(
    line: FaultProxy, near: ZooKeeperCoordination, far: ZooKeeperCoordination
) -> None:
    got = threading.Event()

    def wait() -> None:
        with near.lock("/z.lock", deadline=Deadline(30), holder="near"):
            got.set()

    near.create("/z.lock")
    with far.lock("/z.lock", deadline=Deadline(5), holder="far"):
        thread = threading.Thread(target=wait)
        thread.start()
        wait_until(lambda: len(far.children("/z.lock")) == 2, timeout=5, what="it waits")
        near.join("/members/m", b"")
        _let_the_session_end(line, far, "/members/m")
        line.mend()
        wait_until(lambda: len(far.children("/z.lock")) == 2, timeout=15, what="it waits again")
        assert not got.is_set()
    thread.join(15)
    assert got.is_set()
    assert far.children("/z.lock") == ()


def test_a_slow_or_failing_call_back_harms_nobody_else(
    near: ZooKeeperCoordination, caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen: list[str] = []

    def slow() -> None:
        begun.set()
        go_on.wait(10)
        raise ValueError

    near.create("/a")
    near.watch("/a", slow)
    near.watch("/a", lambda: seen.append("second"))
    assert begun.wait(5)
    for number in range(20):
        near.write("/a", b"", expected=Revision(number))
    assert seen == []
    go_on.set()
    wait_until(lambda: seen, timeout=5, what="the second watch calls")
    assert "a watch's call-back failed" in caplog.text


def test_no_call_begins_after_a_watch_is_closed(near: ZooKeeperCoordination) -> None:
    counter = _Counter()
    near.create("/a")
    revision = Revision(0)
    for _ in range(30):
        watch = near.watch("/a", counter)
        revision = near.write("/a", b"", expected=revision)
        watch.close()
        before = counter.calls
        revision = near.write("/a", b"", expected=revision)
        near.read("/a")
        assert counter.calls == before
        watch.close()


def test_a_watch_may_be_closed_from_its_own_call_back(near: ZooKeeperCoordination) -> None:
    set_up, closed = threading.Event(), threading.Event()

    def close() -> None:
        set_up.wait(5)
        watch.close()
        closed.set()

    watch = near.watch("/a", close)
    set_up.set()
    assert closed.wait(5)


def test_each_change_of_state_is_logged_once_and_kazoo_is_quiet(
    line: FaultProxy, near: ZooKeeperCoordination, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    near.create("/a")
    line.cut()
    wait_until(lambda: "suspended" in caplog.text, timeout=5, what="the loss is noticed")
    line.mend()
    near.read("/a")
    near.close()
    texts = [record.getMessage().partition(": ")[2] for record in caplog.records]
    assert [text.partition(" session 0x")[0] for text in texts] == [
        "connected, new",
        "connection suspended",
        "connected, same",
    ]


def test_many_threads_share_one_session(near: ZooKeeperCoordination) -> None:
    failed: list[BackendError] = []
    near.create("/n", b"0")

    def add() -> None:
        try:
            for _ in range(5):
                with near.lock("/n.lock", deadline=Deadline(60), holder="x"):
                    node = near.read("/n")
                    near.write("/n", b"%d" % (int(node.data) + 1), expected=node.revision)
        except BackendError as error:
            failed.append(error)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert near.read("/n").data == b"40"
