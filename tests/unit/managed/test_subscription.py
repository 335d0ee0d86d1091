"""subscribe: told once of every new snapshot, by a thread that gets in nobody's way."""

import logging
import threading
from pathlib import Path
from queue import SimpleQueue

import pytest

from kingpin_sdk import Decider, ManagedHashMap, ManagedJson, ManagedList, Snapshot
from tests.contracts.children import run_in_child
from tests.localfile import LocalFile
from tests.programs import run_program
from tests.waiting import wait_until

LONG = 30.0
Values = SimpleQueue[tuple[int, ...]]


def view_of(root: Path) -> ManagedList[int]:
    return ManagedList("spam", "blocklist", int, root=root)


def test_the_callback_gets_every_new_snapshot_once_and_never_the_one_in_hand(
    file: LocalFile, tmp_path: Path
) -> None:
    view, seen = view_of(tmp_path), Values()
    file.swap([0])
    with view.subscribe(lambda snapshot: seen.put(snapshot.value)):
        for number in range(1, 6):
            file.swap([number], age=60 - number)
            assert seen.get(timeout=LONG) == (number,)
            assert list(view) == [number]
    assert seen.empty()


def test_the_first_file_is_a_new_snapshot(file: LocalFile, tmp_path: Path) -> None:
    seen = Values()
    with view_of(tmp_path).subscribe(lambda snapshot: seen.put(snapshot.value)):
        file.swap([1])
        assert seen.get(timeout=LONG) == (1,)


def test_an_equal_small_value_from_a_new_file_is_a_new_snapshot(
    file: LocalFile, tmp_path: Path
) -> None:
    seen = SimpleQueue[Snapshot[int]]()
    view = ManagedJson("spam", "blocklist", int, root=tmp_path)
    file.swap(1, age=60)
    with view.subscribe(seen.put):
        file.swap(1, age=50)
        assert seen.get(timeout=LONG).value == 1


def test_a_refused_file_and_a_missing_one_are_no_snapshot(file: LocalFile, tmp_path: Path) -> None:
    view, seen = view_of(tmp_path), Values()
    file.swap([1])
    with view.subscribe(lambda snapshot: seen.put(snapshot.value)):
        file.swap(["a"])
        wait_until(lambda: view.status.failed_loads, timeout=LONG, what="the refusal")
        file.remove()
        file.swap([2])
        assert seen.get(timeout=LONG) == (2,)
    assert seen.empty()


def test_a_default_is_told_of_once_at_most(tmp_path: Path) -> None:
    looks: list[float] = []

    def clock() -> float:
        looks.append(0.0)
        return float(len(looks))  # every read looks

    seen: list[object] = []
    table = ManagedHashMap(
        "spam", "blocklist", str, int, root=tmp_path, default={"a": 1}, clock=clock
    )
    decider = Decider(root=tmp_path, clock=clock)
    with table.subscribe(seen.append), decider.subscribe(seen.append):
        wait_until(lambda: len(looks) > 60, timeout=LONG, what="many looks")
    assert seen == []


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1)])
def test_what_a_callback_raises_is_logged_and_survived(
    file: LocalFile, tmp_path: Path, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    view, seen = view_of(tmp_path), Values()
    file.swap([0])

    def callback(snapshot: Snapshot[tuple[int, ...]]) -> None:
        seen.put(snapshot.value)
        raise error

    with caplog.at_level(logging.ERROR), view.subscribe(callback):
        for number in (1, 2):
            file.swap([number], age=60 - number)
            assert seen.get(timeout=LONG) == (number,)
    assert [record.getMessage() for record in caplog.records] == [
        "A subscriber of config.manageddata.spam.blocklist failed"
    ] * 2


def test_closing_waits_for_the_call_that_runs_and_no_other_begins(
    file: LocalFile, tmp_path: Path
) -> None:
    view = view_of(tmp_path)
    file.swap([0])
    running, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def callback(_: object) -> None:
        running.set()
        go_on.wait()
        ended.set()

    before = set(threading.enumerate())
    subscription = view.subscribe(callback)
    (thread,) = set(threading.enumerate()) - before
    assert thread.daemon
    file.swap([1])
    assert running.wait(LONG)
    ended_first: list[bool] = []

    def close() -> None:
        subscription.close()
        ended_first.append(ended.is_set())

    closing = threading.Thread(target=close)
    closing.start()
    go_on.set()
    closing.join()
    assert ended_first == [True]
    assert not thread.is_alive()
    subscription.close()


def test_a_callback_may_close_its_own_subscription(file: LocalFile, tmp_path: Path) -> None:
    view, closed = view_of(tmp_path), threading.Event()
    file.swap([0])

    def callback(_: object) -> None:
        subscription.close()
        closed.set()

    subscription = view.subscribe(callback)
    file.swap([1])
    assert closed.wait(LONG)
    subscription.close()


def test_a_forked_child_goes_on_with_an_open_subscription(file: LocalFile, tmp_path: Path) -> None:
    view, seen = view_of(tmp_path), Values()
    file.swap([0])
    with view.subscribe(lambda snapshot: seen.put(snapshot.value)) as subscription:
        file.swap([1], age=50)
        assert seen.get(timeout=LONG) == (1,)

        def in_child() -> None:
            file.swap([2], age=40)
            assert seen.get(timeout=LONG) == (2,)
            subscription.close()
            assert [thread.name for thread in threading.enumerate()] == ["MainThread"]

        run_in_child(in_child)
        assert seen.get(timeout=LONG) == (2,)


def test_a_closed_or_forgotten_subscription_starts_nothing_in_a_child(
    file: LocalFile, tmp_path: Path
) -> None:
    file.swap([0])
    view_of(tmp_path).subscribe(print).close()

    def in_child() -> None:
        assert [thread.name for thread in threading.enumerate()] == ["MainThread"]

    run_in_child(in_child)


def test_an_open_subscription_does_not_delay_the_interpreters_exit(
    file: LocalFile, tmp_path: Path
) -> None:
    file.swap([0])
    program = """
        import pathlib, sys, threading
        from kingpin_sdk import ManagedList
        from tests.localfile import LocalFile

        root = pathlib.Path(sys.argv[1])
        running = threading.Event()

        def hang(snapshot):
            running.set()
            threading.Event().wait()

        view = ManagedList("spam", "blocklist", int, root=root)
        view.subscribe(hang)
        LocalFile(root).swap([1])
        running.wait()
        print("main is done")
    """
    assert run_program(program, str(tmp_path)) == "main is done\n"
