"""Telling systemd (``Type=notify``) that a daemon is ready, alive or stopping; sd_notify(3).

No library: it is one datagram to a socket that the environment names, and the Python packages for
it need systemd's C library.
"""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["notify", "watchdog_seconds"]

# The socket has a queue, and who reads it may be busy. Signals wait meanwhile: SIGTERM among them.
_PATIENCE: Final = 5.0


def notify(state: str, *, environ: Mapping[str, str] = os.environ) -> bool:
    """Send a state such as ``READY=1``; never fails the daemon, which runs without systemd, too.

    Blocks for up to 5 seconds while the socket's queue is full.

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
            sender.settimeout(_PATIENCE)
            # "@" stands for the zero byte of an abstract socket.
            sender.connect("\0" + address[1:] if address[0] == "@" else address)
            sender.sendall(state.encode())
    except OSError:
        return False
    return True


def watchdog_seconds(*, environ: Mapping[str, str] = os.environ) -> float | None:
    """Within how many seconds systemd wants to hear ``WATCHDOG=1``; None if it does not.

    sd_watchdog_enabled(3): half of it is the interval to tell it at.

    Args:
        environ: where ``WATCHDOG_USEC`` and ``WATCHDOG_PID`` are.
    """
    micros = environ.get("WATCHDOG_USEC", "")
    process = environ.get("WATCHDOG_PID", "") or str(os.getpid())
    if not micros.isdecimal() or not int(micros) or process != str(os.getpid()):
        return None
    seconds = int(micros) / 1e6
    # systemd's infinity is a number, too: the largest of 64 bits.
    return seconds if seconds < threading.TIMEOUT_MAX else None
