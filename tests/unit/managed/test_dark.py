"""run_dark: off the caller's path, bounded, and never felt by the caller."""

import logging
import threading
from contextvars import ContextVar
from pathlib import Path

import pytest

from kingpin_sdk import Decider
from tests.contracts.children import run_in_child
from tests.localfile import LocalFile
from tests.programs import run_program
from tests.waiting import wait_until

REQUEST = ContextVar("REQUEST", default="none")


@pytest.fixture
def decider(tmp_path: Path) -> Decider:
    LocalFile(tmp_path, "admin.decider").swap({"dark": 100, "off": 0})
    return Decider(root=tmp_path)


def finished(decider: Decider) -> int:
    return decider.dark_counts.ran + decider.dark_counts.failed


def test_a_call_runs_on_another_thread_if_the_decider_says_so(decider: Decider) -> None:
    seen: list[tuple[int, str, str]] = []

    def call(number: int, *, name: str, fn: str) -> None:
        assert threading.current_thread() is not threading.main_thread()
        seen.append((number, name, fn))

    decider.run_dark("off", call, 1, name="n", fn="f")
    assert decider.run_dark("dark", call, 2, name="n", fn="f") is None  # type: ignore[func-returns-value]
    wait_until(lambda: finished(decider), timeout=30, what="the dark call")
    assert seen == [(2, "n", "f")]
    assert decider.dark_counts == (1, 0, 0)


def test_no_thread_is_started_before_the_first_call(decider: Decider) -> None:
    before = set(threading.enumerate())
    decider.run_dark("off", list)
    assert decider.dark_counts == (0, 0, 0)
    assert set(threading.enumerate()) == before
    decider.run_dark("dark", list)
    started = set(threading.enumerate()) - before
    assert started
    assert all(thread.daemon and "kingpin-dark" in thread.name for thread in started)


@pytest.mark.parametrize("error", [ValueError("secret"), SystemExit(3), GeneratorExit()])
def test_what_a_call_raises_is_logged_and_counted_and_ends_no_thread(
    decider: Decider, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    def fail() -> None:
        raise error

    with caplog.at_level(logging.ERROR):
        for _ in range(20):
            decider.run_dark("dark", fail)
        wait_until(lambda: finished(decider) == 20, timeout=30, what="twenty failures")
    assert decider.dark_counts == (0, 20, 0)
    assert {record.getMessage() for record in caplog.records} == {"Dark call dark failed"}
    assert caplog.records[0].exc_info is not None
    decider.run_dark("dark", list)
    wait_until(lambda: decider.dark_counts.ran == 1, timeout=30, what="a good call")


def test_a_full_queue_drops_and_counts(decider: Decider) -> None:
    go_on = threading.Event()
    for _ in range(1500):
        decider.run_dark("dark", go_on.wait)
    # 1000 wait in the queue, and at most four threads hold one each.
    assert 496 <= decider.dark_counts.dropped <= 500
    go_on.set()
    wait_until(
        lambda: decider.dark_counts.ran + decider.dark_counts.dropped == 1500,
        timeout=60,
        what="all that were taken",
    )


def test_calls_made_at_once_start_one_crew_and_are_all_counted(decider: Decider) -> None:
    before = set(threading.enumerate())
    start = threading.Barrier(16)

    def call() -> None:
        start.wait()
        for _ in range(10):
            decider.run_dark("dark", list)

    callers = [threading.Thread(target=call) for _ in range(16)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    wait_until(lambda: finished(decider) == 160, timeout=30, what="all calls")
    assert len(set(threading.enumerate()) - before) == 4


def test_a_call_sees_its_callers_context_and_changes_its_own(decider: Decider) -> None:
    seen: list[str] = []

    def call() -> None:
        seen.append(REQUEST.get())
        REQUEST.set("dark")

    for name in ("one", "two"):
        token = REQUEST.set(name)
        decider.run_dark("dark", call)
        assert REQUEST.get() == name
        REQUEST.reset(token)
    wait_until(lambda: finished(decider) == 2, timeout=30, what="both calls")
    assert sorted(seen) == ["one", "two"]
    assert REQUEST.get() == "none"


def test_a_forked_child_has_threads_and_counts_of_its_own(decider: Decider) -> None:
    go_on = threading.Event()
    for _ in range(20):
        decider.run_dark("dark", go_on.wait)

    def in_child() -> None:
        assert decider.dark_counts == (0, 0, 0)
        decider.run_dark("dark", list)
        wait_until(lambda: decider.dark_counts == (1, 0, 0), timeout=30, what="the child's call")

    run_in_child(in_child)
    go_on.set()
    wait_until(lambda: decider.dark_counts == (20, 0, 0), timeout=30, what="the parent's calls")


def test_a_call_that_hangs_does_not_delay_the_interpreters_exit(tmp_path: Path) -> None:
    LocalFile(tmp_path, "admin.decider").swap({"dark": 100})
    program = """
        import pathlib, sys, threading
        from kingpin_sdk import Decider

        running = threading.Event()

        def hang():
            running.set()
            threading.Event().wait()

        decider = Decider(root=pathlib.Path(sys.argv[1]))
        for _ in range(10):
            decider.run_dark("dark", hang)
        running.wait()
        print("main is done")
    """
    assert run_program(program, str(tmp_path)) == "main is done\n"
