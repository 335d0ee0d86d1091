"""ThriftServer: offers a handler on a port, with a thread for each connection."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc._framing import Inbox
from kingpin_sdk.rpc._framing_bytes import framed
from kingpin_sdk.rpc._listening import (
    address_of,
    configure_accepted,
    listen,
    listen_at,
    stop_listening,
)
from kingpin_sdk.rpc._wire import Framing, WireProtocol

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from kingpin_sdk.rpc._processor import Call, Processor

__all__ = ["ThriftServer"]

_log = logging.getLogger(__name__)

_PIECE: Final = 256 * 1024
_COMPACT: Final = 0x82
_STRICT: Final = 0x80
# A frame's length and the first byte of what is in it; no message is shorter.
_TELLING: Final = 5


@final
class ThriftServer:
    """Serves a processor until it is stopped: for tests and small services.

    It starts at once, and takes framed and unframed, binary and compact clients side by side: the
    first bytes of a connection tell them apart.

    Args:
        processor: a generated processor around a handler.
        host: address to listen on.
        port: to listen on; 0 takes a free one.
        path: of a socket in the file system to listen on, instead of a port.
        connections: how many may be open at once; more wait until one ends.

    Raises:
        SettingsError: the address cannot be listened on.
    """

    def __init__(
        self,
        processor: Processor,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        path: Path | None = None,
        connections: int = 1000,
    ) -> None:
        self._processor = processor
        self._listener = listen(host, port) if path is None else listen_at(Path(path))
        # Asked for after the end as well, when the listener has none any more.
        self._address = address_of(self._listener)
        name = self._listener.getsockname()
        self._port = 0 if isinstance(name, str) else int(name[1])
        self._room = threading.Semaphore(connections)
        self._lock = threading.Lock()  # guards the two below
        self._peers: set[_Peer] = set()
        self._stopping = False
        self._accepting = threading.Thread(target=self._accept, name="thrift-accept", daemon=True)
        self._accepting.start()

    @property
    def port(self) -> int:
        """The port it listens on; 0 if it listens in the file system."""
        return self._port

    @property
    def address(self) -> str:
        """``host:port`` or ``unix:/path``, as clients take it."""
        return self._address

    def stop(self, *, grace: float = 5.0) -> None:
        """Take no more calls, let those under way finish, and end. Harmless when repeated.

        Args:
            grace: seconds after which connections are cut that are still in a call.
        """
        deadline = Deadline(grace)
        with self._lock:
            self._stopping = True
            peers = list(self._peers)
        # A listener that is only closed keeps its thread in accept().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        if self._listener.fileno() >= 0:
            stop_listening(self._listener)
        for peer in peers:
            peer.end_when_idle()
        for peer in peers:
            peer.thread.join(deadline.remaining)
        for peer in peers:
            peer.cut()
        for peer in peers:
            peer.thread.join(grace)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _accept(self) -> None:
        while True:
            self._room.acquire()
            try:
                sock, _ = self._listener.accept()
            except OSError:
                self._room.release()
                if self._is_stopping():
                    return
                _log.exception("no connection could be accepted")
                continue
            configure_accepted(sock)
            peer = _Peer(sock, self._processor)
            peer.thread = threading.Thread(
                target=self._serve, args=(peer,), name="thrift-connection", daemon=True
            )
            with self._lock:
                stopping = self._stopping
                if not stopping:
                    self._peers.add(peer)
            if stopping:
                sock.close()
            else:
                peer.thread.start()

    def _is_stopping(self) -> bool:
        with self._lock:
            return self._stopping

    def _serve(self, peer: _Peer) -> None:
        try:
            peer.serve()
        except ProtocolError as error:
            _log.warning("a connection is closed: %s", error)
        except OSError as error:
            _log.debug("a connection broke: %s", error)
        except Exception:  # noqa: BLE001 - the outermost loop of a connection
            _log.exception("a connection failed")
        finally:
            with self._lock:
                self._peers.discard(peer)
            peer.close()
            self._room.release()


@final
class _Peer:
    """One client's connection."""

    thread: threading.Thread

    def __init__(self, sock: socket.socket, processor: Processor) -> None:
        self._socket = sock
        self._processor = processor
        self._lock = threading.Lock()  # guards the two below
        self._busy = False
        self._ending = False

    def serve(self) -> None:
        """Answer calls until the client leaves, or `end_when_idle` says so."""
        data = self._socket.recv(_PIECE)
        while 0 < len(data) < _TELLING:
            more = self._socket.recv(_PIECE)
            data = data + more if more else b""
        if not data:
            return
        framing, protocol = _told_apart(data)
        inbox = Inbox(framing, protocol)
        while data:
            inbox.feed(data)
            while self._answer_next(inbox, framing, protocol):
                pass
            data = b"" if self._ending else self._socket.recv(_PIECE)

    def _answer_next(self, inbox: Inbox, framing: Framing, protocol: WireProtocol) -> bool:
        calls: list[Call] = []

        def read(message: bytes) -> bool:
            call = self._processor.read(protocol, message)
            calls.append(call)
            return call.all_used

        if not inbox.use_next(read) or not self._begin():
            return False
        try:
            answer = calls[0].answer()
            if answer is not None:
                self._socket.sendall(framed(answer, framing))
        finally:
            with self._lock:
                self._busy = False
        return True

    def _begin(self) -> bool:
        """Mark the connection busy; False if it is to end."""
        with self._lock:
            self._busy = not self._ending
            return self._busy

    def end_when_idle(self) -> None:
        """End after the call under way; at once if there is none."""
        with self._lock:
            self._ending = True
            if not self._busy:
                self._shut_down()

    def cut(self) -> None:
        """End at once."""
        with self._lock:
            self._shut_down()

    def close(self) -> None:
        """Close the socket."""
        with self._lock:
            self._socket.close()

    def _shut_down(self) -> None:
        with suppress(OSError):  # it is closed already
            self._socket.shutdown(socket.SHUT_RDWR)


def _told_apart(data: bytes) -> tuple[Framing, WireProtocol]:
    """What a client speaks, by its first five bytes."""
    if data[0] == _COMPACT:
        return Framing.UNFRAMED, WireProtocol.COMPACT
    if data[0] >= _STRICT:
        return Framing.UNFRAMED, WireProtocol.BINARY
    compact = data[4:5] == bytes((_COMPACT,))
    return Framing.FRAMED, WireProtocol.COMPACT if compact else WireProtocol.BINARY
