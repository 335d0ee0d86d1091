"""Dark calls: a bounded queue, a few daemon threads, and nothing that reaches the caller.

``concurrent.futures`` is not used because its threads are joined when the interpreter exits: a dark
call that hangs would hold a web worker's shutdown.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, final

if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import Queue

__all__ = ["DarkCounts", "DarkRunner"]

P = ParamSpec("P")

_THREADS = 4
_WAITING = 1000


class DarkCounts(NamedTuple):
    """What became of dark calls in this process."""

    ran: int
    failed: int
    dropped: int


@final
class DarkRunner:
    """Runs functions on daemon threads of its own, started at the first call of each process.

    A forked child has neither its parent's threads nor a right to its calls, and must not wait for
    a lock that a thread of its parent held: so a crew belongs to a process id.
    """

    __slots__ = ("_by_pid",)

    def __init__(self) -> None:
        self._by_pid: dict[int, _Crew] = {}

    @property
    def counts(self) -> DarkCounts:
        """So far, in this process."""
        return self._mine().counts

    def submit(
        self, name: str, fn: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Queue a call, or drop and count it when the queue is full."""
        import contextvars
        import functools

        context = contextvars.copy_context()
        call = functools.partial(context.run, functools.partial(fn, *args, **kwargs))
        self._mine().submit(name, call)

    def _mine(self) -> _Crew:
        pid = os.getpid()
        crew = self._by_pid.get(pid)
        if crew is None:
            # setdefault decides between threads that get here together.
            crew = self._by_pid.setdefault(pid, _Crew())
            for other in [other for other in list(self._by_pid) if other != pid]:
                self._by_pid.pop(other, None)
        return crew


@final
class _Crew:
    """The queue and the threads of one process."""

    __slots__ = ("_counts", "_lock", "_queue", "_started")

    def __init__(self) -> None:
        from queue import Queue

        self._queue: Queue[tuple[str, Callable[[], object]]] = Queue(_WAITING)
        self._lock = threading.Lock()  # guards _counts and _started
        self._counts = DarkCounts(0, 0, 0)
        self._started = 0

    @property
    def counts(self) -> DarkCounts:
        return self._counts

    def submit(self, name: str, call: Callable[[], object]) -> None:
        from queue import Full

        try:
            self._start()
            self._queue.put_nowait((name, call))
        except (Full, RuntimeError):  # RuntimeError: not even one thread can be started
            self._count(dropped=1)

    def _start(self) -> None:
        if self._started:
            return
        with self._lock:
            while self._started < _THREADS:
                thread = threading.Thread(
                    target=self._run, name=f"kingpin-dark-{self._started}", daemon=True
                )
                try:
                    thread.start()
                except RuntimeError:
                    if not self._started:
                        raise
                    return  # fewer will do
                self._started += 1

    def _run(self) -> None:
        while True:
            name, call = self._queue.get()
            try:
                call()
            except BaseException:
                # Also SystemExit and gevent's Timeout: they would end this thread for all later
                # calls.
                import logging

                logging.getLogger(__name__).exception("Dark call %s failed", name)
                self._count(failed=1)
            else:
                self._count(ran=1)

    def _count(self, *, ran: int = 0, failed: int = 0, dropped: int = 0) -> None:
        with self._lock:
            now = self._counts
            self._counts = DarkCounts(now.ran + ran, now.failed + failed, now.dropped + dropped)
