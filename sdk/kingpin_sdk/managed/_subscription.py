"""Being told of new snapshots: a daemon thread that makes the same look a read makes."""

from __future__ import annotations

import logging
import os
import threading
import weakref
from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from kingpin_sdk.model import Snapshot

__all__ = ["Subscription"]

V = TypeVar("V")

_LEAST_STEP = 0.01
_log = logging.getLogger(__name__)


@final
class Subscription:
    """A standing subscription to a view: close it, or use it in a ``with`` statement.

    Its daemon thread never delays the interpreter's exit, and is started again in a forked child.
    """

    def __init__(
        self,
        read: Callable[[], Snapshot[V]],
        callback: Callable[[Snapshot[V]], object],
        *,
        title: str,
        every: float,
    ) -> None:
        self._title = title
        self._every = max(every, _LEAST_STEP)
        self._closed = threading.Event()
        last = _read_or_none(read)

        def run() -> None:
            nonlocal last  # a forked child goes on from here
            closed = self._closed
            while not closed.wait(self._every):
                now = _read_or_none(read)
                if now is not None and not _same(now, last):
                    last = now
                    self._tell(callback, now)

        self._run = run
        self._start()
        _restart_after_fork(self)

    def close(self) -> None:
        """End it: no call begins after this returns.

        Unless from within a call. Harmless when repeated.
        """
        self._closed.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        self._thread = threading.Thread(
            target=self._run, name=f"kingpin-subscription {self._title}", daemon=True
        )
        self._thread.start()

    def start_in_child(self) -> None:
        """Go on in a forked child, where the thread is not (called by the fork hook)."""
        if not self._closed.is_set():
            self._closed = (
                threading.Event()
            )  # the parent's may be locked by a thread that is not here
            self._start()

    def _tell(self, callback: Callable[[Snapshot[V]], object], now: Snapshot[V]) -> None:
        if self._closed.is_set():
            return
        try:
            callback(now)
        except BaseException:  # noqa: BLE001 - the outermost frame of a thread that others' code runs on, SystemExit and gevent's Timeout included
            _log.exception("A subscriber of %s failed", self._title)


def _read_or_none(read: Callable[[], Snapshot[V]]) -> Snapshot[V] | None:
    try:
        return read()
    except ConfigError:
        return None  # the view's status tells


def _same(now: Snapshot[V], last: Snapshot[V] | None) -> bool:
    # A value is loaded once and then handed out again, so identity tells a new load from an old
    # one.
    return last is not None and now.value is last.value and now.modified == last.modified


def _restart_after_fork(subscription: Subscription) -> None:
    # Weakly, because a hook cannot be taken back: a closed and forgotten subscription must not live
    # on in it.
    forgotten = weakref.ref(subscription)

    def in_child() -> None:
        alive = forgotten()
        if alive is not None:
            alive.start_in_child()

    os.register_at_fork(after_in_child=in_child)
