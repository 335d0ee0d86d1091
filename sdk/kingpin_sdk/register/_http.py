"""The daemon's answers over HTTP: is it alive, is everything where it should be, counts."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from kingpin_sdk.announce import MemberState
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.register._metrics import StatusCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kingpin_sdk.announce import AnnounceStatus
    from kingpin_sdk.model import Json
    from kingpin_sdk.settings import HttpAddress

__all__ = ["StatusServer"]

_PATIENCE: Final = 5.0
_JSON: Final = "application/json"
_TEXT: Final = "text/plain; charset=utf-8"


class _Answer(NamedTuple):
    status: HTTPStatus
    kind: str
    body: bytes


@final
class StatusServer:
    """Serves ``/livez``, ``/readyz``, ``/status`` and ``/metrics`` on a thread; GET only.

    Ready means that every member is where its health wants it: in, or rightly out.

    Args:
        address: where to listen; port 0 lets the system choose.
        statuses: gives the picture to show.

    Raises:
        SettingsError: nothing can listen there.
    """

    def __init__(
        self, address: HttpAddress, statuses: Callable[[], Sequence[AnnounceStatus]]
    ) -> None:
        self._statuses = statuses
        self._registry = CollectorRegistry()
        self._registry.register(StatusCollector(statuses))
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        try:
            self._server = _Server(family, (address.host, address.port), self._answer)
        except OSError as error:
            raise SettingsError(f"--http {address}: {error.strerror or error}") from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, daemon=True, name="kingpin-register-http"
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> StatusServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, path: str) -> _Answer:
        if path == "/livez":
            return _Answer(HTTPStatus.OK, _TEXT, b"alive\n")
        if path == "/readyz":
            return self._ready()
        if path == "/status":
            shown = [_shown(each) for each in self._statuses()]
            return _Answer(HTTPStatus.OK, _JSON, json.dumps({"services": shown}).encode())
        if path == "/metrics":
            return _Answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self._registry))
        return _Answer(HTTPStatus.NOT_FOUND, _TEXT, b"/livez /readyz /status /metrics\n")

    def _ready(self) -> _Answer:
        late = [each for each in self._statuses() if not each.settled]
        if not late:
            return _Answer(HTTPStatus.OK, _TEXT, b"ready\n")
        lines = [f"{each.serverset} {each.endpoint} is {each.member.state}\n" for each in late]
        return _Answer(HTTPStatus.SERVICE_UNAVAILABLE, _TEXT, "".join(lines).encode())


@final
class _Server(ThreadingHTTPServer):
    # A request that hangs must not hold up the end.
    block_on_close = False
    daemon_threads = True

    def __init__(
        self,
        family: socket.AddressFamily,
        address: tuple[str, int],
        answer: Callable[[str], _Answer],
    ) -> None:
        self.address_family = family
        self.answer = answer
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own asks the resolver for a name, which may take seconds and is not needed.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "", self.server_address[1]


@final
class _Handler(BaseHTTPRequestHandler):
    # Read by the base class: seconds until a silent client is let go.
    timeout: ClassVar[float | None] = _PATIENCE
    server_version = "kingpin-register"
    sys_version = ""

    def do_GET(self) -> None:
        if not isinstance(self.server, _Server):
            raise TypeError(self.server)
        answer = self.server.answer(self.path.partition("?")[0])
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Say nothing: probes come every second."""


def _shown(status: AnnounceStatus) -> dict[str, Json]:
    health = status.health
    return {
        "service": status.serverset.service,
        "env": status.serverset.env,
        "endpoint": str(status.endpoint),
        "weight": status.endpoint.weight,
        "zone": status.endpoint.zone,
        "path": status.path,
        "state": str(status.member.state),
        "announced": status.member.state is MemberState.IN,
        "settled": status.settled,
        "joins": status.member.joins,
        "failures": status.member.failures,
        "last_error": status.member.last_error,
        "healthy": None if health is None else health.up,
        "checks": status.checks,
        "failed_checks": status.failed_checks,
        "last_failure": status.last_failure,
    }
