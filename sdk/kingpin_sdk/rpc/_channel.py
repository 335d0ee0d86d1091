"""Channel: what a generated client calls through.

A channel takes a method, its arguments and options, and gives the answer. How many connections it
has, to whom, and how often it tries, is its own business.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import PoolTimeoutError
from kingpin_sdk.rpc._connection import Connection, connect
from kingpin_sdk.rpc._options import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions, WireOptions
    from kingpin_sdk.rpc._target import Target

__all__ = ["AsyncChannel", "Channel", "SingleConnection", "deadline_of"]

R = TypeVar("R")


class Channel(Protocol):
    """Blocking calls."""

    def call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /) -> R:
        """Call a method; see `Connection.call`."""
        ...

    def close(self) -> None:
        """Close what is open. Harmless when repeated."""
        ...


class AsyncChannel(Protocol):
    """Calls to be awaited."""

    async def call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /
    ) -> R:
        """Call a method; see `Connection.call`."""
        ...

    async def close(self) -> None:
        """Close what is open. Harmless when repeated."""
        ...


def deadline_of(options: CallOptions) -> Deadline:
    """The end of a call that begins now."""
    return Deadline(DEFAULT_TIMEOUT if options.timeout is None else options.timeout)


@final
class SingleConnection:
    """One connection, opened when it is needed; calls wait for each other.

    Thread-safe. A connection that broke, that an answer did not come back on in time, or whose
    endpoint left, is replaced before the next call; a call is never repeated.

    Args:
        target: where it may go.
        wire: what is spoken there.
    """

    def __init__(self, target: Target, wire: WireOptions) -> None:
        self._target = target
        self._wire = wire
        self._lock = threading.Lock()  # guards the connection; held for a whole call
        self._connection: Connection | None = None

    def call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /) -> R:
        """See Channel."""
        deadline = deadline_of(options)
        free = self._lock.acquire(blocking=False)
        if not free and not self._lock.acquire(timeout=deadline.remaining):
            raise PoolTimeoutError(f"{method.name}: the connection is busy with another call")
        try:
            connection = self._connected(deadline)
            try:
                return connection.call(method, arguments, deadline)
            finally:
                if not connection.usable:
                    self._drop()
        finally:
            self._lock.release()

    def close(self) -> None:
        """See Channel. Waits for the call under way."""
        with self._lock:
            self._drop()

    def _connected(self, deadline: Deadline) -> Connection:
        connection = self._connection
        if connection is not None:
            if connection.is_alive() and self._target.still_has(connection.endpoint):
                return connection
            self._drop()
        with self._target.chosen() as endpoint:
            connection = connect(endpoint, self._wire, deadline)
        self._connection = connection
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
