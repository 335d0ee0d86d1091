"""What the real monitor answers over HTTP, and how it lives as a service."""

from __future__ import annotations

import json
import signal
import socket
from contextlib import ExitStack, closing
from hashlib import md5
from typing import TYPE_CHECKING, Any

import pytest

from kingpin_sdk.formats.member import encode_member_data, member_name
from kingpin_sdk.formats.metaconfig import serverset_section
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ConfigName, ServersetName
from tests.flows.monitor_http import ask, get_json, wait_ready
from tests.unit.sync.daemon import Daemon, run_monitor
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ConfigName("test", "map")
_SET = ServersetName("test_service", "prod")
# The samples of WIRE.md 4.6.
_CONFIG: dict[str, Any] = {
    "run_command_ret": 0,
    "version": 8,
    "last_processed_timestamp": 1795293570.153457,
    "notification_timestamp": 1795293570.152818,
    "modification_timestamp": 1795293570.59,
}
_SERVERSET: dict[str, Any] = {
    "num_endpoints": 2,
    "modification_timestamp": 1795293718.74,
    "hashsum": 170,
    "notification_timestamp": 1795293718.372841,
}
_DETAILS: dict[str, Any] = {
    "start_time": "2026-11-21T20:37:54.724282",
    "data": {_NAME.node: _CONFIG},
    "last_success_periodic_check": None,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.in_folder(tmp_path / "store")) as store:
        store.config(_NAME, into="web.dep", body=b"{}")
        yield store


def _add_serverset(store: Store, *endpoints: Endpoint) -> None:
    store.metaconfig(str(_SET), [serverset_section(_SET, {})])
    store.coordination.create(_SET.node)
    for number, each in enumerate(endpoints):
        name = member_name(each, f"{number:032x}")
        store.coordination.join(f"{_SET.node}/{name}", encode_member_data(each))
    store.depend("web.dep", str(_SET))


def _assert_like(sample: dict[str, Any], found: dict[str, Any]) -> None:
    """The same fields, and the same kinds of values."""
    assert list(found) == list(sample)
    assert [type(each) for each in found.values()] == [type(each) for each in sample.values()]


def test_the_documents_are_those_of_kingpin_field_by_field(tmp_path: Path, store: Store) -> None:
    _add_serverset(store, Endpoint("10.0.0.2", 80), Endpoint("10.0.0.1", 80))
    store.publish(_NAME, b'{"a": 1}')
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        details = get_json(daemon, "/admin/details")
        _assert_like(_DETAILS, details)
        config = get_json(daemon, f"/config{_NAME.node}")
        _assert_like(_CONFIG, config)
        assert (config["version"], config["run_command_ret"]) == (1, 0)
        file = tmp_path / "config" / _NAME.file_name
        assert config["modification_timestamp"] >= file.stat().st_mtime
        assert get_json(daemon, "/config") == {_NAME.node: config}
        assert details["data"][_NAME.node] == config
        serverset = get_json(daemon, f"/serverset{_SET.node}")
        _assert_like(_SERVERSET, serverset)
        digest = md5(b"10.0.0.1:80,10.0.0.2:80", usedforsecurity=False).hexdigest()
        assert serverset["hashsum"] == sum(int(each) for each in digest if each.isdigit())
        assert serverset["num_endpoints"] == 2
        assert get_json(daemon, "/serverset") == {_SET.node: serverset}
        assert details["data"][_SET.node].items() >= serverset.items()
        assert ask(daemon, "/config/nothing/here") == (200, "null")
        assert ask(daemon, "/serverset/nothing/here") == (200, "null")


def test_the_small_answers_are_those_of_kingpin(tmp_path: Path, store: Store) -> None:
    store.depend("web.dep", "child.dep")
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        assert ask(daemon, "/admin/ping") == (200, "Ping!\n")
        assert get_json(daemon, "/admin/watched_metaconfigs") == [str(_NAME)]
        assert {"child.dep", "web.dep"} <= set(get_json(daemon, "/admin/watched_dependencies"))
        assert get_json(daemon, "/admin/rejected_serversets") == []
        assert get_json(daemon, "/admin/rejected_serversets/healthcheck") == {"status": 200}
        assert ask(daemon, "/admin/kill")[0] == 404
        assert ask(daemon, "/admin/watch/x")[0] == 405
        assert ask(daemon, "/config", "POST")[0] == 405
        assert ask(daemon, "/livez") == (200, "alive\n")
        assert daemon.process.poll() is None


