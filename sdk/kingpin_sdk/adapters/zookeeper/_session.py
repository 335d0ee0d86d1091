"""One process's session: the kazoo client, waiting for it, and what must survive its reconnects."""

from __future__ import annotations

import logging
import os
import threading
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from kazoo.protocol.states import KazooState, KeeperState

from kingpin_sdk.adapters.zookeeper._dispatch import Dispatcher
from kingpin_sdk.adapters.zookeeper._errors import DISCONNECTED, FAILED, translate
from kingpin_sdk.adapters.zookeeper._options import make_client
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import AccessDeniedError, BackendError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kazoo.client import KazooClient
    from kazoo.handlers.utils import AsyncResult

    from kingpin_sdk.adapters.zookeeper._options import Options

__all__ = ["Session", "Standing"]

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_REVIVE_AFTER: Final = 5.0
_PAUSE: Final = 0.02
_CLOSE_WITHIN: Final = 5.0
_CLOSE_UNHEARD_WITHIN: Final = 0.3


class Standing(Protocol):
    """Something that must be put up again on every connection. Both methods must not block."""

    def arm(self, client: KazooClient) -> None:
        """The connection stands, perhaps with a new session."""
        ...

    def lost(self) -> None:
        """The session is over."""
        ...


class Session:
    """The session of one process, started by its first use; made anew in each forked child.

    kazoo reconnects by itself, and after an expired session starts another on the same client.
    Where its connection thread ends for good (credentials refused, an error of its own), a new
    client is made.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self._pid = os.getpid()
        self.dispatcher = Dispatcher()
        # Guards all fields below; notified when any of them changes.
        self._changed = threading.Condition()
        self._client: KazooClient | None = None
        self._up = False
        self._ever_up = False
        self._id: int | None = None
        self._refused = False
        self._closed = False
        self._trouble = "no server answers"
        self._standing: set[Standing] = set()

    @property
    def inherited(self) -> bool:
        """True in a forked child: the session is the parent's, its locks may be held for ever."""
        return self._pid != os.getpid()

    @property
    def started(self) -> bool:
        """True while there are threads and perhaps a connection to let go of."""
        with self._changed:
            return self._client is not None

    @property
    def number(self) -> int | None:
        """The session's number on the server; None when there is none, or none any more."""
        with self._changed:
            return self._id

    def live(self) -> KazooClient | None:
        """The client, if it is connected now; never blocks."""
        with self._changed:
            return self._client if self._up else None

    def connected(self, timeout: float | None = None) -> KazooClient:
        """The client, once it is connected.

        Args:
            timeout: wait at most so long; the connect timeout (first time) or the operation timeout
                bound it too.

        Raises:
            UnavailableError: it is not connected in time.
            AccessDeniedError: the server refuses the credentials.
        """
        with self._changed:
            options = self.options
            limit = options.operation_timeout if self._ever_up else options.connect_timeout
            deadline = Deadline(limit if timeout is None else min(limit, timeout))
            self._refused = False
            while True:
                client = self._start()
                if self._up:
                    return client
                if not self._changed.wait(deadline.remaining) and not self._up:
                    raise UnavailableError(
                        f"zookeeper {options.hosts} is unreachable:"
                        f" no connection within {limit:g} s ({self._trouble})"
                    )
                if self._refused:
                    raise AccessDeniedError(f"zookeeper {options.hosts} refused the credentials")

    def query(self, what: str, start: Callable[[KazooClient], AsyncResult[_T]]) -> _T:
        """Read something; asked again on the next connection, until the operation timeout.

        Args:
            what: what is tried and where, for the error message.
            start: sends the request.
        """
        deadline = Deadline(self.options.operation_timeout)
        while True:
            client = self.connected(deadline.remaining)
            try:
                return start(client).get(timeout=deadline.remaining)
            except DISCONNECTED as error:
                if deadline.expired:
                    raise translate(error, what) from error
                self.pause()
            except FAILED as error:
                raise translate(error, what) from error

    def command(self, what: str, start: Callable[[KazooClient], AsyncResult[_T]]) -> _T:
        """Write something, once: whoever hears of a lost connection must look what became of it."""
        client = self.connected()
        try:
            return start(client).get(timeout=self.options.operation_timeout)
        except FAILED as error:
            raise translate(error, what) from error

    def pause(self) -> None:
        """Wait a moment before asking again: kazoo may not know yet that the connection is gone."""
        with self._changed:
            self._changed.wait(_PAUSE)

    def attach(self, standing: Standing) -> None:
        """Keep something up, from now on over all connections; does not wait for one."""
        with self._changed:
            self._standing.add(standing)
            client = self._start()
            up = self._up
        if up:
            standing.arm(client)

    def detach(self, standing: Standing) -> None:
        """Stop keeping it up."""
        with self._changed:
            self._standing.discard(standing)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something on a thread of its own after a while, unless the process ends before."""
        timer = threading.Timer(seconds, action)
        timer.daemon = True
        timer.start()

    def close(self, *, wait: bool = True) -> None:
        """End the session; what it held on the server is gone on return, if the server is there."""
        with self._changed:
            self._closed = True
            client, self._client = self._client, None
            patience = _CLOSE_WITHIN if self._up else _CLOSE_UNHEARD_WITHIN
            self._up = False
            standing = list(self._standing)
            self._standing.clear()
            self._changed.notify_all()
        for each in standing:
            each.lost()
        self.dispatcher.stop()
        if client is not None:
            _end(client, patience if wait else 0.0)

    def _start(self) -> KazooClient:
        # _changed is held. start_async() only starts threads; it waits for none.
        if self._closed:
            raise BackendError(f"the connection to zookeeper {self.options.hosts} has been closed")
        if self._client is None:
            client = make_client(self.options, self._note)
            client.add_listener(partial(self._state_changed, client))
            self._client = client
            client.start_async()
        return self._client

    def _note(self, trouble: str) -> None:
        # Without the lock, because kazoo also warns from within start_async().
        self._trouble = trouble.removeprefix("Connection dropped: socket connection error: ")

    def _state_changed(self, client: KazooClient, state: str) -> None:
        # On kazoo's connection thread, which must not wait for anything.
        if state == KazooState.CONNECTED:
            self._connected(client)
        else:
            self._disconnected(client, state)

    def _connected(self, client: KazooClient) -> None:
        identity = client.client_id
        number = identity[0] if identity else None
        with self._changed:
            if client is not self._client:
                return
            fresh = number != self._id
            if fresh:
                # kazoo forgets with a session how far it had read, and the next server may lag
                # behind. The sync goes ahead of every later request, which ZooKeeper answers in
                # order: no need to wait.
                client.sync_async(self.options.chroot or "/")
            self._id = number
            self._up = self._ever_up = True
            standing = list(self._standing)
            self._changed.notify_all()
        _log.log(
            logging.INFO if fresh else logging.WARNING,
            "zookeeper %s: connected, %s session 0x%x",
            self.options.hosts,
            "new" if fresh else "same",
            number or 0,
        )
        for each in standing:
            each.arm(client)

    def _disconnected(self, client: KazooClient, state: str) -> None:
        ended = client.client_state in {KeeperState.AUTH_FAILED, KeeperState.CLOSED}
        with self._changed:
            if client is not self._client:
                return
            self._up = False
            standing = list(self._standing)
            if state == KazooState.LOST:
                self._id = None
            if ended:
                self._client = None
                self._refused = client.client_state == KeeperState.AUTH_FAILED
            self._changed.notify_all()
        _log.warning("zookeeper %s: connection %s", self.options.hosts, state.lower())
        if state == KazooState.LOST:
            for each in standing:
                each.lost()
        if ended:
            self.later(_REVIVE_AFTER, partial(self._revive, client))

    def _revive(self, ended: KazooClient) -> None:
        # Reads would start a new client by themselves; watches have nobody else to do it.
        _end(ended, 0.0)
        with self._changed:
            if not self._closed and self._standing:
                self._start()


def _end(client: KazooClient, patience: float) -> None:
    # stop() waits as long as a connection attempt under way, which to a silent host is the session
    # timeout: so it runs beside us and is waited for only so long.
    thread = threading.Thread(target=_stop, args=(client,), daemon=True, name="kingpin-zk-close")
    thread.start()
    thread.join(patience)


def _stop(client: KazooClient) -> None:
    try:
        client.stop()
        client.close()
    except Exception:  # noqa: BLE001 - the outermost frame of a thread
        _log.exception("closing a zookeeper connection failed")
