"""One view object in every way a Python process runs: forked, spawned, threaded, gevent, asyncio.

Each mode must see an update by the first read one interval after it, start no thread and leave no
descriptor open.
"""

import asyncio
import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kingpin_sdk import Decider, ManagedJson, ManagedList, NotAvailableError
from kingpin_sdk.files import reading
from kingpin_sdk.files.reading import mark_of
from kingpin_sdk.formats.sidecar import FileMark
from tests.contracts.children import run_in_child
from tests.descriptors import descriptors
from tests.localfile import LocalFile
from tests.programs import run_program
from tests.waiting import wait_until

LONG = 60.0


@pytest.fixture
def file(tmp_path: Path) -> LocalFile:
    return LocalFile(tmp_path)


def test_a_view_used_before_a_fork_is_right_on_both_sides_after_it(
    file: LocalFile, tmp_path: Path
) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    file.swap([1])
    assert list(view) == [1]
    before, threads = descriptors(), threading.enumerate()

    def in_child() -> None:
        assert list(view) == [1]
        file.swap([2], age=50)
        assert list(view) == [2]
        assert descriptors() == before
        assert len(threading.enumerate()) == 1
        run_in_child(in_grandchild)

    def in_grandchild() -> None:
        file.swap([3], age=40)
        assert list(view) == [3]
        assert descriptors() == before

    run_in_child(in_child)
    assert list(view) == [3]
    assert descriptors() == before
    assert threading.enumerate() == threads


def test_a_view_made_before_a_fork_and_first_read_after_it(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path)
    file.swap([1])

    def in_child() -> None:
        assert list(view) == [1]

    run_in_child(in_child)
    assert list(view) == [1]


class Stopped:
    """A validator that stops every load in one thread until it may go on."""

    def __init__(self) -> None:
        self.loading = threading.Event()
        self.go_on = threading.Event()
        self.who: threading.Thread | None = None

    def __call__(self, _: object) -> None:
        if threading.current_thread() is self.who:
            self.loading.set()
            assert self.go_on.wait(LONG)


def load_elsewhere(stopped: Stopped, read: Callable[[], object]) -> threading.Thread:
    """Start a load in another thread and return once it is in the middle of it."""
    thread = threading.Thread(target=read, daemon=True)
    stopped.who = thread
    thread.start()
    assert stopped.loading.wait(LONG)
    return thread


@pytest.mark.parametrize("look_every", [0.0, 3600.0])
def test_a_fork_in_the_middle_of_the_first_load_leaves_a_child_that_reads(
    file: LocalFile, tmp_path: Path, look_every: float
) -> None:
    stopped = Stopped()
    view = ManagedList(
        "spam", "blocklist", int, root=tmp_path, look_every=look_every, validators=[stopped]
    )
    file.swap([1])
    before = descriptors()
    thread = load_elsewhere(stopped, lambda: len(view))

    def in_child() -> None:
        assert list(view) == [1]
        assert descriptors() == before

    run_in_child(in_child)
    stopped.go_on.set()
    thread.join()
    assert list(view) == [1]
    assert descriptors() == before


def test_a_fork_in_the_middle_of_a_later_load_leaves_a_child_that_reads_the_new_value(
    file: LocalFile, tmp_path: Path
) -> None:
    now = [0.0]
    stopped = Stopped()
    view = ManagedList(
        "spam",
        "blocklist",
        int,
        root=tmp_path,
        look_every=3600.0,
        clock=lambda: now[0],
        validators=[stopped],
    )
    file.swap([1], age=60)
    assert list(view) == [1]
    now[0] += 3600.0
    file.swap([2], age=50)
    thread = load_elsewhere(stopped, lambda: len(view))
    assert list(view) == [1], "others go on with the last value while one thread loads"

    def in_child() -> None:
        assert list(view) == [2], "it is time, and nobody else in this process is loading"

    run_in_child(in_child)
    stopped.go_on.set()
    thread.join()
    assert list(view) == [2]


