"""One thread that tells watches of changes: the kernel's events, and a probe each second as net."""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, final

from kingpin_sdk.adapters.localdir._inotify import open_events
from kingpin_sdk.adapters.localdir._wiretap import Wiretap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kingpin_sdk.adapters.localdir._descriptors import Descriptors, Held
    from kingpin_sdk.adapters.localdir._inotify import FolderEvent
    from kingpin_sdk.adapters.localdir._looks import Look

__all__ = ["LocalWatch", "Watcher"]

logger = logging.getLogger(__name__)

_PROBE_EVERY = 1.0
# The kernel tells of a closed file just before it frees the file's lock: look again after this.
_AFTER_CLOSE = 0.005
_CALLBACK_GRACE = 5.0


@final
class LocalWatch:
    """A standing watch. It belongs to the process that made it: a forked child has none of it."""

    def __init__(self, look: Look, on_change: Callable[[], None], watcher: Watcher) -> None:
        self.look = look
        self.seen = look.stamp()  # used by the watcher's thread only, once it is added
        self._on_change = on_change
        self._watcher = watcher
        self._state = threading.Condition()  # guards _closed and _calling
        self._closed = False
        self._calling = False

    def close(self) -> None:
        """End it; waits for a call-back that runs just now, unless called by the call-back."""
        if not self._watcher.is_mine():
            return
        self._watcher.remove(self)
        with self._state:
            self._closed = True
            if not self._watcher.is_current_thread():
                # With a limit: a call-back that waits for a lock of our caller breaks its promise
                # to return at once, but must not hang us both.
                self._state.wait_for(lambda: not self._calling, _CALLBACK_GRACE)

    def tell(self) -> None:
        """Call back, unless closed."""
        with self._state:
            if self._closed:
                return
            self._calling = True
        try:
            self._on_change()
        except Exception:
            logger.exception("a call-back of a watch failed")
        finally:
            with self._state:
                self._calling = False
                self._state.notify_all()


@final
class Watcher:
    """The watches of one adapter in one process, and their daemon thread.

    Args:
        descriptors: where the queue and the wake-up pipe are registered.
        inotify: false to go without the kernel's events.
    """

    def __init__(self, descriptors: Descriptors, *, inotify: bool) -> None:
        self._process = os.getpid()
        self._watches: set[LocalWatch] = set()
        self._lock = threading.Lock()  # guards _watches and _tap
        events = open_events(descriptors) if inotify else None
        self._tap = None if events is None else Wiretap(events)
        self._stopped = threading.Event()
        self._woken, self._wake = _pipe(descriptors)
        self._thread = threading.Thread(
            target=self._run, name="kingpin-localdir-watch", daemon=True
        )
        self._thread.start()

    def is_mine(self) -> bool:
        """False in a forked child, where the thread does not exist and the lock may be taken."""
        return os.getpid() == self._process

    def is_current_thread(self) -> bool:
        """Whether a call-back is asking."""
        return threading.current_thread() is self._thread

    def add(self, look: Look, on_change: Callable[[], None]) -> LocalWatch:
        """Begin a watch: every change after this returns is told."""
        watch = LocalWatch(look, on_change, self)
        with self._lock:
            self._watches.add(watch)
            self._tap_again([watch])
        return watch

    def remove(self, watch: LocalWatch) -> None:
        """Forget a watch; harmless when repeated."""
        with self._lock:
            self._watches.discard(watch)
            if self._tap is not None:
                self._tap.drop(watch)

    def close(self) -> None:
        """End the thread; no call-back begins after this returns, unless a call-back calls it."""
        with self._lock:
            watches = list(self._watches)
        for watch in watches:
            watch.close()
        self._stopped.set()
        with suppress(OSError):  # the thread has ended by itself
            os.write(self._wake.descriptor, b"!")
        if not self.is_current_thread():
            self._thread.join(_CALLBACK_GRACE)

    def _tap_again(self, watches: Iterable[LocalWatch]) -> None:
        # Under the lock. Its few system calls on folders cannot wait for anybody.
        if self._tap is not None:
            for watch in watches:
                self._tap.arm(watch, watch.look.goals)

    def _run(self) -> None:
        try:
            self._loop()
        except Exception:
            logger.exception("the watcher's thread ended")
        finally:
            self._woken.close()
            self._wake.close()
            if self._tap is not None:
                self._tap.close()

    def _loop(self) -> None:
        poller = select.poll()
        poller.register(self._woken.descriptor, select.POLLIN)
        if self._tap is not None:
            poller.register(self._tap.descriptor, select.POLLIN)
        next_probe = time.monotonic() + _PROBE_EVERY
        again: set[LocalWatch] = set()
        again_at = next_probe
        while True:
            due = min(next_probe, again_at) - time.monotonic()
            ready = [descriptor for descriptor, _ in poller.poll(max(0.0, due) * 1000)]
            if self._stopped.is_set():
                return
            if self._tap is not None and self._tap.descriptor in ready:
                again |= self._dispatch(self._tap.read())
            now = time.monotonic()
            if now >= next_probe:
                self._probe_all()
                next_probe = now + _PROBE_EVERY
            if now >= again_at:
                self._probe(again)
                again.clear()
            again_at = now + _AFTER_CLOSE if again else next_probe

    def _dispatch(self, events: list[FolderEvent]) -> set[LocalWatch]:
        """Tell whom the events concern; gives those to look at again shortly."""
        closed: set[LocalWatch] = set()
        with self._lock:
            told: set[LocalWatch] = set()
            if self._tap is None or any(event.lost for event in events):
                told |= self._watches
            else:
                for event in events:
                    concerned = self._tap.concerned(event)
                    told |= concerned
                    if event.closed:
                        closed |= concerned
            # Before the call-backs look: folders that came meanwhile are watched by then.
            self._tap_again(told)
        for watch in told:
            watch.seen = watch.look.stamp()
            watch.tell()
        return closed

    def _probe_all(self) -> None:
        with self._lock:
            watches = list(self._watches)
            if self._tap is not None:
                self._tap_again(self._tap.lacking(watches))
        self._probe(watches)

    def _probe(self, watches: Iterable[LocalWatch]) -> None:
        for watch in watches:
            stamp = watch.look.stamp()
            if stamp != watch.seen:
                watch.seen = stamp
                watch.tell()


def _pipe(descriptors: Descriptors) -> tuple[Held, Held]:
    ends: list[int] = []

    def opener() -> int:
        ends.extend(os.pipe())
        return ends[0]

    return descriptors.open(opener), descriptors.open(lambda: ends[1])
