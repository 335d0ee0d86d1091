"""A blocking connection to one endpoint: whole calls against one deadline."""

from __future__ import annotations

import os
import select
import socket
from typing import TYPE_CHECKING, Any, Final, TypeVar, final

from kingpin_sdk.errors import ConnectTimeoutError
from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._failures import call_failure, connect_failure

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import WireOptions

__all__ = ["Connection", "connect"]

R = TypeVar("R")

# Most answers fit the first piece; a larger one costs more to make than to receive.
_FIRST_PIECE: Final = 16 * 1024
_PIECE: Final = 256 * 1024
_HARDLY: Final = 0.001
# With it Linux acknowledges a server's small pieces at once; elsewhere it is not there.
_QUICK_ACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
_AT_ONCE: Final = 4096


def connect(endpoint: Endpoint, wire: WireOptions, deadline: Deadline) -> Connection:
    """Open a connection.

    Raises:
        ConnectTimeoutError: it did not stand in time.
        ConnectionFailedError: it was refused, or the host is unknown.
    """
    left = deadline.remaining
    if not left:
        raise ConnectTimeoutError(f"{endpoint}: no time left to connect")
    try:
        sock = socket.create_connection((endpoint.host, endpoint.port), left)
    except OSError as error:
        raise connect_failure(endpoint, error) from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Connection(sock, endpoint, wire)


@final
class Connection:
    """One open connection; one call at a time.

    Attributes:
        endpoint: the other end.
        usable: False after anything but an answer: what is still under way would be taken for the
            answer to the next call.
    """

    def __init__(self, sock: socket.socket, endpoint: Endpoint, wire: WireOptions) -> None:
        self.endpoint = endpoint
        self.usable = True
        self._socket = sock
        self._wire = wire
        self._calls = 0
        self._timeout = 0.0
        self._pid = os.getpid()
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def is_alive(self) -> bool:
        """False if the server closed it, or sent what nobody asked for, or it is a parent's.

        Costs a microsecond and waits for nothing.
        """
        return self.usable and self._pid == os.getpid() and not self._poll.poll(0)

    def call(self, method: Method[R], arguments: dict[str, Any], deadline: Deadline) -> R:
        """Call a method and wait for its answer; of a oneway method until it is sent.

        Raises:
            ThriftError: an exception that the IDL declares.
            RpcError: the call failed; see its kinds.
        """
        self._calls += 1
        exchange = Exchange(self._wire, method, arguments, self._calls)
        self.usable = False
        try:
            self._send(exchange.request, deadline)
            if not method.oneway:
                data = self._receive(deadline, _FIRST_PIECE)
                while not exchange.receive(data):
                    data = self._receive(deadline, _PIECE)
        except OSError as error:
            raise call_failure(method.name, self.endpoint, error) from error
        self.usable = True
        # Whatever it raises now is what the server answered.
        return None if method.oneway else exchange.result()  # type: ignore[return-value]

    def close(self) -> None:
        """Close it. Harmless when repeated."""
        self.usable = False
        self._socket.close()

    def _send(self, request: bytes, deadline: Deadline) -> None:
        self._limit(deadline)
        self._socket.sendall(request)  # its timeout is for all of it

    def _receive(self, deadline: Deadline, size: int) -> bytes:
        self._limit(deadline)
        data = self._socket.recv(size)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        if _QUICK_ACK is not None and len(data) >= _AT_ONCE:
            # A server without TCP_NODELAY waits for the acknowledgement of each piece, 40 ms.
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        return data

    def _limit(self, deadline: Deadline) -> None:
        left = deadline.remaining
        if not left:
            raise TimeoutError
        # Setting it is a system call, which a call right after another can do without.
        if not -_HARDLY < left - self._timeout < _HARDLY:
            self._socket.settimeout(left)
            self._timeout = left
