"""kingpin-monitor as an operator meets it: flags, exit codes, signals, a box that keeps going."""

from __future__ import annotations

import json
import signal
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.monitor._daemon import sync_once
from kingpin_sdk.names import ConfigName, DependencyName
from kingpin_sdk.sync import SyncEngine
from tests.flows.real_stores import real_settings, real_store, s3_blobs
from tests.servers import SeaweedServer, ZooKeeperServer
from tests.unit.sync.daemon import Daemon, run_monitor
from tests.unit.sync.faults import FaultyCoordination
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ConfigName("spam", "blocklist")
_OTHER = ConfigName("spam", "other")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.in_folder(tmp_path / "store")) as store:
        yield store


def _wait_for(folder: Path, name: ConfigName, body: bytes) -> None:
    path = folder / "config" / name.file_name
    wait_until(
        lambda: path.exists() and path.read_bytes() == body,
        timeout=60,
        what=f"{name} holds {body[:40]!r}",
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "-d"),
        (["-d", "web"], "web.dep"),
        (["-d", "web.dep", "-p", "99999"], "no port"),
        (["-d", "web.dep", "-p", "1", "--listen", "127.0.0.1:2"], "-p"),
        (["-d", "web.dep", "--listen", "nowhere"], "--listen: expected host:port"),
        (["-d", "web.dep", "--serverset-hold", "0"], "--serverset-hold: "),
        (["-d", "web.dep", "--nonsense"], "--nonsense"),
        (["-d", "web.dep", "-z", "/does/not/exist"], "/does/not/exist"),
        (["-d", "web.dep", "-a", "/does/not/exist", "-b", "bucket"], "/does/not/exist"),
        (["-d", "web.dep", "-e", "s3.example.com"], "bucket"),
        (["-d", "web.dep", "--coordination", "nonsense:x"], "--coordination"),
        (["-d", "web.dep", "--settings", "/does/not/exist.toml"], "/does/not/exist.toml"),
        (["-d", "web.dep", "--config-dir", "/proc/nowhere"], "/proc/nowhere"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    done = run_monitor(*arguments, folder=tmp_path)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 2
    assert last.startswith("kingpin-monitor: ")
    assert says in last
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "config" / _NAME.file_name).exists()


def test_a_traceback_is_shown_only_when_asked_for(tmp_path: Path) -> None:
    done = run_monitor("-d", "web", "--debug", folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_the_help_tells_what_listening_elsewhere_means(tmp_path: Path) -> None:
    done = run_monitor("--help", folder=tmp_path)
    assert done.returncode == 0
    assert "opens it to whoever reaches that" in " ".join(done.stdout.split())


def test_once_syncs_everything_and_exits(tmp_path: Path, store: Store) -> None:
    store.config(_NAME, into="web.dep", body=b'["a"]')
    done = run_monitor("-d", "web.dep", "-p", "9611", "--once", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "config" / _NAME.file_name).read_bytes() == b'["a"]'
    assert f"KINGPIN_CONFIG_DIR={tmp_path / 'config'}" in done.stderr


def test_once_tells_what_is_refused_or_missing(tmp_path: Path, store: Store) -> None:
    store.config(_NAME, into="web.dep", body=b"{}", extra={"shape": "list"})
    store.depend("web.dep", "missing.dep")
    done = run_monitor("-d", "web.dep", "--once", folder=tmp_path)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line.startswith("kingpin-monitor: ")]
    assert len(said) == 2
    assert any("not a list, as declared" in line for line in said)
    assert "kingpin-monitor: missing.dep: is not there" in said


