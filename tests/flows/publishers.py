"""Publishers to run side by side and to kill: ``python -m tests.flows.publishers STORES JOB ...``.

Each publisher is a process forked from this one, which has everything imported and nothing open.
Their exit codes (the signal's number below zero) are printed as JSON at the end.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import partial

from kingpin_sdk.names import ConfigName
from kingpin_sdk.publishing import ListEditor, PublishEngine
from kingpin_sdk.spec import ListSpec
from tests.fakes import FaultyBlobs, FaultyCoordination, Plan
from tests.flows.publishing_stores import Stores, load, open_publisher

_LOCK_TIMEOUT = 60.0


def main(arguments: list[str]) -> None:
    text, job, *rest = arguments
    stores = load(text)
    match job:
        case "add":
            workers, count = map(int, rest)
            started = [start(partial(add, stores, worker, count)) for worker in range(workers)]
            codes = [ended(pid) for pid in started]
        case "killed":
            cases: list[tuple[str, int, bool]] = json.loads(rest[0])
            codes = [ended(start(partial(add_until_killed, stores, *case))) for case in cases]
        case _:
            raise ValueError(job)
    sys.stdout.write(json.dumps(codes))


def start(work: Callable[[], None]) -> int:
    """Do the work in a forked process; its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - the outermost frame of a process
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def add(stores: Stores, worker: int, count: int) -> None:
    with open_publisher(stores, lock_timeout=_LOCK_TIMEOUT) as publisher:
        editor = publisher.edit(ListSpec(ConfigName("test", "shared"), str))
        for number in range(count):
            assert editor.add(f"{worker}-{number}").changed == 1


def add_until_killed(stores: Stores, key: str, number: int, done: bool) -> None:  # noqa: FBT001
    nodes, blobs = stores.open()
    plan = Plan.killing(number, done=done)
    engine = PublishEngine(FaultyCoordination(nodes, plan), FaultyBlobs(blobs, plan))
    ListEditor(engine, ListSpec(ConfigName("test", key), str), author="doomed").add("new")
    nodes.close()
    blobs.close()


if __name__ == "__main__":
    main(sys.argv[1:])