@pytest.fixture
def reading_goes_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Until it is set, threads other than the main one stop with the file open."""
    go_on = threading.Event()

    def stop(status: os.stat_result) -> FileMark:
        assert threading.current_thread() is threading.main_thread() or go_on.wait(LONG)
        return mark_of(status)

    monkeypatch.setattr(reading, "mark_of", stop)
    yield go_on
    go_on.set()


def test_a_fork_in_the_middle_of_reading_the_file_leaks_no_descriptor(
    file: LocalFile, tmp_path: Path, reading_goes_on: threading.Event
) -> None:
    file.swap([0])
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    before = descriptors()
    thread = threading.Thread(target=lambda: len(view), daemon=True)
    thread.start()
    wait_until(lambda: len(descriptors()) > len(before), timeout=LONG, what="the open file")
    file.swap([1])

    def in_child() -> None:
        assert len(descriptors()) == len(before) + 1, "inherited in the middle of a read"
        assert list(view) == [1]
        assert descriptors() == before

    run_in_child(in_child)
    reading_goes_on.set()
    thread.join()
    assert list(view) == [1]


def test_a_child_closes_nothing_that_took_an_inherited_descriptors_number(
    file: LocalFile, tmp_path: Path, reading_goes_on: threading.Event
) -> None:
    file.swap([0])
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    before = descriptors()
    thread = threading.Thread(target=lambda: len(view), daemon=True)
    thread.start()
    wait_until(lambda: len(descriptors()) > len(before), timeout=LONG, what="the open file")
    file.swap([1])

    def in_child() -> None:
        (inherited,) = descriptors() - before
        mine = int(inherited)
        # Daemons close all they inherit, and open files of their own.
        os.dup2(os.open(os.devnull, os.O_RDONLY), mine)
        assert list(view) == [1]
        assert os.readlink(f"/proc/self/fd/{mine}") == os.devnull  # noqa: PTH115 - as above

    run_in_child(in_child)
    reading_goes_on.set()
    thread.join()


def test_many_forks_from_a_process_whose_threads_read_all_the_time(
    file: LocalFile, tmp_path: Path
) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    file.swap([0] * 1000)
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            assert len(set(view)) == 1

    threads = [threading.Thread(target=read, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 31):
        file.swap([number] * 1000)

        def in_child(number: int = number) -> None:
            assert view[0] == number

        run_in_child(in_child)
    stop.set()
    for thread in threads:
        thread.join()


def test_sixteen_threads_see_each_update_and_nothing_mixed(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    file.swap([0] * 100)
    seen: list[int] = [-1] * 16
    stop, mixed = threading.Event(), list[object]()

    def read(mine: int) -> None:
        while not stop.is_set():
            value = list(view)
            if len(value) != 100 or len(set(value)) != 1:
                mixed.append(value)
            seen[mine] = value[0]

    threads = [threading.Thread(target=read, args=(mine,), daemon=True) for mine in range(16)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        file.swap([number] * 100)

        def all_saw(number: int = number) -> bool:
            return seen == [number] * 16

        wait_until(all_saw, timeout=LONG, what=f"update {number} in 16 threads")
    stop.set()
    for thread in threads:
        thread.join()
    assert mixed == []


def test_tasks_of_asyncio_see_each_update(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedJson("spam", "blocklist", int, root=tmp_path)
    file.swap(0)
    threads, before = threading.enumerate(), descriptors()

    async def follow(last: int) -> None:
        while view.value != last:  # noqa: ASYNC110 - what changes is a file
            await asyncio.sleep(0)

    async def main() -> None:
        for number in range(1, 6):
            tasks = [asyncio.create_task(follow(number)) for _ in range(10)]
            await asyncio.sleep(0)
            file.swap(number)
            async with asyncio.timeout(LONG):
                await asyncio.gather(*tasks)

    asyncio.run(main())
    assert threading.enumerate() == threads
    assert descriptors() == before


GEVENT = """
    import json, os, pathlib, sys
    {early}
    from kingpin_sdk import Decider, ManagedList
    from tests.localfile import LocalFile

    root = pathlib.Path(sys.argv[1])
    file = LocalFile(root)
    file.swap([0])
    view = ManagedList("spam", "blocklist", int, root=root)
    decider = Decider(root=root)
    assert list(view) == [0] if {read_first} else True
    {late}
    import gevent, threading
    fds = sorted(os.listdir("/proc/self/fd"))

    def follow(last):
        while list(view) != [last]:
            gevent.sleep(0)
        return decider.decide_experiment("none")

    def round(number):
        greenlets = [gevent.spawn(follow, number) for _ in range(20)]
        gevent.sleep(0)
        file.swap([number])
        with gevent.Timeout(60):
            gevent.joinall(greenlets, raise_error=True)

    gevent.sleep(0)
    fds = sorted(os.listdir("/proc/self/fd"))
    threads = threading.enumerate()
    for number in range(1, 6):
        round(number)
    assert threading.enumerate() == threads, threading.enumerate()
    assert sorted(os.listdir("/proc/self/fd")) == fds
    child = os.fork()
    if not child:
        status = 1
        try:
            round(6)
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with gevent.Timeout(60):
        follow(6)
    with view.subscribe(lambda snapshot: print(snapshot.value)) as subscription:
        file.swap([7])
        with gevent.Timeout(60):
            follow(7)
            gevent.sleep(0.1)
    print("all seen")
