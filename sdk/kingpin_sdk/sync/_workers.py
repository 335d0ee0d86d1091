"""The threads that do what blocks, and the gate that lets no swap begin once the engine closes."""

from __future__ import annotations

import logging
import queue
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from kingpin_sdk.clocks import NoMetrics

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from kingpin_sdk.clocks import Deadline, Metrics, Monotonic

__all__ = ["GateClosedError", "SwapGate", "Workers"]

_log = logging.getLogger(__name__)


@final
class Workers:
    """A fixed number of threads, daemons: a backend that hangs must not keep the process alive.

    Args:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._loop, name=f"kingpin-sync-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Callable[[], None]) -> None:
        """Run it soon; does not wait."""
        self._jobs.put(job)

    def stop(self, deadline: Deadline) -> None:
        """Let the threads end after the jobs in hand; waits for them until the deadline."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(deadline.remaining)

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:  # noqa: BLE001 - the thread's outermost loop
                _log.exception("a job of the sync engine failed")


class GateClosedError(Exception):
    """The engine is closing: leave the file as it is."""


@final
class SwapGate:
    """Every swap of a local file passes here: closing waits for those in hand, stops the rest.

    Args:
        clock: measures the swaps.
        metrics: told how long they took.
    """

    def __init__(
        self, *, clock: Monotonic = time.monotonic, metrics: Metrics | None = None
    ) -> None:
        self._clock = clock
        self._metrics: Metrics = NoMetrics() if metrics is None else metrics
        # Guards _inside and _closed; notified when a swap ends.
        self._changed = threading.Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def passing(self) -> Generator[None]:
        """Hold the gate open for one swap.

        Raises:
            GateClosedError: on entering, once the gate is closed.
        """
        with self._changed:
            if self._closed:
                raise GateClosedError
            self._inside += 1
        begun = self._clock()
        try:
            yield
            self._metrics.observe("sync_apply_seconds", self._clock() - begun)
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Wait for the swaps in hand and let no more begin. Harmless when repeated."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._inside == 0)
