"""The coordination port over ZooKeeper."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Final

from kingpin_sdk.adapters.zookeeper._errors import FAILED, translate
from kingpin_sdk.adapters.zookeeper._lock import hold
from kingpin_sdk.adapters.zookeeper._membership import Member
from kingpin_sdk.adapters.zookeeper._nodes import create_with_parents
from kingpin_sdk.adapters.zookeeper._options import Options, Tls, parse_acl
from kingpin_sdk.adapters.zookeeper._session import Session
from kingpin_sdk.adapters.zookeeper._watches import ChildrenProbe, NodeProbe, StandingWatch
from kingpin_sdk.errors import BackendError
from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from kingpin_sdk.clocks import Deadline

__all__ = ["ZooKeeperCoordination"]

_MAX_BYTES: Final = 1_000_000
_ANY: Final = -1


class ZooKeeperCoordination:
    """A ``Coordination`` on a ZooKeeper ensemble (3.4 or newer).

    Nothing is opened before the first use. Then one session serves all threads of the process; it
    reconnects by itself, and when the ensemble gave it up, everything goes on in a new one: watches
    stand again (and call once), memberships are over. Reads are repeated on a lost connection,
    within the operation timeout; writes never are.

    In a forked child the object opens a session of its own: the parent's socket cannot be shared,
    and the parent's watches, locks and memberships stay the parent's.

    Args:
        hosts: ``host:port,host:port``; the port is 2181 where it lacks. All of one ensemble.
        chroot: path under which everything lies, made when it lacks; empty for the whole tree.
        session_timeout: seconds after which the ensemble gives up a silent session; KingPin's 16 by
            default, and the ensemble may keep it within bounds of its own.
        connect_timeout: seconds a first call waits for the connection.
        operation_timeout: seconds any later call waits for its answer, including reconnects.
        auth: (scheme, credential) pairs sent on each connection, such as ``("digest",
            "user:password")``.
        sasl: options of SASL authentication as kazoo takes them; needs the package pure-sasl.
        acl: of all nodes that are made, parents and locks too: ``open`` (everybody may do all, as
            KingPin), ``creator`` (only whoever has the same credentials) or zkCli's
            ``scheme:id:cdrwa,...``.
        tls: encrypt the connection.

    Raises:
        SettingsError: an argument cannot be used.
    """

    def __init__(
        self,
        hosts: str,
        *,
        chroot: str = "",
        session_timeout: float = 16.0,
        connect_timeout: float = 5.0,
        operation_timeout: float = 10.0,
        auth: Sequence[tuple[str, str]] = (),
        sasl: Mapping[str, str] | None = None,
        acl: str = "open",
        tls: Tls | None = None,
    ) -> None:
        self._options = Options(
            hosts=hosts,
            chroot=chroot.rstrip("/"),
            session_timeout=session_timeout,
            connect_timeout=connect_timeout,
            operation_timeout=operation_timeout,
            auth=tuple(auth),
            sasl=sasl,
            acl=parse_acl(acl),
            tls=tls,
        )
        # By process id. setdefault() is atomic, so threads of a fresh child need no lock to agree
        # on one; a lock made before the fork might be held there for ever.
        self._sessions: dict[int, Session] = {}
        self._closed = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._options.hosts}{self._options.chroot}>"

    def __del__(self) -> None:
        sessions: dict[int, Session] = getattr(self, "_sessions", {})
        session = sessions.get(os.getpid())
        if session is not None and session.started:
            warnings.warn(
                f"{self!r} was dropped without close()", ResourceWarning, stacklevel=2, source=self
            )
            session.close(wait=False)

    @property
    def connected(self) -> bool:
        """Whether this process's session stands on a connection; see the port."""
        session = self._sessions.get(os.getpid())
        return session is not None and session.live() is not None

    def read(self, path: str) -> Node:
        """A node's content; see the port."""
        full = self._options.full(path)
        data, stat = self._session().query(
            self._options.where("read", path), lambda client: client.get_async(full)
        )
        return Node(data or b"", Revision(stat.version), stat.last_modified)

    def create(self, path: str, data: bytes = b"") -> Revision:
        """Make a persistent node and its parents; see the port."""
        full = self._options.full(path)
        what = self._options.where("create", path)
        _check_size(data, what)
        client = self._session().connected()
        try:
            create_with_parents(client, full, data, self._options.operation_timeout)
        except FAILED as error:
            raise translate(error, what) from error
        return Revision(0)

    def write(self, path: str, data: bytes, *, expected: Revision) -> Revision:
        """Replace a node's data if it is at that revision; see the port."""
        full = self._options.full(path)
        what = self._options.where("write", path)
        _check_size(data, what)
        stat = self._session().command(
            what, lambda client: client.set_async(full, data, version=expected)
        )
        return Revision(stat.version)

    def delete(self, path: str, *, expected: Revision | None = None) -> None:
        """Remove a node without children; see the port."""
        full = self._options.full(path)
        version = _ANY if expected is None else expected
        self._session().command(
            self._options.where("delete", path), lambda client: client.delete_async(full, version)
        )

    def children(self, path: str) -> tuple[str, ...]:
        """Names of a node's children, sorted; see the port."""
        full = self._options.full(path)
        names = self._session().query(
            self._options.where("list", path), lambda client: client.get_children_async(full)
        )
        return tuple(sorted(names))

    def lock(self, path: str, *, deadline: Deadline, holder: str) -> AbstractContextManager[None]:
        """Hold the exclusive lock of a path; see the port.

        Not re-entrant: asked for twice, it waits for itself. Leaving never raises: a contender that
        cannot be deleted now is deleted on the next connection, or goes with the session.
        """
        full = self._options.full(path)
        return hold(self._session(), full, deadline=deadline, holder=holder)

    def watch(self, path: str, on_change: Callable[[], None]) -> StandingWatch:
        """Ask to be told of changes of a node; see the port. Calls once when the watch stands."""
        full = self._options.full(path)
        return StandingWatch(self._session(), NodeProbe, full, on_change)

    def watch_children(self, path: str, on_change: Callable[[], None]) -> StandingWatch:
        """The same for a node's children; see the port. Calls once when the watch stands."""
        full = self._options.full(path)
        return StandingWatch(self._session(), ChildrenProbe, full, on_change)

    def join(self, path: str, data: bytes) -> Member:
        """Make an ephemeral node; see the port.

        When the connection goes before the answer, a node that was made after all is taken away
        again.
        """
        _check_size(data, self._options.where("join", path))
        member = Member(self._session(), path)
        member.join(data)
        return member

    def close(self) -> None:
        """End the session; see the port. Takes 5 seconds at most when the server hangs."""
        self._closed = True
        session = self._sessions.pop(os.getpid(), None)
        if session is not None:
            session.close()

    def _session(self) -> Session:
        if self._closed:
            raise BackendError(f"the connection to zookeeper {self._options.hosts} has been closed")
        pid = os.getpid()
        session = self._sessions.get(pid)
        if session is None:
            session = self._sessions.setdefault(pid, Session(self._options))
        return session


def _check_size(data: bytes, what: str) -> None:
    # The server would answer by dropping the connection.
    if len(data) > _MAX_BYTES:
        raise BackendError(
            f"{what}: {len(data):,} bytes are more than the {_MAX_BYTES:,} a node takes"
        )
