"""The embedded store and fork: the parent's locks and members are the parent's alone."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import LockTimeoutError
from kingpin_sdk.model import Revision
from tests.contracts.children import fork, run_in_child, wait_for
from tests.waiting import wait_until

# From Python 3.12 on the interpreter warns of a fork beside threads; here they are the point.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")

LOCK = "/a.lock"
MEMBER = "/discovery/a:1"


def is_locked(root: Path) -> bool:
    try:
        with LocalCoordination(root).lock(LOCK, deadline=Deadline(0), holder="probe"):
            return False
    except LockTimeoutError:
        return True


def is_member(root: Path) -> bool:
    return LocalCoordination(root).children("/discovery") == ("a:1",)


def open_files(process: int) -> list[str]:
    targets: list[str] = []
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # a starting program opens and closes its libraries
            targets.append(str(link.readlink()))
    return targets


def test_a_child_does_not_keep_what_its_killed_parent_held(tmp_path: Path) -> None:
    ready, go_on = os.pipe()
    alive, end = os.pipe()

    def parent() -> None:
        client = LocalCoordination(tmp_path)
        client.join(MEMBER, b"")
        with client.lock(LOCK, deadline=Deadline(5), holder="parent"):
            fork(child)
            signal.pause()

    def child() -> None:
        os.close(end)
        os.write(go_on, b"%d\n" % os.getpid())
        os.read(alive, 1)  # until the test closes its end

    process = fork(parent)
    assert int(os.read(ready, 20)) != process
    assert is_locked(tmp_path)
    assert is_member(tmp_path)
    os.kill(process, signal.SIGKILL)
    assert wait_for(process) == -signal.SIGKILL
    assert not is_locked(tmp_path)
    assert not is_member(tmp_path)
    for descriptor in (ready, go_on, alive, end):
        os.close(descriptor)


def test_nothing_a_child_does_frees_what_its_parent_holds(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    membership = client.join(MEMBER, b"")
    lock = client.lock(LOCK, deadline=Deadline(5), holder="parent")
    watch = client.watch(MEMBER, lambda: None)

    def child() -> None:
        assert not membership.alive
        membership.leave()
        watch.close()
        lock.__exit__(None, None, None)
        client.close()

    lock.__enter__()
    run_in_child(child)
    assert is_locked(tmp_path)
    assert is_member(tmp_path)
    assert membership.alive
    lock.__exit__(None, None, None)
    assert not is_locked(tmp_path)
    client.close()
    assert not is_member(tmp_path)


def test_a_client_used_before_and_after_a_fork_works_in_both(tmp_path: Path) -> None:
    client, store = LocalCoordination(tmp_path), LocalBlobs(tmp_path)
    client.create("/node", b"0")
    store.create("before", b"", {})
    told = threading.Event()
    client.watch("/node", told.set)
    started, change = os.pipe()

    def child() -> None:
        told_child = threading.Event()
        assert client.read("/node").data == b"0"
        client.watch("/node", told_child.set)
        assert client.join(MEMBER, b"child").alive
        with client.lock(LOCK, deadline=Deadline(5), holder="child"):
            store.create("child", b"", {})
        os.write(change, b"!")
        assert told_child.wait(10)
        client.close()

    process = fork(child)
    assert os.read(started, 1) == b"!"
    client.write("/node", b"1", expected=Revision(0))
    assert wait_for(process) == 0
    assert told.wait(10)
    assert list(store.keys("")) == ["before", "child"]
    assert client.children("/discovery") == ()
    client.close()
    os.close(started)
    os.close(change)


def test_children_forked_at_any_moment_of_other_threads_hold_nothing(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    client.create("/node")
    alive, end = os.pipe()
    stop = threading.Event()
    failed: list[BaseException] = []

    def busy(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                while not stop.is_set():
                    work()
            except BaseException as error:  # noqa: BLE001 - told to the test's own thread
                failed.append(error)

        return run

    def lock_and_join() -> None:
        with client.lock(LOCK, deadline=Deadline(10), holder="thread"):
            client.join(MEMBER, b"").leave()

    def write() -> None:
        client.write("/node", b"", expected=client.read("/node").revision)

    threads = [threading.Thread(target=busy(work)) for work in (lock_and_join, write)]
    for thread in threads:
        thread.start()

    def child() -> None:
        os.close(end)
        os.read(alive, 1)

    children = [fork(child) for _ in range(60)]
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert not is_locked(tmp_path)
    client.create("/guard-is-free")
    os.close(end)
    assert [wait_for(process) for process in children] == [0] * 60
    os.close(alive)
    client.close()


def test_a_started_program_inherits_nothing(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    client.join(MEMBER, b"")
    client.watch(MEMBER, lambda: None)
    with client.lock(LOCK, deadline=Deadline(5), holder="parent"):
        process = os.posix_spawn("/bin/sleep", ["sleep", "60"], os.environ)
    try:
        wait_until(
            lambda: Path(f"/proc/{process}/comm").read_text() == "sleep\n",
            timeout=5,
            what="the program to run",
        )
        targets = open_files(process)
        assert not [target for target in targets if str(tmp_path) in target]
        assert not [target for target in targets if "inotify" in target]
        client.close()
        assert not is_member(tmp_path)
    finally:
        os.kill(process, signal.SIGKILL)
        wait_for(process)
