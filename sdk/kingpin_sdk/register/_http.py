"""The daemon's answers over HTTP: is it alive, is everything where it should be, counts."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from kingpin_sdk.adapters.http import Answer, HttpServer, Request, json_answer, text_answer
from kingpin_sdk.announce import MemberState
from kingpin_sdk.register._metrics import StatusCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kingpin_sdk.announce import AnnounceStatus
    from kingpin_sdk.model import Json
    from kingpin_sdk.settings import HttpAddress

__all__ = ["StatusPages", "status_server"]

_PATHS = "/livez /readyz /status /metrics\n"


def status_server(
    address: HttpAddress, statuses: Callable[[], Sequence[AnnounceStatus]]
) -> HttpServer:
    """A server of the pages below.

    Raises:
        SettingsError: nothing can listen there.
    """
    pages = StatusPages(statuses)
    return HttpServer(address, pages.answer, name="kingpin-register", flag="--http")


@final
class StatusPages:
    """``/livez``, ``/readyz``, ``/status`` and ``/metrics``; GET only.

    Ready means that every member is where its health wants it: in, or rightly out.

    Args:
        statuses: gives the picture to show.
    """

    def __init__(self, statuses: Callable[[], Sequence[AnnounceStatus]]) -> None:
        self._statuses = statuses
        self._registry = CollectorRegistry()
        self._registry.register(StatusCollector(statuses))

    def answer(self, request: Request) -> Answer:
        """The answer to a request."""
        if request.method != "GET":
            return text_answer("GET only\n", HTTPStatus.METHOD_NOT_ALLOWED)
        if request.path == "/livez":
            return text_answer("alive\n")
        if request.path == "/readyz":
            return self._ready()
        if request.path == "/status":
            shown: list[Json] = [_shown(each) for each in self._statuses()]
            return json_answer({"services": shown})
        if request.path == "/metrics":
            return Answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self._registry))
        return text_answer(_PATHS, HTTPStatus.NOT_FOUND)

    def _ready(self) -> Answer:
        late = [each for each in self._statuses() if not each.settled]
        if not late:
            return text_answer("ready\n")
        lines = [f"{each.serverset} {each.endpoint} is {each.member.state}\n" for each in late]
        return text_answer("".join(lines), HTTPStatus.SERVICE_UNAVAILABLE)


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
