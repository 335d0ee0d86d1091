"""A blocking connection to one endpoint: whole calls against one deadline."""

from __future__ import annotations

import math
import socket
from typing import TYPE_CHECKING, Any, Final, TypeVar, final

from kingpin_sdk.errors import ConnectTimeoutError
from kingpin_sdk.rpc._dial import configure, shown, unix_path
from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._failures import call_failure, connect_failure
from kingpin_sdk.rpc._io import PlainIo, TlsIo

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._dial import Dial
    from kingpin_sdk.rpc._io import Io
    from kingpin_sdk.rpc._lookups import Lookups
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import WireOptions

__all__ = ["Connection", "connect"]

R = TypeVar("R")

# A timeout of zero would mean not to wait at all, and fail in other words.
_MOMENT: Final = 0.001


def connect(endpoint: Endpoint, dial: Dial, lookups: Lookups, deadline: Deadline) -> Connection:
    """Open a connection; looking up the name and, with TLS, the handshake included.

    Raises:
        ConnectTimeoutError: it did not stand in time.
        ConnectionFailedError: it was refused, the host is unknown, or its certificate is not right.
    """
    if deadline.expired:
        raise ConnectTimeoutError(f"{shown(endpoint)}: no time left to connect")
    try:
        sock = _connected(endpoint, lookups, deadline)
        try:
            return Connection(_io(sock, endpoint, dial, deadline), endpoint, dial.wire)
        except BaseException:
            sock.close()
            raise
    except (OSError, UnicodeError) as error:
        raise connect_failure(endpoint, error) from error


def _connected(endpoint: Endpoint, lookups: Lookups, deadline: Deadline) -> socket.socket:
    path = unix_path(endpoint)
    if path is not None:
        return _reached(socket.AF_UNIX, path, deadline)
    failure: OSError = OSError("the name has no address")
    for address in lookups.of(endpoint, deadline):
        # Not socket.create_connection: its timeout is for each of a name's addresses.
        try:
            return _reached(address.family, address.where, deadline)
        except OSError as error:
            failure = error
    raise failure


def _reached(family: int, address: Any, deadline: Deadline) -> socket.socket:  # noqa: ANN401 - as socket's
    sock = socket.socket(family)
    try:
        sock.settimeout(max(deadline.remaining, _MOMENT))
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock


def _io(sock: socket.socket, endpoint: Endpoint, dial: Dial, deadline: Deadline) -> Io:
    if sock.family != socket.AF_UNIX:
        configure(sock, dial.keepalive)
    if dial.tls is None:
        return PlainIo(sock)
    # For the whole handshake.
    sock.settimeout(max(deadline.remaining, _MOMENT))
    context = dial.tls.context()
    return TlsIo(context.wrap_socket(sock, server_hostname=dial.server_name(endpoint)))


@final
class Connection:
    """One open connection; one call at a time.

    Args:
        io: sends and receives.
        endpoint: the other end.
        wire: what is spoken.

    Attributes:
        endpoint: the other end.
        usable: False after anything but an answer: what is still under way would be taken for the
            answer to the next call.
        dies_at: when its pool replaces it, by the pool's clock.
        era: of its pool, when it was opened.
    """

    __slots__ = ("_calls", "_io", "_wire", "dies_at", "endpoint", "era", "usable")

    def __init__(self, io: Io, endpoint: Endpoint, wire: WireOptions) -> None:
        self.endpoint = endpoint
        self.usable = True
        self.dies_at = math.inf
        self.era = 0
        self._io = io
        self._wire = wire
        self._calls = 0

    def is_alive(self) -> bool:
        """False if the server closed it, or sent what nobody asked for.

        Costs half a microsecond and waits for nothing.
        """
        return self.usable and self._io.is_quiet()

    def call(self, method: Method[R], arguments: dict[str, Any], deadline: Deadline) -> R:
        """Call a method and wait for its answer; of a oneway method until it is sent.

        Raises:
            ThriftError: an exception that the IDL declares.
            RpcError: the call failed; see its kinds.
        """
        self._calls += 1
        exchange = Exchange(self._wire, method, arguments, self._calls)
        self.usable = False
        io = self._io
        try:
            io.send(exchange.request, deadline)
            if not method.oneway:
                while not exchange.receive(io.receive(deadline)):
                    pass
        except OSError as error:
            raise call_failure(method.name, self.endpoint, error) from error
        self.usable = True
        # Whatever it raises now is what the server answered.
        return None if method.oneway else exchange.result()  # type: ignore[return-value]

    def abort(self) -> None:
        """End it from another thread: the call under way fails at once."""
        self.usable = False
        self._io.abort()

    def disown(self) -> None:
        """In a forked child, leave it to the parent."""
        self.usable = False
        self._io.disown()

    def close(self) -> None:
        """Close it. Harmless when repeated."""
        self.usable = False
        self._io.close()
