"""Standing watches over ZooKeeper's one-shot ones.

kazoo's own recipes are put aside: they read inside kazoo's threads and block there, and hand over
data that nobody here wants. A watch here is a hint to look again: first the one-shot watch is set,
then the hint is given, so that every change after the look that follows fires it anew.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from kazoo.exceptions import NoNodeError
from kazoo.protocol.states import EventType

from kingpin_sdk.adapters.zookeeper._dispatch import Notifier
from kingpin_sdk.adapters.zookeeper._errors import DISCONNECTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from kazoo.client import KazooClient
    from kazoo.handlers.utils import AsyncResult
    from kazoo.protocol.states import WatchedEvent, ZnodeStat

    from kingpin_sdk.adapters.zookeeper._session import Session

__all__ = ["ChildrenProbe", "NodeProbe", "StandingWatch"]

_log = logging.getLogger(__name__)

_AGAIN_AFTER: Final = 30.0


class NodeProbe:
    """Keeps a watch on a node, and tells how the node was each time the watch is set.

    Args:
        session: whose watch.
        path: the full path on the server; the node need not exist.
        seen: told the node's stat, None if it is not there; must not block.
        lost: called when the session is over; must not block.
    """

    def __init__(
        self,
        session: Session,
        path: str,
        seen: Callable[[ZnodeStat | None], None],
        lost: Callable[[], None] | None = None,
    ) -> None:
        self._session = session
        self._path = path
        self._seen: Callable[[ZnodeStat | None], None] | None = seen
        self._lost = lost

    def end(self) -> None:
        """Hear no more; kazoo cannot take a watch back, so the last one fires into the void."""
        self._seen = None
        self._session.detach(self)

    def arm(self, client: KazooClient) -> None:
        """Set the one-shot watch; does not wait."""
        client.exists_async(self._path, watch=self._fired).rawlink(self._armed)

    def lost(self) -> None:
        """The session is over; the next one arms it again."""
        if self._lost is not None and self._seen is not None:
            self._lost()

    def _fired(self, event: WatchedEvent) -> None:
        # NONE: the connection went; the session arms everything on the next one.
        if event.type == EventType.NONE or self._seen is None:
            return
        client = self._session.live()
        if client is not None:
            self.arm(client)

    def _armed(self, result: AsyncResult[ZnodeStat | None]) -> None:
        if result.exception is None:
            self._tell(result.value)
        else:
            self._failed(result.exception)

    def _tell(self, stat: ZnodeStat | None) -> None:
        seen = self._seen
        if seen is not None:
            seen(stat)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, DISCONNECTED) or self._seen is None:
            return
        _log.warning("cannot watch %s (%s): trying on", self._path, type(error).__name__)
        self._session.later(_AGAIN_AFTER, self._again)

    def _again(self) -> None:
        # The hint makes whoever waits look by himself, and meet the same error where it can be
        # shown.
        client = self._session.live()
        if self._seen is not None and client is not None:
            self.arm(client)
            self._tell(None)


class ChildrenProbe(NodeProbe):
    """The same for the set of a node's children; ``seen`` is told None."""

    def arm(self, client: KazooClient) -> None:
        """Set the one-shot watch; does not wait."""
        client.get_children_async(self._path, watch=self._fired).rawlink(self._listed)

    def _listed(self, result: AsyncResult[list[str]]) -> None:
        if isinstance(result.exception, NoNodeError):
            client = self._session.live()
            if client is not None:
                client.exists_async(self._path, watch=self._fired).rawlink(self._absent)
        elif result.exception is not None:
            self._failed(result.exception)
        else:
            self._tell(None)

    def _absent(self, result: AsyncResult[ZnodeStat | None]) -> None:
        if result.exception is not None:
            self._failed(result.exception)
        elif result.value is None:
            self._tell(None)
        else:
            # Created between the two requests: its children may be watched now.
            client = self._session.live()
            if client is not None:
                self.arm(client)


class StandingWatch:
    """The port's Watch.

    Args:
        session: whose watch.
        probe: ChildrenProbe or NodeProbe.
        path: the full path on the server.
        on_change: see the port.
    """

    def __init__(
        self,
        session: Session,
        probe: type[NodeProbe],
        path: str,
        on_change: Callable[[], None],
    ) -> None:
        self._session = session
        self._notifier = Notifier(session.dispatcher, on_change)
        self._probe = probe(session, path, self._seen)
        session.attach(self._probe)

    def close(self) -> None:
        """End it; see the port. In a forked child there is nothing to end."""
        if not self._session.inherited:
            self._probe.end()
            self._notifier.close()

    def _seen(self, _stat: ZnodeStat | None) -> None:
        self._notifier.notify()
