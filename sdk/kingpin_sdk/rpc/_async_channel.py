"""The same single connection for asyncio: other sockets, the same exchange."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar, final

from kingpin_sdk.errors import PoolTimeoutError
from kingpin_sdk.rpc._channel import deadline_of
from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._failures import call_failure, connect_failure

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions, WireOptions
    from kingpin_sdk.rpc._target import Target

__all__ = ["AsyncSingleConnection"]

R = TypeVar("R")

_PIECE: Final = 256 * 1024


@final
class AsyncSingleConnection:
    """One connection, opened when it is needed; calls wait for each other.

    For one event loop at a time. A call that is cancelled gives its connection up, so that its late
    answer reaches nobody.

    Args:
        target: where it may go.
        wire: what is spoken there.
    """

    def __init__(self, target: Target, wire: WireOptions) -> None:
        self._target = target
        self._wire = wire
        self._lock = asyncio.Lock()  # guards the connection; held for a whole call
        self._connection: _AsyncConnection | None = None

    async def call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /
    ) -> R:
        """See AsyncChannel."""
        deadline = deadline_of(options)
        try:
            async with asyncio.timeout(deadline.remaining):
                await self._lock.acquire()
        except TimeoutError as error:
            raise PoolTimeoutError(
                f"{method.name}: the connection is busy with another call"
            ) from error
        try:
            connection = await self._connected(deadline)
            try:
                return await connection.call(method, arguments, deadline)
            finally:
                if not connection.usable:
                    self._drop()
        finally:
            self._lock.release()

    async def close(self) -> None:
        """See AsyncChannel. Waits for the call under way."""
        async with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                await connection.close()

    async def _connected(self, deadline: Deadline) -> _AsyncConnection:
        connection = self._connection
        if connection is not None:
            if connection.is_alive() and self._target.still_has(connection.endpoint):
                return connection
            self._drop()
        with self._target.chosen() as endpoint:
            connection = await _connect(endpoint, self._wire, deadline)
        self._connection = connection
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abort()


async def _connect(endpoint: Endpoint, wire: WireOptions, deadline: Deadline) -> _AsyncConnection:
    try:
        async with asyncio.timeout(deadline.remaining):
            reader, writer = await asyncio.open_connection(endpoint.host, endpoint.port)
    except OSError as error:
        raise connect_failure(endpoint, error) from error
    return _AsyncConnection(reader, writer, endpoint, wire)


@final
class _AsyncConnection:
    """See `Connection`: the same on asyncio's streams."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        endpoint: Endpoint,
        wire: WireOptions,
    ) -> None:
        self.endpoint = endpoint
        self.usable = True
        self._reader = reader
        self._writer = writer
        self._wire = wire
        self._calls = 0
        self._pid = os.getpid()
        self._loop = asyncio.get_running_loop()

    def is_alive(self) -> bool:
        """False if the server closed it, or it is another process's or loop's."""
        return (
            self.usable
            and self._pid == os.getpid()
            and self._loop is asyncio.get_running_loop()
            and not self._reader.at_eof()
            and not self._writer.is_closing()
        )

    async def call(self, method: Method[R], arguments: dict[str, Any], deadline: Deadline) -> R:
        self._calls += 1
        exchange = Exchange(self._wire, method, arguments, self._calls)
        self.usable = False
        try:
            async with asyncio.timeout(deadline.remaining):
                self._writer.write(exchange.request)
                await self._writer.drain()
                if not method.oneway:
                    while not exchange.receive(await self._receive()):
                        pass
        except OSError as error:
            raise call_failure(method.name, self.endpoint, error) from error
        self.usable = True
        # Whatever it raises now is what the server answered.
        return None if method.oneway else exchange.result()  # type: ignore[return-value]

    async def _receive(self) -> bytes:
        data = await self._reader.read(_PIECE)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        return data

    def abort(self) -> None:
        self.usable = False
        # Its loop may be closed, and its socket with it.
        with suppress(RuntimeError):
            self._writer.transport.abort()

    async def close(self) -> None:
        self.usable = False
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
