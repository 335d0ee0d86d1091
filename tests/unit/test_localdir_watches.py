"""The embedded store's watches: quick by the kernel's events, and right without them."""

import os
import signal
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.model import Revision
from tests.contracts.children import fork, wait_for

NODE = "/config/spam/list"
SERVERSET = "/discovery/search/prod"


def told_until(told: threading.Event, condition: Callable[[], bool]) -> None:
    """Look only when told to; what is not told is not found."""
    while True:
        assert told.wait(5), "not told"
        told.clear()
        if condition():
            return


@pytest.mark.parametrize("inotify", [True, False])
def test_changes_are_told_with_and_without_inotify(tmp_path: Path, *, inotify: bool) -> None:
    told, told_children = threading.Event(), threading.Event()
    with LocalCoordination(tmp_path / "store", inotify=inotify) as client:
        client.watch(NODE, told.set)
        client.watch_children(SERVERSET, told_children.set)
        other = LocalCoordination(tmp_path / "store")
        other.create(NODE)
        assert told.wait(5)
        told.clear()
        other.write(NODE, b"", expected=Revision(0))
        assert told.wait(5)
        told.clear()
        other.delete(NODE)
        assert told.wait(5)

        def be_member() -> None:
            LocalCoordination(tmp_path / "store").join(SERVERSET + "/a", b"")
            signal.pause()

        other.create(SERVERSET)
        for _ in range(3):
            process = fork(be_member)
            told_until(told_children, lambda: client.children(SERVERSET) == ("a",))
            os.kill(process, signal.SIGKILL)
            assert wait_for(process) == -signal.SIGKILL
            told_until(told_children, lambda: client.children(SERVERSET) == ())


def test_a_write_is_told_long_before_the_next_probe(tmp_path: Path) -> None:
    delays: list[float] = []
    told = threading.Event()
    with LocalCoordination(tmp_path) as client:
        client.create(NODE)
        began = 0.0

        def on_change() -> None:
            delays.append(time.perf_counter() - began)
            told.set()

        client.watch(NODE, on_change)
        for number in range(50):
            told.clear()
            began = time.perf_counter()
            client.write(NODE, b"", expected=Revision(number))
            assert told.wait(5)
    # Typically 1.3 ms, the durable write included; after one probe the next takes a second.
    assert statistics.median(delays) < 0.5


def test_a_call_back_that_fails_is_logged_and_the_watch_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = threading.Event()

    def fail() -> None:
        told.set()
        raise ZeroDivisionError

    with LocalCoordination(tmp_path) as client:
        client.create(NODE)
        client.watch(NODE, fail)
        for number in range(2):
            told.clear()
            client.write(NODE, b"", expected=Revision(number))
            assert told.wait(5)
    assert "a call-back of a watch failed" in caplog.text


def test_closing_a_watch_waits_for_its_running_call_back(tmp_path: Path) -> None:
    running, go_on = threading.Event(), threading.Event()
    ended: list[str] = []

    def slow() -> None:
        running.set()
        go_on.wait(5)
        ended.append("call-back")

    with LocalCoordination(tmp_path) as client:
        client.create(NODE)
        watch = client.watch(NODE, slow)
        client.write(NODE, b"", expected=Revision(0))
        assert running.wait(5)
        threading.Timer(0.05, go_on.set).start()
        watch.close()
        ended.append("close")
    assert ended[0] == "call-back"


def test_a_moved_and_remade_store_is_followed(tmp_path: Path) -> None:
    told = threading.Event()
    root = tmp_path / "store"
    with LocalCoordination(root) as client:
        client.create(NODE, b"old")
        client.watch(NODE, told.set)
        root.rename(tmp_path / "aside")
        assert told.wait(5)
        told.clear()
        client.create(NODE, b"new")
        assert told.wait(5)
        told.clear()
        client.write(NODE, b"newer", expected=Revision(0))
        assert told.wait(5)


def test_watches_leave_no_descriptor_and_no_thread(tmp_path: Path) -> None:
    def use() -> None:
        with LocalCoordination(tmp_path) as client:
            watches = [client.watch(f"/n/{number}", lambda: None) for number in range(20)]
            client.create("/n/1")
            for watch in watches:
                watch.close()
            client.watch_children("/n", lambda: None)
            client.delete("/n/1")

    use()
    threads, descriptors = threading.active_count(), _descriptors()
    for _ in range(20):
        use()
    assert _descriptors() == descriptors
    assert threading.active_count() == threads


def test_reading_and_writing_start_no_thread(tmp_path: Path) -> None:
    threads = threading.active_count()
    with LocalCoordination(tmp_path) as client:
        client.create(NODE)
        client.join(SERVERSET + "/a", b"")
        client.children(SERVERSET)
        assert threading.active_count() == threads


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_client_dropped_with_a_watch_warns_and_ends_its_thread(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    client.watch(NODE, lambda: None)
    threads = threading.active_count()
    left = [client]
    del client
    with pytest.warns(ResourceWarning, match="was not closed"):
        left.clear()
    assert threading.active_count() == threads - 1


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
