"""``kingpin monitor``: an operator overrules what is published, on a real monitor of this box."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from kingpin_sdk.formats.metaconfig import ConfigLimits, config_extra
from kingpin_sdk.names import ConfigName
from tests.flows.kingpin_command import Kingpin
from tests.flows.monitor_http import ask, get_json, port_of, restart, wait_ready
from tests.unit.sync.daemon import Daemon
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kingpin_sdk.model import Version

_NAME = ConfigName("spam", "blocklist")
_GUARDED = ConfigName("spam", "guarded")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.in_folder(tmp_path / "store")) as store:
        yield store


@pytest.fixture
def daemon(tmp_path: Path, store: Store) -> Iterator[Daemon]:
    store.config(_NAME, into="web.dep", body=b"[1]")
    limits = ConfigLimits(protect_empty=True)
    store.config(_GUARDED, into="web.dep", body=b"[1]", extra=config_extra(limits))
    with Daemon(tmp_path, MONITOR_HOLD_DOWN="0") as daemon:
        wait_ready(daemon)
        yield daemon
        assert daemon.end() == 0


@pytest.fixture
def kingpin(tmp_path: Path, daemon: Daemon) -> Kingpin:
    return Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=f"127.0.0.1:{port_of(daemon)}")


def _body(folder: Path, name: ConfigName) -> bytes:
    return (folder / "config" / name.file_name).read_bytes()


def _publish(folder: Path, store: Store, body: bytes) -> Version:
    version = store.publish(_NAME, body)
    wait_until(lambda: _body(folder, _NAME) == body, timeout=30, what=f"{body!r} is there")
    return version


def test_a_refused_version_is_shown_with_its_body_and_accepted(
    tmp_path: Path, store: Store, daemon: Daemon, kingpin: Kingpin
) -> None:
    version = store.publish(_GUARDED, b"[]")
    daemon.wait_for_log("is refused")
    rows = {row[0]: row for row in kingpin.ok("status").rows}
    assert rows[_GUARDED.file_name][4] == "refused"
    aside = tmp_path / "config" / ".kingpin" / "refused" / _GUARDED.file_name
    assert f"kept aside as {aside}" in rows[_GUARDED.file_name][5]
    assert aside.read_bytes() == b"[]"
    held = f'held_back_info{{kind="config",name="{_GUARDED.file_name}",version="{version}"}} 1.0'
    assert held in ask(daemon, "/metrics")[1]
    outcome = kingpin.ok("monitor", "accept", "spam.guarded")
    assert outcome.output == f"{_GUARDED.file_name}: accepted, at version {version} now\n"
    assert _body(tmp_path, _GUARDED) == b"[]"
    assert ask(daemon, "/admin/healthcheck") == (200, '{"status": 200}')


def test_a_roll_back_stays_until_it_is_unpinned(
    tmp_path: Path, store: Store, daemon: Daemon, kingpin: Kingpin
) -> None:
    second = _publish(tmp_path, store, b"[2]")
    third = _publish(tmp_path, store, b"[3]")
    rows = kingpin.ok("monitor", "versions", "spam.blocklist").rows
    assert rows[0][0] == second
    assert len(rows) == 2
    assert kingpin.ok("monitor", "rollback", "spam.blocklist").output == (
        f"{_NAME.file_name}: stays at version {second} until unpinned\n"
    )
    assert _body(tmp_path, _NAME) == b"[2]"
    row = {row[0]: row for row in kingpin.ok("status").rows}[_NAME.file_name]
    assert row[4:] == ["pinned", f"published is version {third}"]
    restart(daemon)
    wait_ready(daemon)
    assert _body(tmp_path, _NAME) == b"[2]"
    again = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=f"127.0.0.1:{port_of(daemon)}")
    assert "is pinned no more" in again.ok("monitor", "unpin", "spam.blocklist").output
    assert _body(tmp_path, _NAME) == b"[3]"


def test_a_pin_is_at_the_current_version_or_a_chosen_one(
    tmp_path: Path, store: Store, kingpin: Kingpin
) -> None:
    second = _publish(tmp_path, store, b"[2]")
    _publish(tmp_path, store, b"[3]")
    kept: Any = kingpin.ok("monitor", "versions", "spam.blocklist", "--json").document
    assert (sorted(kept[0]), kept[0]["version"]) == (["sha256", "version", "written_at"], second)
    kingpin.ok("monitor", "pin", _NAME.file_name, "--version", second)
    assert _body(tmp_path, _NAME) == b"[2]"
    kingpin.ok("monitor", "pin", "spam.blocklist")
    assert _body(tmp_path, _NAME) == b"[2]"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("accept", "spam.blocklist"), "nothing of it is held back"),
        (("accept", "spam.nothing"), "spam.nothing is not followed by this monitor"),
        (("unpin", "spam.blocklist"), "is not pinned"),
        (("rollback", "spam.blocklist"), "no version before"),
        (("rollback", "spam.blocklist", "--version", "1-x"), "is not kept on this box; kept: none"),
        (("pin", "spam.blocklist", "--version", "1-typo"), "is not pinned to version 1-typo: "),
        (("pin", "spam.blocklist", "--version", ""), "'' is no version"),
        (("versions", "spam.nothing"), "spam.nothing is no config that the monitor"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_1(
    kingpin: Kingpin, words: tuple[str, ...], says: str
) -> None:
    outcome = kingpin.run("monitor", *words)
    assert outcome.code == 1
    [line] = outcome.errors
    assert says in line


def test_only_who_can_read_the_key_may_command(
    tmp_path: Path, daemon: Daemon, kingpin: Kingpin
) -> None:
    key = tmp_path / "config" / ".kingpin" / "control.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for verb in ("accept", "pin", "rollback", "unpin"):
        status, text = ask(daemon, f"/admin/{verb}/spam.blocklist", "POST")
        assert status == 401
        assert str(key) in json.loads(text)["message"]
        assert ask(daemon, f"/admin/{verb}/spam.blocklist", "GET")[0] == 405
    assert get_json(daemon, "/status")["configs"][0]["state"] == "current"
    for spoil, says in (
        (lambda: key.write_text("two\nlines"), "holds no key: restart the monitor"),
        (key.unlink, "is not there: restart the monitor"),
        (key.mkdir, "run this as the monitor's user, or as root"),
    ):
        spoil()
        outcome = kingpin.run("monitor", "pin", "spam.blocklist")
        assert outcome.code == 3
        [line] = outcome.errors
        assert says in line


def test_a_wrong_key_is_refused_and_the_right_one_is_new_at_each_start(
    tmp_path: Path, daemon: Daemon
) -> None:
    path = tmp_path / "config" / ".kingpin" / "control.key"
    old = path.read_text()
    restart(daemon)
    wait_ready(daemon)
    assert path.read_text() != old
    for key, expected in ((old, 401), ("", 401), (path.read_text(), 200)):
        connection = HTTPConnection("127.0.0.1", port_of(daemon), timeout=20)
        with closing(connection):
            headers = {"Authorization": f"Bearer {key}"}
            connection.request("POST", "/admin/pin/spam.blocklist", headers=headers)
            assert connection.getresponse().status == expected


def test_no_monitor_is_exit_code_3(tmp_path: Path) -> None:
    kingpin = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP="127.0.0.1:1")
    for words in (("accept", "a.b"), ("versions", "a.b")):
        outcome = kingpin.run("monitor", *words)
        assert outcome.code == 3
        [line] = outcome.errors
        assert "no monitor answers at http://127.0.0.1:1" in line


@pytest.mark.parametrize("done", [True, False])
def test_what_the_monitor_says_is_one_printable_line(tmp_path: Path, *, done: bool) -> None:
    key = tmp_path / ".kingpin" / "control.key"
    key.parent.mkdir()
    key.write_text("key")
    said: dict[str, object] = {"config_dir": str(tmp_path), "configs": []}
    said |= {"done": done, "message": "a\nb\x1b[2Jc"}

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def do_POST(self) -> None:
            self.do_GET()

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        kingpin = Kingpin(tmp_path, KINGPIN_MONITOR_HTTP=f"127.0.0.1:{server.server_port}")
        outcome = kingpin.run("monitor", "pin", "spam.blocklist")
        server.shutdown()
    assert outcome.output + "".join(outcome.errors) == (
        "a b\\x1b[2Jc\n" if done else "kingpin: a b\\x1b[2Jc"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("pin/spam.blocklist?version=no/version", "'no/version' is no version"),
        ("pin/spam.blocklist?version=", "'' is no version"),
        ("rollback/spam.blocklist?version=", "'' is no version"),
        ("pin/spam.blocklist?version=%C3%A9", "is no version"),
        ("pin/spam.blocklist?vers=1", "pin knows no vers, only: version"),
        ("accept/", "A name is missing: POST /admin/accept/NAME"),
        ("unpin", "A name is missing: POST /admin/unpin/NAME"),
        ("accept/spam.blocklist?version=1", "accept knows no version, only: nothing"),
    ],
)
def test_a_query_that_cannot_be_meant_is_a_bad_request(
    tmp_path: Path, daemon: Daemon, words: str, says: str
) -> None:
    status, text = _command(tmp_path, daemon, words)
    assert status == 400
    assert says in json.loads(text)["message"]
    assert get_json(daemon, "/status")["configs"][0]["state"] == "current"


def _command(folder: Path, daemon: Daemon, words: str) -> tuple[int, str]:
    key = (folder / "config" / ".kingpin" / "control.key").read_text()
    connection = HTTPConnection("127.0.0.1", port_of(daemon), timeout=20)
    with closing(connection):
        connection.request("POST", f"/admin/{words}", headers={"Authorization": f"Bearer {key}"})
        response = connection.getresponse()
        return response.status, response.read().decode()
