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
    """Runs functions on its own daemon threads, started at the first call of each process."""

    __slots__ = ("_counts", "_lock", "_pid", "_queue")

    def __init__(self) -> None:
        self._pid = 0
        self._lock = threading.Lock()  # guards _counts
        self._counts = DarkCounts(0, 0, 0)
        self._queue: Queue[tuple[str, Callable[[], object]]] | None = None

    @property
    def counts(self) -> DarkCounts:
        """So far, in this process."""
        return self._counts

    def submit(
        self, name: str, fn: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Queue a call, or drop and count it when the queue is full."""
        import contextvars
        import functools
        from queue import Full

        context = contextvars.copy_context()
        call = functools.partial(context.run, functools.partial(fn, *args, **kwargs))
        try:
            self._running_queue().put_nowait((name, call))
        except Full:
            self._count(dropped=1)

    def _running_queue(self) -> Queue[tuple[str, Callable[[], object]]]:
        queue = self._queue
        if queue is None or self._pid != os.getpid():
            queue = self._start()
        return queue

    def _start(self) -> Queue[tuple[str, Callable[[], object]]]:
        """New threads and a new queue.

        A forked child has neither its parent's threads nor a right to its calls.
        """
        from queue import Queue

        if self._pid != os.getpid():
            self._lock = (
                threading.Lock()
            )  # the parent's may have been held by a thread that is not here
            self._counts = DarkCounts(0, 0, 0)
            self._pid = os.getpid()
            self._queue = None
        with self._lock:
            if self._queue is None:
                self._queue = Queue(_WAITING)
                for number in range(_THREADS):
                    threading.Thread(
                        target=self._run,
                        args=(self._queue,),
                        name=f"kingpin-dark-{number}",
                        daemon=True,
                    ).start()
            return self._queue

    def _run(self, queue: Queue[tuple[str, Callable[[], object]]]) -> None:
        while True:
            name, call = queue.get()
            try:
                call()
            except Exception:
                import logging

                logging.getLogger(__name__).exception("Dark call %s failed", name)
                self._count(failed=1)
            else:
                self._count(ran=1)

    def _count(self, *, ran: int = 0, failed: int = 0, dropped: int = 0) -> None:
        with self._lock:
            now = self._counts
            self._counts = DarkCounts(now.ran + ran, now.failed + failed, now.dropped + dropped)