def test_once_gives_up_when_a_backend_is_away(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    coordination = FaultyCoordination(store.coordination)
    coordination.away = True
    with SyncEngine(
        coordination,
        store.blobs,
        config_root=tmp_path / "config",
        serverset_root=tmp_path / "serverset",
        dependencies=[DependencyName("web.dep")],
    ) as engine:
        assert sync_once(engine, within=0.2) == 3
    assert capsys.readouterr().err == "kingpin-monitor: base.dep: the service is away\n"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0(tmp_path: Path, store: Store, how: signal.Signals) -> None:
    store.config(_NAME, into="web.dep", body=b"[1]")
    with Daemon(tmp_path) as daemon:
        _wait_for(tmp_path, _NAME, b"[1]")
        assert daemon.end(how) == 0


def test_an_unknown_dependency_is_waited_for(tmp_path: Path, store: Store) -> None:
    with Daemon(tmp_path) as daemon:
        daemon.wait_for_log("web.dep is not there: waiting")
        store.config(_NAME, into="web.dep", body=b"[1]")
        _wait_for(tmp_path, _NAME, b"[1]")
        assert daemon.end() == 0


def test_a_second_monitor_of_one_root_names_the_first(tmp_path: Path, store: Store) -> None:
    store.config(_NAME, into="web.dep", body=b"[1]")
    with Daemon(tmp_path) as daemon:
        _wait_for(tmp_path, _NAME, b"[1]")
        second = run_monitor("-d", "web.dep", folder=tmp_path)
        assert second.returncode == 2
        assert f"another monitor (process {daemon.process.pid})" in second.stderr
        daemon.kill()
        assert run_monitor("-d", "web.dep", "--once", folder=tmp_path).returncode == 0


def test_values_are_never_logged(tmp_path: Path, store: Store) -> None:
    store.config(_NAME, into="web.dep", body=b'{"password": "hunter2"}')
    with Daemon(tmp_path, "--debug") as daemon:
        _wait_for(tmp_path, _NAME, b'{"password": "hunter2"}')
        version = store.publish(_NAME, b'{"password": hunter3}')
        daemon.wait_for_log(f"version {version} is refused")
        assert daemon.end() == 0
        assert "hunter" not in daemon.log
        assert "password" not in daemon.log


def test_kingpin_flags_sync_from_real_servers(
    tmp_path: Path, zookeeper: ZooKeeperServer, seaweed: SeaweedServer
) -> None:
    bucket = seaweed.make_bucket()
    hosts, keys = tmp_path / "hosts", tmp_path / "keys"
    hosts.write_text(f"{zookeeper.hosts}\n")
    keys.write_text(
        f"[Credentials]\naws_access_key_id = {seaweed.access_key}\n"
        f"aws_secret_access_key = {seaweed.secret_key}\n"
    )
    flags = ("-z", str(hosts), "-a", str(keys), "-b", bucket, "-e", seaweed.endpoint_url)
    # No chroot in KingPin's hosts file, so this name belongs to this test alone.
    with (
        closing(Store(ZooKeeperCoordination(zookeeper.hosts), s3_blobs(seaweed, bucket))) as store,
        Daemon(tmp_path, "-d", "monitor-flags.dep", *flags) as daemon,
    ):
        name = ConfigName("monitor-flags", "list")
        store.config(name, into="monitor-flags.dep", body=b'["a"]')
        _wait_for(tmp_path, name, b'["a"]')
        store.publish(name, b'["a", "b"]')
        _wait_for(tmp_path, name, b'["a", "b"]')
        assert daemon.end() == 0


def test_a_bad_blob_in_the_real_store_is_refused_and_healed(
    tmp_path: Path, zookeeper: ZooKeeperServer, seaweed: SeaweedServer
) -> None:
    bucket = seaweed.make_bucket()
    with (
        closing(real_store(zookeeper, seaweed, bucket, "/monitor-bad-blob")) as store,
        Daemon(
            tmp_path, **real_settings(zookeeper, seaweed, bucket, "/monitor-bad-blob")
        ) as daemon,
    ):
        store.config(_NAME, into="web.dep", body=b'["a"]')
        _wait_for(tmp_path, _NAME, b'["a"]')
        version = store.publish(_NAME, b'["a', metadata={})
        daemon.wait_for_log(f"version {version} is refused")
        assert (tmp_path / "config" / _NAME.file_name).read_bytes() == b'["a"]'
        store.publish(_NAME, b'["b"]')
        _wait_for(tmp_path, _NAME, b'["b"]')


def test_it_starts_without_its_backends_outlives_them_and_catches_up(
    tmp_path: Path, seaweed: SeaweedServer
) -> None:
    bucket = seaweed.make_bucket()
    (tmp_path / "zookeeper").mkdir()
    zookeeper = ZooKeeperServer(tmp_path / "zookeeper")
    file = tmp_path / "config" / _NAME.file_name
    file.parent.mkdir()
    file.write_bytes(b'["from before"]')
    settings = real_settings(zookeeper, seaweed, bucket, "/box")
    with Daemon(tmp_path, **settings, ZOOKEEPER_CONNECT_TIMEOUT="0.5") as daemon:
        daemon.wait_for_log("unreachable")
        assert file.read_bytes() == b'["from before"]'
        with zookeeper, closing(real_store(zookeeper, seaweed, bucket, "/box")) as store:
            store.config(_NAME, into="web.dep", body=b'["first"]')
            _wait_for(tmp_path, _NAME, b'["first"]')
            zookeeper.kill()
            assert daemon.process.poll() is None
            zookeeper.start()
            store.publish(_NAME, b'["second"]')
            _wait_for(tmp_path, _NAME, b'["second"]')
        assert daemon.end() == 0
        assert json.loads(file.read_bytes()) == ["second"]
