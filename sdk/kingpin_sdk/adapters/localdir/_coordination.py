"""The coordination port on a folder of this machine."""

from __future__ import annotations

import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from kingpin_sdk.adapters.localdir._descriptors import Descriptors
from kingpin_sdk.adapters.localdir._errors import mapped
from kingpin_sdk.adapters.localdir._locks import Guard, PathLocks
from kingpin_sdk.adapters.localdir._looks import ChildrenLook, NodeLook
from kingpin_sdk.adapters.localdir._nodes import Nodes
from kingpin_sdk.adapters.localdir._places import Place
from kingpin_sdk.adapters.localdir._watcher import LocalWatch, Watcher
from kingpin_sdk.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from kingpin_sdk.adapters.localdir._descriptors import Held
    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Revision
    from kingpin_sdk.ports import Node

__all__ = ["LocalCoordination", "LocalMembership"]


@final
class LocalMembership:
    """An ephemeral node, alive while this process keeps its liveness file locked."""

    def __init__(self, path: str, held: Held, nodes: Nodes, forget: Callable[[Held], None]) -> None:
        self._path = path
        self._held = held
        self._nodes = nodes
        self._forget = forget

    @property
    def path(self) -> str:
        """The node's full path."""
        return self._path

    @property
    def alive(self) -> bool:
        """False once somebody deleted the node or it was left; always in a forked child."""
        return self._nodes.keeps_alive(self._path, self._held)

    def leave(self) -> None:
        """Delete the node now. Harmless when repeated; in a forked child it does nothing."""
        if self._held.descriptor >= 0:
            self._forget(self._held)
            self._nodes.leave(self._path, self._held)


@final
class LocalCoordination:
    """Coordination without a server, among the processes of one machine.

    Folders are made at the first write; reading a store that is not there finds nothing.
    Thread-safe. After a fork the child may go on using the object, with locks, watches and members
    of its own: those of the parent stay with the parent alone. Use it as a context manager, or
    close it: the first watch starts a thread.

    Args:
        root: the store's folder, on a local file system.
        inotify: false to look for changes each second only, as where the system has no inotify.
    """

    def __init__(self, root: Path, *, inotify: bool = True) -> None:
        self._root = root
        self._inotify = inotify
        self._descriptors = Descriptors(self._after_fork_in_child)
        guard = Guard(root, self._descriptors)
        self._nodes = Nodes(root, self._descriptors, guard)
        self._locks = PathLocks(root, self._descriptors)
        self._lock = threading.Lock()  # guards _watcher, _members and _closed
        self._watcher: Watcher | None = None
        self._members: dict[Held, LocalMembership] = {}
        self._closed = False

    @property
    def connected(self) -> bool:
        """See ``Coordination.connected``: a folder is in reach while it is there."""
        return not self._closed and self._root.is_dir()

    def read(self, path: str) -> Node:
        """See ``Coordination.read``."""
        self._check_open()
        return self._nodes.read(path)

    def create(self, path: str, data: bytes = b"") -> Revision:
        """See ``Coordination.create``."""
        self._check_open()
        return self._nodes.create(path, data)

    def write(self, path: str, data: bytes, *, expected: Revision) -> Revision:
        """See ``Coordination.write``."""
        self._check_open()
        return self._nodes.write(path, data, expected=expected)

    def delete(self, path: str, *, expected: Revision | None = None) -> None:
        """See ``Coordination.delete``."""
        self._check_open()
        self._nodes.delete(path, expected=expected)

    def children(self, path: str) -> tuple[str, ...]:
        """See ``Coordination.children``."""
        self._check_open()
        return self._nodes.children(path)

    @contextmanager
    def lock(self, path: str, *, deadline: Deadline, holder: str) -> Generator[None]:
        """See ``Coordination.lock``. Excludes threads of one process, too, and is not reentrant."""
        self._check_open()
        with self._locks.held(path, deadline=deadline, holder=holder):
            yield

    def watch(self, path: str, on_change: Callable[[], None]) -> LocalWatch:
        """See ``Coordination.watch``. A forked child has no watches until it makes its own."""
        look = NodeLook(Place.parse(path), self._nodes, self._root)
        return self._running_watcher().add(look, on_change)

    def watch_children(self, path: str, on_change: Callable[[], None]) -> LocalWatch:
        """See ``Coordination.watch_children``."""
        look = ChildrenLook(Place.parse(path), self._nodes, self._root)
        return self._running_watcher().add(look, on_change)

    def join(self, path: str, data: bytes) -> LocalMembership:
        """See ``Coordination.join``. A forked child is no member until it joins by itself."""
        self._check_open()
        held = self._nodes.join(path, data)
        membership = LocalMembership(path, held, self._nodes, self._forget_member)
        with self._lock:
            self._members[held] = membership
        return membership

    def close(self) -> None:
        """End watches, memberships and locks made in this process. Harmless when repeated."""
        with self._lock:
            self._closed = True
            watcher, self._watcher = self._watcher, None
            members, self._members = self._members, {}
        if watcher is not None:
            watcher.close()
        try:
            for membership in members.values():
                membership.leave()
        finally:
            # Whatever failed: a member whose file is closed is dead, a lock is free.
            self._descriptors.close()

    def __enter__(self) -> LocalCoordination:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_watcher", None) is not None or getattr(self, "_members", None):
            warnings.warn(
                f"{self._root} was not closed", ResourceWarning, source=self, stacklevel=2
            )
            self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise BackendError(f"the connection to the store {self._root} is closed")

    def _running_watcher(self) -> Watcher:
        self._descriptors.follow_forks()
        with self._lock:
            self._check_open()
            if self._watcher is None:
                with mapped(f"watch in {self._root}"):
                    self._watcher = Watcher(self._descriptors, inotify=self._inotify)
            return self._watcher

    def _forget_member(self, held: Held) -> None:
        with self._lock:
            self._members.pop(held, None)

    def _after_fork_in_child(self) -> None:
        # Another thread may have had the lock, and what it guards, in its hands.
        self._lock = threading.Lock()
        self._watcher = None
        self._members = {}
