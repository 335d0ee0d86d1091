"""Descriptors that mean something while they are open: locks, liveness, event queues.

A forked child shares its parent's open files, and an flock lasts until the last copy of its
descriptor is closed: a child would keep the locks and members of a parent that was killed.
Therefore every such descriptor is registered here. It is opened under a thread lock that is also
taken around each fork, so none can be between its opening and its registration, and the child
closes its copies before any other code of it runs. It closes only: LOCK_UN in the child would
unlock the parent's lock.
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
import weakref
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Descriptors", "Held"]


@final
class Held:
    """One registered descriptor."""

    __slots__ = ("_descriptor", "_locked", "_registry")

    def __init__(self, descriptor: int, registry: Descriptors) -> None:
        self._descriptor = descriptor
        self._locked = False
        self._registry = registry

    @property
    def descriptor(self) -> int:
        """The number; -1 once closed, and in a forked child."""
        return self._descriptor

    def try_lock(self) -> bool:
        """Take the exclusive flock if nobody has it; never waits.

        Raises:
            OSError: it is closed (by another thread that closes the adapter).
        """
        with self._registry.lock:  # else the number could be another file's by now
            if self._descriptor < 0:
                raise OSError(errno.EBADF, "closed meanwhile")
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._locked = True
            return True

    def close(self) -> None:
        """Unlock and close; harmless when repeated, and in a forked child."""
        with self._registry.lock:  # a fork between forgetting and closing would leave a copy open
            descriptor, self._descriptor = self._descriptor, -1
            self._registry.forget(self)
            if descriptor < 0:
                return
            if self._locked:
                # Not left to the close: a child that has just been forked may still have a copy.
                fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)

    def drop(self) -> None:
        """Close a forked child's copy, and forget its number: another file may get it."""
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)


@final
class Descriptors:
    """All registered descriptors of one adapter.

    Args:
        in_child: called in a forked child after its copies are closed. A bound method; held weakly.
    """

    def __init__(self, in_child: Callable[[], None] | None = None) -> None:
        self.lock = threading.Lock()  # guards _hooked, _open and each Held's number
        self._open: set[Held] = set()
        self._in_child = None if in_child is None else weakref.WeakMethod(in_child)
        self._hooked = False

    def follow_forks(self) -> None:
        """Begin to close copies in forked children; harmless when repeated.

        Not in the constructor: an adapter that is never used leaves no trace. The hooks cannot be
        taken back, so they hold this object weakly.
        """
        with self.lock:
            hooked, self._hooked = self._hooked, True
        if not hooked:
            _hook(weakref.ref(self))

    def open(self, opener: Callable[[], int]) -> Held:
        """Register what the opener opens; it runs under the lock and may do nothing else."""
        self.follow_forks()
        with self.lock:
            held = Held(opener(), self)
            self._open.add(held)
            return held

    def forget(self, held: Held) -> None:
        """Take it out; the caller has the lock."""
        self._open.discard(held)

    def close(self) -> None:
        """Close them all; harmless when repeated."""
        with self.lock:
            still_open = list(self._open)
        for held in still_open:
            held.close()

    def after_fork_in_child(self) -> None:
        """Close this process's copies; what they meant stays with the parent."""
        self.lock = threading.Lock()
        still_open, self._open = self._open, set()
        for held in still_open:
            held.drop()
        in_child = None if self._in_child is None else self._in_child()
        if in_child is not None:
            in_child()


def _hook(reference: weakref.ref[Descriptors]) -> None:
    # From `before` to `after`: an object collected in between cannot leave its lock taken behind.
    forking: list[Descriptors] = []

    def before() -> None:
        registry = reference()
        if registry is not None:
            registry.lock.acquire()
            forking.append(registry)

    def after_in_parent() -> None:
        if forking:
            forking.pop().lock.release()

    def after_in_child() -> None:
        if forking:
            forking.pop().after_fork_in_child()

    os.register_at_fork(
        before=before, after_in_parent=after_in_parent, after_in_child=after_in_child
    )
