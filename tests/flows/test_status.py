"""``kingpin status`` and a real monitor."""

from __future__ import annotations

from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.formats.member import member_name
from kingpin_sdk.formats.metaconfig import serverset_section
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ConfigName, ServersetName
from tests.flows.kingpin_command import Kingpin
from tests.flows.monitor_http import port_of, wait_ready
from tests.unit.sync.daemon import Daemon
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ConfigName("test", "map")
_SET = ServersetName("test_service", "prod")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.in_folder(tmp_path / "store")) as store:
        store.config(_NAME, into="web.dep", body=b"{}")
        yield store


def test_kingpin_status_shows_what_the_monitor_has(tmp_path: Path, store: Store) -> None:
    endpoint = Endpoint("10.0.0.1", 80)
    store.metaconfig(str(_SET), [serverset_section(_SET, {})])
    store.depend("web.dep", str(_SET))
    store.coordination.create(_SET.node)
    store.coordination.join(f"{_SET.node}/{member_name(endpoint, '0' * 32)}", b"")
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        version = store.publish(_NAME, b'{"a"')
        daemon.wait_for_log("is refused")
        address = f"127.0.0.1:{port_of(daemon)}"
        kingpin = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=address)
        rows = {row[0]: row for row in kingpin.ok("status").rows}
        config, serverset = rows[_NAME.file_name], rows[_SET.file_name]
        assert (config[1], config[4]) == ("config", "refused")
        assert version in config[5]
        assert (serverset[1], serverset[4]) == ("serverset", "current")
        document = kingpin.ok("status", "--json").document
        assert isinstance(document, dict)
        assert document["ready"] is True
        assert daemon.end() == 0
    outcome = kingpin.run("status")
    assert outcome.code == 3
    [line] = outcome.errors
    assert f"no monitor answers at http://{address}" in line


def test_a_node_that_holds_no_version_is_told_without_one(tmp_path: Path, store: Store) -> None:
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        node = store.coordination.read(_NAME.node)
        store.coordination.write(_NAME.node, b"no version", expected=node.revision)
        daemon.wait_for_log("refused")
        kingpin = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=f"127.0.0.1:{port_of(daemon)}")
        [row] = kingpin.ok("status").rows
        assert row[4] == "refused"
        assert row[5].startswith("refused: ")
        assert "None" not in daemon.log
        assert daemon.end() == 0


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("status", b"[" * 100_000),
        ("status", b"\xff"),
        ("status", b'{"configs": [], "serversets": []}'),
        ("status --json", b'{"configs": null}'),
        ("monitor versions a.b", b"[1]"),
        ("monitor pin a.b", b'{"config_dir": 5}'),
    ],
)
def test_what_is_no_answer_of_a_monitor_is_one_line(
    tmp_path: Path, words: str, body: bytes
) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_port}"
        outcome = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=address).run(*words.split())
        server.shutdown()
    assert (outcome.code, outcome.output) == (3, "")
    [line] = outcome.errors
    assert f"what answers at http://{address} is no kingpin-monitor" in line


@pytest.mark.parametrize("every", ["0", "nan", "inf", "soon"])
def test_an_interval_that_cannot_be_waited_for_is_a_usage_error(tmp_path: Path, every: str) -> None:
    outcome = Kingpin(tmp_path).run("status", "--watch", "--every", every)
    assert outcome.code == 2
    [line] = outcome.errors
    assert "--every" in line


def test_watching_shows_it_again_until_the_monitor_is_gone(tmp_path: Path, store: Store) -> None:
    with Daemon(tmp_path) as daemon, (tmp_path / "shown").open("wb") as shown:
        wait_ready(daemon)
        address = f"127.0.0.1:{port_of(daemon)}"
        kingpin = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=address)
        process = kingpin.start("status", "--watch", "--every", "0.1", stdout=shown.fileno())
        version = store.publish(_NAME, b"[]")
        wait_until(
            lambda: version in (tmp_path / "shown").read_text(), timeout=30, what="it is shown"
        )
        assert daemon.end() == 0
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 3
        assert b"no monitor answers" in errors
