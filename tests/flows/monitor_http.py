"""Asking a running monitor over HTTP."""

from __future__ import annotations

import json
import re
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.unit.sync.daemon import Daemon

__all__ = ["ask", "get_json", "port_of", "restart", "wait_ready"]

_LISTENS = re.compile(r"answering at http://127\.0\.0\.1:(\d+)")


def port_of(daemon: Daemon) -> int:
    """Where it listens."""
    ports = wait_until(lambda: _LISTENS.findall(daemon.log), timeout=30, what="it listens")
    return int(ports[-1])


def restart(daemon: Daemon) -> None:
    """Kill it, start it again, and wait until it listens, which may be elsewhere."""
    before = len(_LISTENS.findall(daemon.log))
    daemon.kill()
    daemon.start()
    wait_until(
        lambda: len(_LISTENS.findall(daemon.log)) > before, timeout=30, what="it listens again"
    )


def ask(daemon: Daemon, path: str, method: str = "GET") -> tuple[int, str]:
    """Status and text of an answer."""
    connection = HTTPConnection("127.0.0.1", port_of(daemon), timeout=20)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def get_json(daemon: Daemon, path: str) -> Any:  # noqa: ANN401 - any document
    """The document of an answer with 200."""
    status, text = ask(daemon, path)
    assert status == 200, text
    return json.loads(text)


def wait_ready(daemon: Daemon) -> None:
    """Wait until everything is synced."""
    wait_until(lambda: ask(daemon, "/readyz") == (200, "ready\n"), timeout=30, what="it is ready")
