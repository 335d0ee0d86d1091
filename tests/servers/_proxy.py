"""A TCP proxy that spoils what passes through it, exactly as a test says.

A fault is a function of a line and of bytes that came: it sends them on, or others, or ends the
line. ``FaultProxy.requests`` is asked about what clients send, ``FaultProxy.answers`` about what
the server sends; both hold for connections that are open, too.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import struct
import threading
from typing import TYPE_CHECKING, Self, TypeAlias

from tests.servers._ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Fault",
    "FaultProxy",
    "Line",
    "closing_after",
    "dripping",
    "held",
    "once",
    "passing",
    "replaced",
    "reset_after",
    "stalling_after",
    "swallowed",
]

_PIECE = 65536
_LONGEST = 60.0
_STEP = 0.005
_RESET = struct.pack("ii", 1, 0)


class Line:
    """One client's connection through the proxy, and the proxy's own to the server.

    Attributes:
        ended: set once nothing passes any more.
    """

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.ended = threading.Event()
        self._client = client
        self._server = server

    def serve(self, proxy: FaultProxy) -> None:
        """Pass on what comes from either side until one of them ends."""
        with selectors.DefaultSelector() as selector, self._client, self._server:
            selector.register(self._client, selectors.EVENT_READ)
            selector.register(self._server, selectors.EVENT_READ)
            with contextlib.suppress(OSError, ValueError):
                while not self.ended.is_set():
                    for key, _ in selector.select(_LONGEST):
                        self._pass_on(key.fileobj is self._client, proxy)
        self.ended.set()

    def _pass_on(self, from_client: bool, proxy: FaultProxy) -> None:  # noqa: FBT001 - private
        source, target = self._client, self._server
        if not from_client:
            source, target = target, source
        while data := source.recv(_PIECE):
            self._target = target
            (proxy.requests if from_client else proxy.answers)(self, data)
            # What TLS has decrypted already no selector tells of.
            if not (isinstance(source, ssl.SSLSocket) and source.pending()):
                return
        self.ended.set()

    def send(self, data: bytes) -> None:
        """Send bytes on, to where those that came were going."""
        self._target.sendall(data)

    def end(self) -> None:
        """End the connection as a process does that closes it."""
        self.ended.set()
        for each in (self._client, self._server):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """End the client's connection as a machine does that has forgotten it."""
        self.ended.set()
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._client.close()

    def stall(self) -> None:
        """Do nothing more, until the client leaves or the line is ended."""
        self._client.settimeout(_STEP)
        while not self.ended.is_set():
            try:
                if not self._client.recv(_PIECE):
                    self.ended.set()
            except TimeoutError:
                continue


Fault: TypeAlias = "Callable[[Line, bytes], object]"


def passing(line: Line, data: bytes) -> None:
    """No fault."""
    line.send(data)


def swallowed(line: Line, _: bytes) -> None:
    """Nothing comes, and nothing is said."""
    line.stall()


def reset_after(count: int) -> Fault:
    """Some bytes come, then the connection is reset."""

    def fault(line: Line, data: bytes) -> None:
        if count:
            line.send(data[:count])
        line.reset()

    return fault


def closing_after(count: int) -> Fault:
    """Some bytes come, then the connection is closed."""

    def fault(line: Line, data: bytes) -> None:
        if count:
            line.send(data[:count])
        line.end()

    return fault


def stalling_after(count: int) -> Fault:
    """Some bytes come, then no more."""

    def fault(line: Line, data: bytes) -> None:
        line.send(data[:count])
        line.stall()

    return fault


def dripping(seconds: float) -> Fault:
    """The bytes come one by one."""

    def fault(line: Line, data: bytes) -> None:
        for place in range(len(data)):
            line.send(data[place : place + 1])
            if line.ended.wait(seconds):
                return

    return fault


def held(until: threading.Event) -> Fault:
    """The bytes come late."""

    def fault(line: Line, data: bytes) -> None:
        assert until.wait(_LONGEST)
        line.send(data)

    return fault


def replaced(make: Callable[[bytes], bytes]) -> Fault:
    """Other bytes come."""

    def fault(line: Line, data: bytes) -> None:
        line.send(make(data))

    return fault


def once(fault: Fault) -> Fault:
    """A fault that happens to the first bytes only, whatever their connection."""
    pending = [fault]
    lock = threading.Lock()

    def first(line: Line, data: bytes) -> None:
        with lock:
            chosen = pending.pop() if pending else passing
        chosen(line, data)

    return first


class FaultProxy:
    """A line to a server on 127.0.0.1 that can be spoilt, cut and mended. A context manager.

    Args:
        port: of the server.
        tls: the proxy speaks TLS with clients, and none with the server.

    Attributes:
        port: of the proxy; the same after it refused.
        accepted: how many connections were made through it.
        requests: the fault on what clients send.
        answers: the fault on what the server sends.
    """

    def __init__(self, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.port = free_port()
        self.accepted = 0
        self.requests: Fault = passing
        self.answers: Fault = passing
        self._server = ("127.0.0.1", port)
        self._tls = tls
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._lock = threading.Lock()  # guards the two below
        self._lines: set[Line] = set()
        self._threads: list[threading.Thread] = []

    @property
    def address(self) -> str:
        """``host:port``, as clients take it."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.mend()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        for each in self._threads:
            each.join(_LONGEST)
            assert not each.is_alive()

    def drop(self) -> None:
        """End all connections; new ones are taken."""
        with self._lock:
            lines = list(self._lines)
        for each in lines:
            each.end()

    def cut(self) -> None:
        """End all connections, and refuse new ones."""
        if self._listener is not None and self._accepting is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._accepting.join(_LONGEST)
            listener, self._listener = self._listener, None
            listener.close()
        self.drop()

    def mend(self) -> None:
        """Let everything pass from now on."""
        self.requests = self.answers = passing
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._accepting = threading.Thread(
                target=self._accept, args=(self._listener,), daemon=True
            )
            self._accepting.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            with self._lock:
                self.accepted += 1
                self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
            server = socket.create_connection(self._server, _LONGEST)
        except OSError:
            client.close()
            return
        line = Line(client, server)
        with self._lock:
            self._lines.add(line)
        if self._listener is None:
            line.end()  # it was cut meanwhile
        try:
            line.serve(self)
        finally:
            with self._lock:
                self._lines.discard(line)
