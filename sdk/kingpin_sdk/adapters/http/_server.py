"""The server: cheroot's, which has its threads, its time limits and its keeping of connections."""

from __future__ import annotations

import logging
import os
import socket
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, final
from urllib.parse import parse_qsl

from cheroot.wsgi import Server

from kingpin_sdk.adapters.http._answers import Answer, Request, text_answer
from kingpin_sdk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from kingpin_sdk.settings import HttpAddress

    _Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]

__all__ = ["HttpServer"]

_log = logging.getLogger(__name__)

_PATIENCE: Final = 5
_CLOSE_WITHIN: Final = 1
_BODY_BYTES: Final = 65_536
_HEADER_BYTES: Final = 65_536
# cheroot never starts another one by itself, and each of them is one client's until it is answered:
# who connects and says nothing, or waits for a command, must not keep a probe waiting.
_THREADS: Final = 16
# Connections that wait for one of them; beyond cheroot's 5 the system would retry after 1 s.
_QUEUE: Final = 128
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})


@final
class HttpServer:
    """Answers GET and POST with what a function says; for loopback and trusted networks.

    It listens from its construction on, and answers inside the ``with`` block. HEAD is answered as
    GET is, without the body.

    Args:
        address: where to listen; port 0 lets the system choose.
        answer: called on a thread of the server for each request; what it raises is logged and told
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
            listening = socket.create_server(address, family=family)
        except OSError as error:
            raise SettingsError(f"{flag} {address}: {_reason(error)}") from error
        self.port = int(listening.getsockname()[1])
        self._listening = listening
        self._server = _Server(listening, _application(answer), name)
        self._prepared = threading.Event()
        # A daemon, and with it the threads that it starts: a request that hangs must not hold up
        # the end of the process.
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"{name}-http")

    def close(self) -> None:
        """Answer no more. Harmless when repeated."""
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join()
        self._listening.close()

    def __enter__(self) -> HttpServer:
        self._thread.start()
        # Before that it could not be stopped.
        self._prepared.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        try:
            self._server.prepare()
        finally:
            self._prepared.set()
        self._server.serve()


@final
class _Server(Server):
    """cheroot's, over a socket that listens already: it would hide why it cannot."""

    def __init__(self, listening: socket.socket, application: _Application, name: str) -> None:
        # cheroot's own stubs leave the first two parameters without a type.
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            listening.getsockname()[:2],
            application,
            numthreads=_THREADS,
            request_queue_size=_QUEUE,
            server_name=name,
            timeout=_PATIENCE,
            shutdown_timeout=_CLOSE_WITHIN,
        )
        self.software = name
        self.max_request_body_size = _BODY_BYTES
        self.max_request_header_size = _HEADER_BYTES
        self._listening = listening

    def bind(self, family: object, type: object, proto: int = 0) -> socket.socket:  # noqa: A002 - cheroot's
        """Take the socket that is there."""
        del family, type, proto
        self.socket = self._listening
        return self._listening

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT001, FBT002 - cheroot's
        """What it would write to stderr; a client that goes away is nobody's trouble."""
        _log.log(level if level >= logging.ERROR else logging.DEBUG, msg, exc_info=traceback)


def _reason(error: OSError) -> str:
    # create_server adds the address to the text, in Python's words.
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return (error.strerror or str(error)).partition(" (while ")[0]


def _application(answer: Callable[[Request], Answer]) -> _Application:
    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = _request(environ)
        wants_body = request.method != "HEAD"
        told = _answer(request if wants_body else request._replace(method="GET"), answer)
        headers = [("Content-Type", told.kind), ("Content-Length", str(len(told.body)))]
        start(f"{told.status.value} {told.status.phrase}", headers)
        return [told.body] if wants_body else []

    return application


def _request(environ: WSGIEnvironment) -> Request:
    # WSGI hands out a path's bytes as if they were Latin-1.
    path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
    return Request(
        str(environ["REQUEST_METHOD"]),
        path,
        dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True)),
        str(environ.get("HTTP_AUTHORIZATION", "")),
    )


def _answer(request: Request, answer: Callable[[Request], Answer]) -> Answer:
    if request.method not in _METHODS:
        return text_answer("GET, HEAD and POST only\n", HTTPStatus.NOT_IMPLEMENTED)
    try:
        return answer(request)
    except Exception:  # noqa: BLE001 - the request's outermost frame
        _log.exception("%s %s failed", request.method, request.path)
        return text_answer("failed: see the log\n", HTTPStatus.INTERNAL_SERVER_ERROR)
