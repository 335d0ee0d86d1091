"""Call-backs of watches, on a thread of their own: a slow one must not stop kazoo's threads."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Dispatcher", "Notifier"]

_log = logging.getLogger(__name__)

_CLOSE_WITHIN: Final = 1.0


class Dispatcher:
    """One thread that runs what it is given, in order; started by the first job."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        # Guards _thread.
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, job: Callable[[], None]) -> None:
        """Run it soon; does not wait."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._loop, daemon=True, name="kingpin-zk-watches"
                )
                self._thread.start()
        self._jobs.put(job)

    def stop(self) -> None:
        """Let the thread end after the jobs it has; does not wait."""
        self._jobs.put(None)

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


class Notifier:
    """Calls one function whenever told to; tellings that come before the call begins fall into one.

    Args:
        dispatcher: whose thread calls.
        on_change: what is called; what it raises is logged.
    """

    def __init__(self, dispatcher: Dispatcher, on_change: Callable[[], None]) -> None:
        self._dispatcher = dispatcher
        self._on_change: Callable[[], None] | None = on_change
        # Guards the fields below and _on_change; notified when a call ends.
        self._changed = threading.Condition()
        self._due = False
        self._caller: int | None = None

    def notify(self) -> None:
        """Have the function called soon; does not wait."""
        with self._changed:
            if self._due or self._on_change is None:
                return
            self._due = True
        self._dispatcher.run(self._call)

    def close(self) -> None:
        """No call begins after this returns; a running one is waited for, for a second at most.

        The bound breaks the knot of a function that waits for a lock its closer holds.
        """
        with self._changed:
            self._on_change = None
            if self._caller != threading.get_ident():
                self._changed.wait_for(lambda: self._caller is None, _CLOSE_WITHIN)

    def _call(self) -> None:
        with self._changed:
            self._due = False
            on_change = self._on_change
            if on_change is None:
                return
            self._caller = threading.get_ident()
        try:
            on_change()
        except Exception:  # noqa: BLE001 - the outermost frame of the thread's loop
            _log.exception("a watch's call-back failed")
        finally:
            with self._changed:
                self._caller = None
                self._changed.notify_all()