"""
PATCH = "from gevent import monkey; monkey.patch_all()"


@pytest.mark.parametrize(
    ("early", "late", "read_first"),
    [(PATCH, "", True), ("", PATCH, True), ("", PATCH, False)],
    ids=["patched first", "patched after a read", "patched before the first read"],
)
def test_greenlets_see_each_update(
    tmp_path: Path, early: str, late: str, *, read_first: bool
) -> None:
    program = GEVENT.format(early=early, late=late, read_first=read_first)
    assert run_program(program, str(tmp_path)) == "(7,)\nall seen\n"


@pytest.mark.parametrize("late", [False, True], ids=["patched first", "patched late"])
def test_greenlets_that_meet_a_half_written_first_file_all_read_it(
    tmp_path: Path, *, late: bool
) -> None:
    program = """
        import pathlib, sys
        {early}
        from kingpin_sdk import ManagedList, SnapshotCorruptError
        from tests.localfile import LocalFile, YOUNG

        root = pathlib.Path(sys.argv[1])
        view = ManagedList("spam", "blocklist", int, root=root)
        file = LocalFile(root)
        file.swap_bytes(b"[1, ", age=YOUNG)
        {late}
        import gevent

        def read():
            while True:
                try:
                    return list(view)
                except SnapshotCorruptError:
                    gevent.sleep(0)

        greenlets = [gevent.spawn(read) for _ in range(5)]
        gevent.sleep(0)
        file.rewrite(b"[1, 2]", age=YOUNG)
        with gevent.Timeout(60):
            gevent.joinall(greenlets, raise_error=True)
        print([greenlet.value for greenlet in greenlets])
    """
    output = run_program(
        program.format(early="" if late else PATCH, late=PATCH if late else ""), str(tmp_path)
    )
    assert output == f"{[[1, 2]] * 5}\n"


def read_in_spawned(root: str, number: int) -> tuple[list[int], bool]:
    """The work of a spawned process: views of its own over the same files."""
    view = ManagedList("spam", "blocklist", int, root=Path(root))
    decider = Decider(root=Path(root))
    wait_until(lambda: list(view) == [number], timeout=LONG, what="the parent's value")
    return list(view), decider.decide_experiment("none")


def test_spawned_processes_read(file: LocalFile, tmp_path: Path) -> None:
    file.swap([1])
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for number in (1, 2):
            file.swap([number], age=60 - number)
            results = [pool.apply_async(read_in_spawned, (str(tmp_path), number)) for _ in range(4)]
            assert [result.get(LONG) for result in results] == [([number], False)] * 4


def test_reading_starts_no_thread_and_loads_no_network_library(tmp_path: Path) -> None:
    program = """
        import json, pathlib, sys, threading
        from kingpin_sdk import ManagedHashMap
        from tests.localfile import LocalFile

        root = pathlib.Path(sys.argv[1])
        LocalFile(root).swap({"a": 1})
        view = ManagedHashMap("spam", "blocklist", str, int, root=root)
        assert view["a"] == 1 and view.status.state == "READY"
        assert len(threading.enumerate()) == 1
        print(sorted({"kazoo", "boto3", "botocore", "thriftpy2", "tenacity", "socket", "logging"}
              & set(sys.modules)))
    """
    assert json.loads(run_program(program, str(tmp_path))) == []


def test_a_missing_file_is_seen_by_every_mode_once_it_is_there(
    file: LocalFile, tmp_path: Path
) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=3600.0)
    with pytest.raises(NotAvailableError):
        len(view)

    def in_child() -> None:
        with pytest.raises(NotAvailableError):
            len(view)
        file.swap([1])
        assert list(view) == [1]

    run_in_child(in_child)
    assert list(view) == [1]
