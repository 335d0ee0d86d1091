"""A connection to one endpoint on asyncio's streams: other sockets, the same exchange."""

from __future__ import annotations

import asyncio
import math
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar, final

from kingpin_sdk.rpc._dial import configure, unix_path
from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._failures import call_failure, connect_failure
from kingpin_sdk.rpc._streams import open_tcp, open_unix

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._dial import Dial
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import WireOptions
    from kingpin_sdk.rpc._streams import Reader

__all__ = ["AsyncConnection", "connect"]

R = TypeVar("R")

_PIECE: Final = 256 * 1024
_GOODBYE: Final = 1.0


async def connect(endpoint: Endpoint, dial: Dial, deadline: Deadline) -> AsyncConnection:
    """See `kingpin_sdk.rpc._connection.connect`."""
    try:
        async with asyncio.timeout(deadline.remaining):
            reader, writer = await _open(endpoint, dial)
    except (OSError, UnicodeError) as error:
        raise connect_failure(endpoint, error) from error
    return AsyncConnection(reader, writer, endpoint, dial.wire)


async def _open(endpoint: Endpoint, dial: Dial) -> tuple[Reader, asyncio.StreamWriter]:
    context = None if dial.tls is None else dial.tls.context()
    name = dial.server_name(endpoint)
    path = unix_path(endpoint)
    if path is not None:
        return await open_unix(path, context, name)
    reader, writer = await open_tcp(endpoint.host, endpoint.port, context, name)
    configure(writer.get_extra_info("socket"), dial.keepalive)
    return reader, writer


@final
class AsyncConnection:
    """See `Connection`; for the event loop that it was opened on."""

    def __init__(
        self,
        reader: Reader,
        writer: asyncio.StreamWriter,
        endpoint: Endpoint,
        wire: WireOptions,
    ) -> None:
        self.endpoint = endpoint
        self.usable = True
        self.dies_at = math.inf
        self.era = 0
        self._reader = reader
        self._writer = writer
        self._wire = wire
        self._calls = 0
        self._pid = os.getpid()
        self._loop = asyncio.get_running_loop()

    def is_alive(self) -> bool:
        """False if the server closed it, or sent what nobody asked for, or it is another's.

        Another process's, or another loop's. What came is known once the loop has run.
        """
        return (
            self.usable
            and self._pid == os.getpid()
            and self._loop is asyncio.get_running_loop()
            and not self._reader.unread
            and not self._reader.at_eof()
            and not self._writer.is_closing()
        )

    async def call(self, method: Method[R], arguments: dict[str, Any], deadline: Deadline) -> R:
        """See `Connection.call`; what is cancelled leaves the connection unusable."""
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

    def disown(self) -> None:
        """In a forked child, leave it to the parent.

        The loop's selector is shared with the parent, too: to close the connection as usual would
        take it out of the parent's. So something else takes its descriptor's place here.
        """
        self.usable = False
        descriptor = self._writer.get_extra_info("socket").fileno()
        if descriptor >= 0:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, descriptor, inheritable=False)
            os.close(nothing)

    def abort(self) -> None:
        """Close it at once."""
        self.usable = False
        # Its loop may be closed, and its socket with it.
        with suppress(RuntimeError):
            self._writer.transport.abort()

    def close_soon(self) -> None:
        """Close it once what was written has left; waits for nothing."""
        self.usable = False
        with suppress(RuntimeError):
            self._writer.close()

    async def close(self) -> None:
        """Close it politely, for a moment at most. Harmless when repeated."""
        self.close_soon()
        if self._loop is not asyncio.get_running_loop():
            return
        try:
            # Through TLS the server has to say goodbye, too; a dead one does not.
            async with asyncio.timeout(_GOODBYE):
                await self._writer.wait_closed()
        except OSError:
            self.abort()

    async def _receive(self) -> bytes:
        data = await self._reader.read(_PIECE)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        return data
