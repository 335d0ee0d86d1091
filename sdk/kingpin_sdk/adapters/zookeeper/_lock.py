"""The exclusive lock: kazoo's recipe, so that KingPin's writers and ours exclude each other.

A contender is an ephemeral sequential node ``<uuid hex>__lock__<number>`` under the lock's path;
the lowest number holds the lock, each other waits for the one before it. kazoo's own Lock is put
aside because it waits without bound while the connection is away, starts its timeout anew for each
predecessor, and leaves its contender behind when the wait is interrupted by a signal.

No sync is needed after acquiring. The previous holder wrote before its contender went, and our
server has applied both when it shows us that we are first (or answers the creation of our own,
later contender).
"""

from __future__ import annotations

import re
import threading
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kazoo.exceptions import NoNodeError

from kingpin_sdk.adapters.zookeeper._errors import DISCONNECTED, FAILED, translate
from kingpin_sdk.adapters.zookeeper._nodes import create_with_parents
from kingpin_sdk.adapters.zookeeper._strays import Stray
from kingpin_sdk.errors import BackendError, LockTimeoutError

if TYPE_CHECKING:
    from collections.abc import Generator

    from kazoo.client import KazooClient
    from kazoo.protocol.states import WatchedEvent

    from kingpin_sdk.adapters.zookeeper._session import Session
    from kingpin_sdk.clocks import Deadline

__all__ = ["hold"]

_CONTENDER: Final = re.compile(r"__lock__(-?\d{10})$")

# A request under way at the deadline may take so much longer: a lock asked for with no time at all
# is still had if it is free.
_GRACE: Final = 1.0


@contextmanager
def hold(session: Session, path: str, *, deadline: Deadline, holder: str) -> Generator[None]:
    """Hold the lock of a full path on the server; see the port."""
    contender = _Contender(session, path, deadline, holder)
    try:
        contender.acquire()
        yield
    finally:
        contender.withdraw()


class _Contender:
    """One attempt at the lock."""

    def __init__(self, session: Session, path: str, deadline: Deadline, holder: str) -> None:
        self._session = session
        self._path = path
        self._deadline = deadline
        self._data = holder.encode()
        # kazoo's and Curator's trick: a creation that was done but not answered is found again by
        # this.
        self._prefix = uuid.uuid4().hex + "__lock__"
        self._tried = False
        self._name: str | None = None
        self._what = f"cannot lock {path} on zookeeper {session.options.hosts}"

    def acquire(self) -> None:
        """Wait for the lock."""
        while True:
            client = self._session.connected(self._patience())
            try:
                if self._step(client):
                    return
            except DISCONNECTED as error:
                if self._deadline.expired:
                    raise translate(error, self._what) from error
                self._session.pause()
            except FAILED as error:
                raise translate(error, self._what) from error

    def withdraw(self) -> None:
        """Give the lock back or leave the queue, if not now then on the next connection."""
        if not self._tried or self._session.inherited:
            return
        gone = False
        try:
            gone = self._delete()
        finally:
            if not gone:
                self._leave_stray()

    def _step(self, client: KazooClient) -> bool:
        names = self._contenders(client) if self._tried else []
        mine = next((name for name in names if name.startswith(self._prefix)), None)
        if mine is None:
            # The first time round, or the session went and took our contender along.
            self._enter(client)
            return False
        self._name = mine
        place = names.index(mine)
        if place == 0:
            return True
        self._wait(client, ahead=names[:place])
        return False

    def _enter(self, client: KazooClient) -> None:
        self._tried = True
        create_with_parents(
            client,
            f"{self._path}/{self._prefix}",
            self._data,
            self._patience(),
            ephemeral=True,
            sequence=True,
        )

    def _contenders(self, client: KazooClient) -> list[str]:
        names = client.get_children_async(self._path).get(timeout=self._patience())
        ranked = [
            (match[1], name) for name in names if (match := _CONTENDER.search(name)) is not None
        ]
        return [name for _, name in sorted(ranked)]

    def _wait(self, client: KazooClient, *, ahead: list[str]) -> None:
        gone = threading.Event()

        def moved(_event: WatchedEvent) -> None:
            gone.set()

        try:
            before = f"{self._path}/{ahead[-1]}"
            client.get_async(before, watch=moved).get(timeout=self._patience())
        except NoNodeError:
            return
        # A lost connection sets it too: kazoo then fires every watch.
        if not gone.wait(self._deadline.remaining):
            raise LockTimeoutError(self._refusal(client, ahead))

    def _refusal(self, client: KazooClient, ahead: list[str]) -> str:
        try:
            data, _ = client.get_async(f"{self._path}/{ahead[0]}").get(timeout=_GRACE)
            holder = (data or b"").decode(errors="replace") or "somebody who gave no name"
        except FAILED:
            holder = "somebody unknown"
        others = f", {len(ahead) - 1} more wait" if len(ahead) > 1 else ""
        return f"{self._what} in time: held by {holder}{others}; try again later"

    def _delete(self) -> bool:
        client = self._session.live()
        if self._name is None or client is None:
            return False
        try:
            timeout = self._session.options.operation_timeout
            client.delete_async(f"{self._path}/{self._name}").get(timeout=timeout)
        except NoNodeError:
            return True
        except FAILED:
            return False
        return True

    def _leave_stray(self) -> None:
        try:
            Stray(self._session, self._path, self._prefix)
        except BackendError:
            # Closed: the session, and with it the contender, is gone.
            return

    def _patience(self) -> float:
        return min(self._session.options.operation_timeout, self._deadline.remaining + _GRACE)
