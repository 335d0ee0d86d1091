"""The server: one thread that accepts, one more for each request."""

from __future__ import annotations

import logging
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, ClassVar, Final, final
from urllib.parse import unquote

from kingpin_sdk.adapters.http._answers import Answer, Request, text_answer
from kingpin_sdk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.settings import HttpAddress

__all__ = ["HttpServer"]

_log = logging.getLogger(__name__)

_PATIENCE: Final = 5.0
_BODY_BYTES: Final = 65_536


@final
class HttpServer:
    """Answers GET and POST with what a function says; for loopback and trusted networks.

    It listens from its construction on, and answers inside the ``with`` block.

    Args:
        address: where to listen; port 0 lets the system choose.
        answer: called on a thread of its own for each request; what it raises is logged and told
            as status 500.
        name: of the program, for threads and the Server header.
        flag: what the message names when nothing can listen there.

    Raises:
        SettingsError: nothing can listen there.
    """

    def __init__(
        self,
        address: HttpAddress,
        answer: Callable[[Request], Answer],
        *,
        name: str,
        flag: str,
    ) -> None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        try:
            self._server = _Server(family, (address.host, address.port), answer, name)
        except OSError as error:
            raise SettingsError(f"{flag} {address}: {error.strerror or error}") from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, daemon=True, name=f"{name}-http"
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Answer no more. Harmless when repeated."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> HttpServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@final
class _Server(ThreadingHTTPServer):
    # A request that hangs must not hold up the end.
    block_on_close = False
    daemon_threads = True

    def __init__(
        self,
        family: socket.AddressFamily,
        address: tuple[str, int],
        answer: Callable[[Request], Answer],
        name: str,
    ) -> None:
        self.address_family = family
        self.answer = answer
        self.program = name
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind, and nothing else: the base class asks the DNS for this machine's name, too."""
        TCPServer.server_bind(self)


@final
class _Handler(BaseHTTPRequestHandler):
    # Read by the base class: seconds until a silent client is let go.
    timeout: ClassVar[float | None] = _PATIENCE

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        # Unread, it would reset the connection before the client has our answer.
        length = self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(min(int(length), _BODY_BYTES))
        self._serve()

    def version_string(self) -> str:
        """The Server header."""
        return self._ours().program

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Say nothing: probes come every second."""

    def _ours(self) -> _Server:
        if not isinstance(self.server, _Server):
            raise TypeError(self.server)
        return self.server

    def _serve(self) -> None:
        request = Request(self.command, unquote(self.path.partition("?")[0]))
        try:
            answer = self._ours().answer(request)
        except Exception:  # noqa: BLE001 - the request's outermost frame
            _log.exception("%s %s failed", request.method, request.path)
            answer = text_answer("failed: see the log\n", HTTPStatus.INTERNAL_SERVER_ERROR)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
