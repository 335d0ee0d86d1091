"""Ephemeral nodes of ours that nobody holds any more: taken away as soon as the connection allows.

A lock's contender whose creation was not answered, or whose deletion was not, would stand in
everybody's way for as long as our session lives.
"""

from __future__ import annotations

import logging
import re
from functools import partial
from typing import TYPE_CHECKING

from kazoo.exceptions import NoNodeError

from kingpin_sdk.adapters.zookeeper._errors import DISCONNECTED

if TYPE_CHECKING:
    from kazoo.client import KazooClient
    from kazoo.handlers.utils import AsyncResult
    from kazoo.protocol.states import ZnodeStat

    from kingpin_sdk.adapters.zookeeper._session import Session

__all__ = ["Stray"]

_log = logging.getLogger(__name__)


class Stray:
    """Deletes this session's ephemeral nodes of one name, over as many connections as it takes.

    Requests of one session are answered in order, so a creation still on its way is done before we
    look.

    Args:
        session: whose nodes; those of other sessions are left alone.
        parent: full path on the server.
        name: the node's name, or a sequential node's without its number.
    """

    def __init__(self, session: Session, parent: str, name: str) -> None:
        self._session = session
        self._parent = parent
        self._name = re.compile(re.escape(name) + r"(-?\d{10})?")
        session.attach(self)

    def arm(self, client: KazooClient) -> None:
        """Look for it now; does not wait."""
        client.get_children_async(self._parent).rawlink(partial(self._listed, client))

    def lost(self) -> None:
        """Ephemeral nodes go with their session."""
        self._session.detach(self)

    def _listed(self, client: KazooClient, result: AsyncResult[list[str]]) -> None:
        if result.exception is not None:
            self._settle(result.exception)
            return
        found = [name for name in result.value if self._name.fullmatch(name)]
        if not found:
            self._session.detach(self)
        for name in found:
            path = f"{self._parent}/{name}"
            client.exists_async(path).rawlink(partial(self._looked, client, path))

    def _looked(
        self, client: KazooClient, path: str, result: AsyncResult[ZnodeStat | None]
    ) -> None:
        if result.exception is not None:
            self._settle(result.exception)
        elif result.value is None or result.value.owner_session_id != self._session.number:
            self._session.detach(self)
        else:
            client.delete_async(path).rawlink(self._deleted)

    def _deleted(self, result: AsyncResult[bool]) -> None:
        self._settle(result.exception)

    def _settle(self, error: Exception | None) -> None:
        # Disconnected: stay attached, and be armed again by the next connection.
        if isinstance(error, DISCONNECTED):
            return
        self._session.detach(self)
        if error is not None and not isinstance(error, NoNodeError):
            _log.warning("cannot clean up %s (%s)", self._parent, type(error).__name__)
