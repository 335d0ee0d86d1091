"""What the monitor answers over HTTP; nothing but a POST asks the engine to do anything."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast, final

import attrs
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    ProcessCollector,
    generate_latest,
)

from kingpin_sdk.adapters.http import Answer, Request, json_answer, text_answer
from kingpin_sdk.monitor import _old_pages as old
from kingpin_sdk.monitor._control import Control
from kingpin_sdk.monitor._metrics import SyncCollector
from kingpin_sdk.monitor._readiness import OnDisk, Readiness, judge
from kingpin_sdk.sync import ConfigState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kingpin_sdk.clocks import WallClock
    from kingpin_sdk.model import Json
    from kingpin_sdk.settings import Settings
    from kingpin_sdk.sync import SyncEngine, SyncStatus

__all__ = ["Pages"]

_log = logging.getLogger(__name__)

_BEAT: Final = 2.0
_WATCH: Final = "/admin/watch/"
_PATTERNS: Final = (
    "/config/NODE",
    "/serverset/NODE",
    "/admin/versions/NAME",
    f"POST {_WATCH}NODE",
    "POST /admin/accept/NAME",
    "POST /admin/pin/NAME",
    "POST /admin/rollback/NAME",
    "POST /admin/unpin/NAME",
)
_ILL: Final = frozenset({ConfigState.FAILING, ConfigState.REFUSED, ConfigState.HELD})


@final
class Pages:
    """KingPin's read endpoints with their fields, and ours.

    Args:
        engine: to show; it need not run yet.
        settings: for the local roots.
        registry: of the metrics; the engine's own go there, too.
        wall: for ages.

    Attributes:
        control: of commands, once its key is published.
    """

    def __init__(
        self,
        engine: SyncEngine,
        settings: Settings,
        *,
        registry: CollectorRegistry,
        wall: WallClock = time.time,
    ) -> None:
        self._engine = engine
        self._started = wall()
        self._roots = (settings.config_dir, settings.serverset_dir)
        self.control = Control(engine.overrides, settings.config_dir)
        self._registry = registry
        root, serversets = settings.config_dir, settings.serverset_dir
        self._disk = OnDisk(
            lambda: _holds_files(root),
            lambda name: (root / name).is_file(),
            lambda name: (serversets / name).is_file(),
        )
        registry.register(SyncCollector(engine.status, lambda: self.readiness().ready, wall))
        ProcessCollector(registry=registry)
        self._pages: dict[str, Callable[[], Answer]] = {
            "/admin/ping": lambda: text_answer("Ping!\n"),
            "/admin/healthcheck": self._health,
            "/admin/details": lambda: json_answer(
                old.details(engine.status(), started=self._started)
            ),
            "/config": lambda: json_answer(old.configs(engine.status())),
            "/serverset": lambda: json_answer(old.serversets(engine.status())),
            "/admin/watched_metaconfigs": lambda: json_answer([*engine.status().metaconfigs]),
            "/admin/watched_dependencies": lambda: json_answer([*engine.status().dependencies]),
            "/admin/rejected_serversets": lambda: json_answer(old.rejected(engine.status())),
            "/admin/rejected_serversets/healthcheck": self._rejected_health,
            "/livez": self._live,
            "/readyz": self._ready,
            "/status": self._status,
            "/metrics": self._metrics,
        }

    def answer(self, request: Request) -> Answer:
        """The answer to a request; blocks for up to 2 s if the engine is stuck."""
        path = request.path
        if path.startswith(_WATCH):
            if request.method != "POST":
                return text_answer("POST only\n", HTTPStatus.METHOD_NOT_ALLOWED)
            return self._watch(path.removeprefix(_WATCH))
        if (told := self.control.answer(request)) is not None:
            return told
        if request.method != "GET":
            return text_answer("GET only\n", HTTPStatus.METHOD_NOT_ALLOWED)
        return self._read(path)

    def readiness(self) -> Readiness:
        """Whether readers have what they follow."""
        return judge(self._engine.status(), self._disk)

    def _read(self, path: str) -> Answer:
        page = self._pages.get(path)
        if page is not None:
            return page()
        for start, documents in (("/config/", old.configs), ("/serverset/", old.serversets)):
            if path.startswith(start):
                node = "/" + path.removeprefix(start).lstrip("/")
                return json_answer(documents(self._engine.status()).get(node))
        known = [*self._pages, *_PATTERNS]
        return text_answer("".join(f"{each}\n" for each in known), HTTPStatus.NOT_FOUND)

    def _watch(self, path: str) -> Answer:
        node = "/" + path.lstrip("/")
        _log.info("asked over HTTP to look at %.300r now", node)
        self._engine.look_again(node)
        # KingPin's: empty, also for what is not followed.
        return text_answer("")

    def _live(self) -> Answer:
        if self._engine.beats(_BEAT):
            return text_answer("alive\n")
        return text_answer("the engine is stuck\n", HTTPStatus.SERVICE_UNAVAILABLE)

    def _ready(self) -> Answer:
        found = self.readiness()
        if found.ready and not found.from_disk:
            return text_answer("ready\n")
        first = "ready, from disk\n" if found.ready else "not ready\n"
        text = first + "".join(f"{' '.join(each.split())}\n" for each in found.reasons)
        return text_answer(text, HTTPStatus.OK if found.ready else HTTPStatus.SERVICE_UNAVAILABLE)

    def _health(self) -> Answer:
        if not self.readiness().ready:
            return Answer(HTTPStatus.NO_CONTENT, "application/json", b"")
        return _verdict(_problems(self._engine.status()))

    def _rejected_health(self) -> Answer:
        status = self._engine.status()
        return _verdict(dict.fromkeys(map(str, old.rejected(status)), "held back"))

    def _status(self) -> Answer:
        found = self.readiness()
        document: dict[str, Json] = {
            "started_at": self._started,
            "ready": found.ready,
            "from_disk": found.from_disk,
            "config_dir": str(self._roots[0]),
            "serverset_dir": str(self._roots[1]),
        }
        # attrs makes plain values of frozen ones; enums are texts.
        shown = cast("dict[str, Json]", attrs.asdict(self._engine.status()))
        return json_answer(document | shown)

    def _metrics(self) -> Answer:
        return Answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self._registry))


def _problems(status: SyncStatus) -> dict[str, str]:
    """What an operator should look at, by name."""
    found = dict(status.problems)
    for config in status.configs:
        if config.state in _ILL:
            found[config.name] = config.last_error or config.refused_reason or str(config.state)
    for each in status.serversets:
        if each.state in _ILL:
            held = each.standing.held if each.standing is not None else None
            found[each.name] = each.last_error or (f"held back: {held.reason}" if held else "held")
    return found


def _verdict(problems: dict[str, str]) -> Answer:
    if not problems:
        return json_answer({"status": HTTPStatus.OK.value})
    ill = HTTPStatus.INTERNAL_SERVER_ERROR
    return json_answer({"status": ill.value, "problems": {**problems}}, ill)


def _holds_files(root: Path) -> bool:
    try:
        return any(each.is_file() for each in root.iterdir())
    except OSError:
        return False
