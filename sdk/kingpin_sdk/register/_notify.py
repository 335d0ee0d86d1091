"""Telling systemd (``Type=notify``) that the daemon is ready or stopping; sd_notify(3).

No library: it is one datagram to a socket that the environment names, and the Python packages for
it need systemd's C library.
"""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["notify"]


def notify(state: str, *, environ: Mapping[str, str] = os.environ) -> bool:
    """Send a state such as ``READY=1``; never fails the daemon, which runs without systemd, too.

    Args:
        state: assignments, one a line.
        environ: where ``NOTIFY_SOCKET`` is.

    Returns:
        True if somebody was told.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            # "@" stands for the zero byte of an abstract socket.
            sender.connect("\0" + address[1:] if address[0] == "@" else address)
            sender.sendall(state.encode())
    except OSError:
        return False
    return True
