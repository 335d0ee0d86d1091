"""Ephemeral members: nodes that go when this process or its session goes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kazoo.exceptions import NoNodeError

from kingpin_sdk.adapters.zookeeper._errors import FAILED, translate
from kingpin_sdk.adapters.zookeeper._nodes import create_with_parents
from kingpin_sdk.adapters.zookeeper._strays import Stray
from kingpin_sdk.adapters.zookeeper._watches import NodeProbe
from kingpin_sdk.errors import BackendError, SessionLostError

if TYPE_CHECKING:
    from kazoo.protocol.states import ZnodeStat

    from kingpin_sdk.adapters.zookeeper._session import Session

__all__ = ["Member"]


class Member:
    """The port's Membership; made by ``join``.

    It belongs to the process that joined: in a forked child it is not alive, and leaving does
    nothing.
    """

    def __init__(self, session: Session, path: str) -> None:
        self._session = session
        self._path = path
        self._full = session.options.full(path)
        # Guards the two below.
        self._lock = threading.Lock()
        self._joined = False
        self._gone = False
        self._probe = NodeProbe(session, self._full, self._seen, self._over)

    @property
    def path(self) -> str:
        """The node's path."""
        return self._path

    @property
    def alive(self) -> bool:
        """False once the node is known to be gone."""
        if self._session.inherited:
            return False
        with self._lock:
            return self._joined and not self._gone

    def join(self, data: bytes) -> None:
        """Create the node; see the port."""
        what = self._session.options.where("join", self._path)
        client = self._session.connected()
        # Attached first: a session that ends right after the creation must not go unnoticed.
        self._session.attach(self._probe)
        try:
            timeout = self._session.options.operation_timeout
            create_with_parents(client, self._full, data, timeout, ephemeral=True)
        except BaseException as error:
            self._probe.end()
            translated = translate(error, what) if isinstance(error, FAILED) else None
            if translated is None or translated.retryable:
                self._leave_stray()
            if translated is None:
                raise
            raise translated from error
        with self._lock:
            self._joined = True
            lost = self._gone
        if lost:
            # The creation may have slipped into the next session: then it is taken away again.
            self._leave_stray()
            raise SessionLostError(f"{what}: the session ended meanwhile")

    def leave(self) -> None:
        """Delete the node; see the port."""
        if self._session.inherited:
            return
        with self._lock:
            done = self._gone or not self._joined
            self._gone = True
        if done:
            return
        self._probe.end()
        try:
            self._session.query(
                self._session.options.where("leave", self._path),
                lambda client: client.delete_async(self._full),
            )
        except BackendError as error:
            if isinstance(error.__cause__, NoNodeError):
                return
            self._leave_stray()
            raise

    def _leave_stray(self) -> None:
        parent, _, name = self._full.rpartition("/")
        Stray(self._session, parent, name)

    def _seen(self, stat: ZnodeStat | None) -> None:
        # Before the creation is answered the node may rightly be missing.
        if self._joined and (stat is None or stat.owner_session_id != self._session.number):
            self._over()

    def _over(self) -> None:
        with self._lock:
            self._gone = True
        self._probe.end()
