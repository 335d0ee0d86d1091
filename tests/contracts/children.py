"""Forked children of the test process: what they do, how they end."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Protocol

__all__ = ["fork", "kill_at_line", "run_in_child", "wait_for"]


class _Trace(Protocol):
    def __call__(self, frame: FrameType, event: str, arg: object, /) -> "_Trace | None": ...


def fork(work: Callable[[], object]) -> int:
    """Do the work in a forked child, which then ends without the test run's clean-up; its id."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - the child may not return into pytest, whatever happens
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def wait_for(process: int) -> int:
    """Its exit code; minus the number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def run_in_child(work: Callable[[], object]) -> None:
    """Do the work in a forked child and fail if that fails."""
    assert wait_for(fork(work)) == 0, "the child failed; its traceback is on standard error"


def kill_at_line(number: int, package: str) -> None:
    """Kill this process before it runs its n-th line of a package, counted from now on."""
    left = number

    def trace(frame: FrameType, event: str, _: object) -> "_Trace | None":
        nonlocal left
        if not str(frame.f_globals.get("__name__")).startswith(package):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
