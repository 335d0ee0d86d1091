"""Listening sockets: on a port, or in the file system."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from kingpin_sdk.errors import SettingsError

__all__ = ["address_of", "configure_accepted", "listen", "listen_at", "stop_listening"]

_BACKLOG: Final = 512


def listen(host: str, port: int) -> socket.socket:
    """Listen on a port.

    Raises:
        SettingsError: it is taken, or no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error}") from error


def listen_at(path: Path) -> socket.socket:
    """Listen on a socket in the file system; one that nobody listens on any more is replaced.

    Raises:
        SettingsError: somebody listens there, or it is something else, or may not be made.
    """
    listener = socket.socket(socket.AF_UNIX)
    try:
        if path.is_socket():
            _remove_deserted(path)
        listener.bind(str(path))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise SettingsError(f"cannot listen on unix:{path}: {error.strerror or error}") from error
    return listener


def _remove_deserted(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()


def stop_listening(listener: socket.socket) -> None:
    """Close a listening socket that no thread accepts from; its file goes, too."""
    path = listener.getsockname() if listener.family == socket.AF_UNIX else None
    listener.close()
    if path:
        with suppress(FileNotFoundError):
            Path(path).unlink()


def address_of(listener: socket.socket) -> str:
    """``host:port`` or ``unix:/path``, as clients take it."""
    name = listener.getsockname()
    if listener.family == socket.AF_UNIX:
        return f"unix:{name}"
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def configure_accepted(sock: socket.socket) -> None:
    """Let answers leave at once."""
    if sock.family != socket.AF_UNIX:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
