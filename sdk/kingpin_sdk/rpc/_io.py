"""Bytes over a socket against a deadline: plain, or through TLS."""

from __future__ import annotations

import math
import select
import socket
import ssl
import struct
from threading import get_ident, main_thread
from typing import TYPE_CHECKING, Final, Protocol, final

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline

__all__ = ["Io", "PlainIo", "TlsIo"]

# Larger pieces would be memory of the system's for each of them.
_PIECE: Final = 64 * 1024
# With it Linux acknowledges a server's small pieces at once; elsewhere it is not there.
_QUICK_ACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
_AT_ONCE: Final = 4096
_FORKED: Final = "this process was forked meanwhile"
# Where the standard library's sockets are defined; gevent puts others in their place.
_STANDARD: Final = "socket"
_SHORTEST: Final = 0.001
_TIMEVAL: Final = struct.Struct("@ll")


class Io(Protocol):
    """What a connection sends and receives through."""

    def send(self, data: bytes, deadline: Deadline) -> None:
        """Send all of it.

        Raises:
            TimeoutError: not until the deadline.
            OSError: the connection broke.
        """
        ...

    def receive(self, deadline: Deadline) -> bytes:
        """What has arrived, at least one byte.

        Raises:
            TimeoutError: nothing until the deadline.
            OSError: the connection broke, or the server closed it.
        """
        ...

    def is_quiet(self) -> bool:
        """True if nothing has come that nobody asked for, the end included; waits for nothing."""
        ...

    def abort(self) -> None:
        """End it, from any thread: whoever sends or receives is woken up."""
        ...

    def close(self) -> None:
        """Close it. Harmless when repeated."""
        ...

    def disown(self) -> None:
        """In a forked child, leave it to the parent: nothing is sent or received here any more.

        A greenlet that sends or receives, and went on in the child, fails.
        """
        ...


@final
class PlainIo:
    """Over a plain socket, with as few calls to the system as there can be.

    Each of them lets another thread run, which is what many threads at once wait for. So a thread
    waits within ``recv``, for as long as the socket's own limit says, and asks the poll only after
    that. The main thread always asks the poll: a signal makes ``recv`` begin to wait anew, and a
    timer of signals would keep it from any deadline. So do greenlets, whose ``recv`` is another.

    Args:
        sock: connected; it belongs to this object from now on.
    """

    __slots__ = ("_disowned", "_limit", "_poll", "_quick", "_socket", "_waits")

    def __init__(self, sock: socket.socket) -> None:
        self._waits = type(sock).__module__ == _STANDARD
        sock.setblocking(self._waits)
        self._limit = math.inf  # seconds that recv waits
        self._socket = sock
        self._disowned = False
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self._quick = sock.family != socket.AF_UNIX and _QUICK_ACK is not None

    def send(self, data: bytes, deadline: Deadline) -> None:
        """See Io."""
        sent = self._send(data)
        while sent < len(data):
            self._wait_for_room(deadline)
            sent += self._send(data[sent:])

    def receive(self, deadline: Deadline) -> bytes:
        """See Io."""
        data = self._received(deadline)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        if self._quick and len(data) >= _AT_ONCE:
            # A server without TCP_NODELAY waits for the acknowledgement of each piece, 40 ms.
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK or 0, 1)
        return data

    def _received(self, deadline: Deadline) -> bytes:
        left = deadline.remaining
        if self._waits and left > _SHORTEST and get_ident() != main_thread().ident:
            if not left / 4 < self._limit <= left:
                self._set_limit(left)
            try:
                return self._socket.recv(_PIECE)
            except BlockingIOError:
                left = deadline.remaining
        # Without time left nothing is taken either: a server that never pauses gets no more of it.
        if not left or not self._poll.poll(math.ceil(left * 1000)):
            raise TimeoutError
        if self._disowned:
            raise ConnectionResetError(_FORKED)
        return self._socket.recv(_PIECE, socket.MSG_DONTWAIT)

    def _set_limit(self, left: float) -> None:
        # Less than there is, so that it fits the next calls as well; the poll waits for the rest.
        self._limit = left * 0.9
        whole = int(self._limit)
        limit = _TIMEVAL.pack(whole, int((self._limit - whole) * 1e6))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)

    def is_quiet(self) -> bool:
        """See Io."""
        return not self._poll.poll(0)

    def abort(self) -> None:
        """See Io."""
        _shut(self._socket)

    def close(self) -> None:
        """See Io."""
        self._socket.close()

    def disown(self) -> None:
        """See Io."""
        self._disowned = True
        # Under gevent a greenlet may be waiting on the descriptor, whose number must not become
        # another socket's before it has woken up; its call then ends with a close.
        if type(self._poll).__module__ == select.__name__:
            self._socket.close()

    def _send(self, data: bytes) -> int:
        try:
            return self._socket.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0

    def _wait_for_room(self, deadline: Deadline) -> None:
        waiting = select.poll()
        waiting.register(self._socket, select.POLLOUT)
        if not waiting.poll(math.ceil(deadline.remaining * 1000)):
            raise TimeoutError
        if self._disowned:
            raise ConnectionResetError(_FORKED)


@final
class TlsIo:
    """Through TLS, whose socket keeps bytes of its own and cannot be polled.

    Args:
        sock: after the handshake; it belongs to this object from now on.
    """

    __slots__ = ("_socket",)

    def __init__(self, sock: ssl.SSLSocket) -> None:
        self._socket = sock

    def send(self, data: bytes, deadline: Deadline) -> None:
        """See Io."""
        left = memoryview(data)
        # Not sendall: there the timeout is for each record of TLS.
        while left:
            self._limit(deadline)
            left = left[self._socket.send(left) :]

    def receive(self, deadline: Deadline) -> bytes:
        """See Io."""
        self._limit(deadline)
        data = self._socket.recv(_PIECE)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        return data

    def is_quiet(self) -> bool:
        """See Io. Session tickets arrive after the handshake: reading takes them in."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except ssl.SSLWantReadError:
            return True
        except OSError:
            return False
        return False

    def abort(self) -> None:
        """See Io."""
        _shut(self._socket)

    def close(self) -> None:
        """See Io."""
        self._socket.close()

    def disown(self) -> None:
        """See Io. It waits by its own means, which a close wakes up, greenlets included."""
        self._socket.close()

    def _limit(self, deadline: Deadline) -> None:
        left = deadline.remaining
        if not left:
            raise TimeoutError
        self._socket.settimeout(left)


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already, or never connected
