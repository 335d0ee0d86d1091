"""The coordination port.

Small nodes with revisions, children, watches, locks and ephemeral members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Revision

__all__ = ["Coordination", "Membership", "Node", "Watch"]


class Node(NamedTuple):
    """A node's content.

    Attributes:
        data: its bytes; a null payload reads as empty.
        revision: the compare-and-set token of this content; 0 when just created, grows by one with
            each write.
        modified: when it was last written, seconds since the epoch by the service's clock.
    """

    data: bytes
    revision: Revision
    modified: float


class Watch(Protocol):
    """A standing watch."""

    def close(self) -> None:
        """End it; no call-back begins after this returns. Harmless when repeated."""
        ...


class Membership(Protocol):
    """An ephemeral child node that lives as long as this process and its session do."""

    @property
    def path(self) -> str:
        """The node's full path."""
        ...

    @property
    def alive(self) -> bool:
        """False once the service has dropped the node.

        Session lost, deleted by hand) or it was left.
        """
        ...

    def leave(self) -> None:
        """Delete the node now. Harmless when repeated."""
        ...


class Coordination(Protocol):
    """Small nodes in a tree. Thread-safe; every call blocks, bounded by the adapter's timeouts.

    Paths are absolute, ``/``-separated, made by ``names``. Data is at most 1 MB (ZooKeeper's
    limit). All methods raise UnavailableError and SessionLostError (both retryable) and
    AccessDeniedError besides what they name. After a retryable error of a write its outcome is
    unknown: read to find out.
    """

    @property
    def connected(self) -> bool:
        """True while the service is in reach, as far as this client knows; never blocks."""
        ...

    def read(self, path: str) -> Node:
        """A node's content, at least as new as anything this client wrote or was told of before.

        Raises:
            NodeNotFoundError: it is not there.
        """
        ...

    def create(self, path: str, data: bytes = b"") -> Revision:
        """Make a persistent node, and its parents (empty) where they lack.

        Raises:
            NodeExistsError: it is there.
        """
        ...

    def write(self, path: str, data: bytes, *, expected: Revision) -> Revision:
        """Replace a node's data if it is at that revision.

        Raises:
            RevisionMismatchError: somebody wrote it since.
            NodeNotFoundError: it is not there.
        """
        ...

    def delete(self, path: str, *, expected: Revision | None = None) -> None:
        """Remove a node that has no children.

        Raises:
            RevisionMismatchError: it is not at the expected revision.
            NodeNotFoundError: it is not there.
            BackendError: it has children.
        """
        ...

    def children(self, path: str) -> tuple[str, ...]:
        """Names (not paths) of a node's children, sorted.

        Raises:
            NodeNotFoundError: the node is not there.
        """
        ...

    def lock(self, path: str, *, deadline: Deadline, holder: str) -> AbstractContextManager[None]:
        """Hold the exclusive lock of a path, across processes and machines.

        Waits until the deadline.

        A holder that dies frees it (at once on localdir, after the session timeout on ZooKeeper). A
        holder whose session ends meanwhile does not notice: fence what it protects with revisions.

        Args:
            path: the lock's own path.
            deadline: give up waiting then.
            holder: text shown to those who wait.

        Raises:
            LockTimeoutError: on entering, when the deadline passes.
        """
        ...

    def watch(self, path: str, on_change: Callable[[], None]) -> Watch:
        """Ask to be told that a node may have been created, written or deleted.

        The call-back runs on a thread of the adapter and must return at once; it may come too
        often, and comes at least once after every change and after every time the connection was
        away. Errors on the way are retried by the adapter, not raised. The node need not exist.
        """
        ...

    def watch_children(self, path: str, on_change: Callable[[], None]) -> Watch:
        """The same for the set of a node's children (also when the node itself comes or goes)."""
        ...

    def join(self, path: str, data: bytes) -> Membership:
        """Make an ephemeral node.

        Parents are made, persistent) that goes when this process or session goes.

        Raises:
            NodeExistsError: it is there.
        """
        ...

    def close(self) -> None:
        """End the session: its memberships and locks go at once. Harmless when repeated."""
        ...
