"""asyncio's streams, with a reader that tells whether something came that nobody has taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterable
    from typing import SupportsIndex

__all__ = ["Reader", "open_socket", "open_tcp", "open_unix"]


@final
class Reader(asyncio.StreamReader):
    """A StreamReader of which only `read` is used.

    Attributes:
        unread: how many bytes have come that nobody has taken.
    """

    unread: int = 0

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        """Called by the transport, with bytes."""
        came = bytes(data)
        self.unread += len(came)
        super().feed_data(came)

    async def read(self, n: int = -1) -> bytes:
        """See StreamReader."""
        data = await super().read(n)
        # Without a number it comes here for each piece.
        if n >= 0:
            self.unread -= len(data)
        return data


async def open_tcp(
    host: str, port: int, tls: ssl.SSLContext | None, server_name: str | None
) -> tuple[Reader, asyncio.StreamWriter]:
    """Connect to an address."""
    loop, reader, protocol = _parts()
    transport, _ = await loop.create_connection(
        lambda: protocol, host, port, ssl=tls, server_hostname=server_name
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def open_unix(
    path: str, tls: ssl.SSLContext | None, server_name: str | None
) -> tuple[Reader, asyncio.StreamWriter]:
    """Connect to a socket in the file system."""
    loop, reader, protocol = _parts()
    transport, _ = await loop.create_unix_connection(
        lambda: protocol, path, ssl=tls, server_hostname=server_name
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def open_socket(sock: socket.socket) -> tuple[Reader, asyncio.StreamWriter]:
    """Take over a socket that is connected."""
    loop, reader, protocol = _parts()
    transport, _ = await loop.create_connection(lambda: protocol, sock=sock)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


def _parts() -> tuple[asyncio.AbstractEventLoop, Reader, asyncio.StreamReaderProtocol]:
    loop = asyncio.get_running_loop()
    reader = Reader(loop=loop)
    return loop, reader, asyncio.StreamReaderProtocol(reader, loop=loop)