def test_what_is_refused_or_held_back_makes_the_healthchecks_say_so(
    tmp_path: Path, store: Store
) -> None:
    folder = tmp_path / "serverset"
    folder.mkdir()
    (folder / _SET.file_name).write_bytes(b"10.0.0.1:80")
    _add_serverset(store)
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        version = store.publish(_NAME, b'{"a"')
        wait_until(
            lambda: get_json(daemon, "/config")[_NAME.node]["run_command_ret"] == 9,
            timeout=30,
            what="it is refused",
        )
        assert get_json(daemon, "/admin/rejected_serversets") == [_SET.node]
        status, _ = ask(daemon, "/admin/rejected_serversets/healthcheck")
        assert status == 500
        status, text = ask(daemon, "/admin/healthcheck")
        assert (status, json.loads(text)["status"]) == (500, 500)
        assert set(json.loads(text)["problems"]) == {_NAME.file_name, _SET.file_name}
        metrics = ask(daemon, "/metrics")[1]
        labels = f'kind="config",name="{_NAME.file_name}"'
        assert f"kingpin_monitor_refused_total{{{labels}}} 1.0" in metrics
        assert f'kingpin_monitor_state{{{labels},state="refused"}} 1.0' in metrics
        assert "kingpin_monitor_ready 1.0" in metrics
        assert "kingpin_monitor_connected 1.0" in metrics
        assert f"kingpin_monitor_watch_age_seconds{{{labels}}}" in metrics
        assert f"kingpin_monitor_last_success_timestamp_seconds{{{labels}}}" in metrics
        assert f'kingpin_monitor_info{{{labels},version="' in metrics
        assert f'kingpin_monitor_held_back_info{{{labels},version="{version}"}} 1.0' in metrics
        assert "kingpin_sync_fetch_seconds_count" in metrics
        assert "kingpin_sync_apply_seconds_count" in metrics
        [config] = get_json(daemon, "/status")["configs"]
        assert config["refused_version"] == version


@pytest.mark.usefixtures("store")
def test_a_look_that_is_asked_for_mends_a_file_that_somebody_removed(tmp_path: Path) -> None:
    file = tmp_path / "config" / _NAME.file_name
    with Daemon(tmp_path) as daemon:
        wait_ready(daemon)
        file.unlink()
        for path in ("/admin/watch/nothing/here", f"/admin/watch{_NAME.node}"):
            assert ask(daemon, path, "POST") == (200, "")
        wait_until(file.exists, timeout=30, what="the file is back")


@pytest.mark.parametrize("filled", [True, False])
def test_without_its_backends_it_is_ready_if_an_earlier_run_left_files(
    tmp_path: Path, *, filled: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"zookeeper://127.0.0.1:{listener.getsockname()[1]}"
    if filled:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / _NAME.file_name).write_bytes(b"{}")
    settings = {"COORDINATION": nobody, "ZOOKEEPER_CONNECT_TIMEOUT": "0.2"}
    with Daemon(tmp_path, **settings) as daemon:
        daemon.wait_for_log("trying on")
        code, first = (200, "ready, from disk") if filled else (503, "not ready")
        wait_until(lambda: ask(daemon, "/readyz")[0] == code, timeout=30, what=first)
        status, text = ask(daemon, "/readyz")
        assert (status, text.splitlines()[0]) == (code, first)
        assert "base.dep: " in text
        assert ask(daemon, "/admin/healthcheck")[0] == (500 if filled else 204)


def test_a_port_that_is_taken_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_monitor("-d", "web.dep", "-p", str(port), folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (f"kingpin-monitor: --listen 127.0.0.1:{port}: Address already in use\n")


@pytest.mark.usefixtures("store")
def test_it_listens_where_the_flag_says(tmp_path: Path) -> None:
    with Daemon(tmp_path, "--listen", "0.0.0.0:0") as daemon:
        daemon.wait_for_log("answering at http://0.0.0.0:")


@pytest.mark.usefixtures("store")
def test_a_hang_up_reads_the_settings_again(tmp_path: Path) -> None:
    file = tmp_path / "kingpin.toml"
    file.write_text("[monitor]\nhold_down = 1.0\n")
    with Daemon(tmp_path, "--settings", str(file)) as daemon:
        wait_ready(daemon)
        text = "[monitor]\nhold_down = 0.0\nsweep_every = 1.0\nworkers = 3\n"
        file.write_text(text)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for_log("monitor.hold_down is 0.0 now")
        daemon.wait_for_log("monitor.workers has changed: restart the monitor to use it")
        wait_until(
            lambda: get_json(daemon, "/admin/details")["last_success_periodic_check"],
            timeout=30,
            what="a round at the new interval",
        )
        file.write_text("[monitor]\nhold_down = 'often'\n")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for_log("SIGHUP: the settings stay as they are")
        assert daemon.end() == 0


@pytest.mark.usefixtures("store")
def test_systemd_hears_of_its_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with ExitStack() as stack:
        systemd = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "1000000")
        daemon = stack.enter_context(Daemon(tmp_path))
        wanted = {"READY=1", "WATCHDOG=1", "STATUS=1 configs, 0 serversets: synced"}
        while not wanted <= set(told):
            told += systemd.recv(1000).decode().splitlines()
        assert told[0] == "READY=1"
        assert daemon.end() == 0
        while "STOPPING=1" not in told:
            told += systemd.recv(1000).decode().splitlines()


@pytest.mark.usefixtures("store")
def test_logs_are_documents_when_asked_for(tmp_path: Path) -> None:
    with Daemon(tmp_path, "--log-format", "json") as daemon:
        daemon.wait_for_log("is at version")
        assert daemon.end() == 0
    documents = [json.loads(line) for line in daemon.log.splitlines()]
    assert all(set(each) == {"time", "level", "logger", "message"} for each in documents)
