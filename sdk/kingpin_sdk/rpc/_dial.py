"""Dial: what every connection of a client is opened with."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from kingpin_sdk.rpc._options import WireOptions
from kingpin_sdk.rpc._tls import TlsContexts

if TYPE_CHECKING:
    from kingpin_sdk.model import Endpoint

__all__ = ["Dial", "configure", "shown", "unix_path"]

# Linux's name for the seconds until the first probe; elsewhere it is not there.
_IDLE_OPTION: Final[int | None] = getattr(socket, "TCP_KEEPIDLE", None)


@frozen(kw_only=True)
class Dial:
    """How connections are opened.

    Attributes:
        wire: what is spoken on them.
        tls: encrypts them; None for plain ones.
        keepalive: seconds of silence after which the system probes them; None for never.
    """

    wire: WireOptions = field(factory=WireOptions)
    tls: TlsContexts | None = None
    keepalive: float | None = None

    def server_name(self, endpoint: Endpoint) -> str | None:
        """What the certificate of a server must name; None without TLS."""
        if self.tls is None:
            return None
        return self.tls.server_name or endpoint.host


def unix_path(endpoint: Endpoint) -> str | None:
    """The path of a socket in the file system; None for an endpoint of a network."""
    return endpoint.host if endpoint.host.startswith("/") else None


def shown(endpoint: Endpoint) -> str:
    """An endpoint as people write it."""
    path = unix_path(endpoint)
    return str(endpoint) if path is None else f"unix:{path}"


def configure(sock: socket.socket, keepalive: float | None) -> None:
    """Options of a TCP connection: nothing waits to be sent, silence is noticed."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if keepalive is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if _IDLE_OPTION is not None:
            sock.setsockopt(socket.IPPROTO_TCP, _IDLE_OPTION, max(1, int(keepalive)))
