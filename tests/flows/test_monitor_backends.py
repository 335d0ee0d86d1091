"""The monitor and real servers: dependencies that change, bursts, outages, hostile metaconfigs."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kingpin_sdk.names import ConfigName
from tests.flows.monitor_http import ask, get_json, restart, wait_ready
from tests.flows.real_stores import real_settings, real_store
from tests.servers import SeaweedServer, ZooKeeperServer
from tests.unit.sync.daemon import Daemon
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.sync.store import Store

_NAME = ConfigName("spam", "blocklist")
_OTHER = ConfigName("spam", "other")


class _World(NamedTuple):
    store: Store
    daemon: Daemon
    folder: Path

    def path(self, name: ConfigName) -> Path:
        return self.folder / "config" / name.file_name

    def wait_for(self, name: ConfigName, body: bytes) -> None:
        path = self.path(name)
        wait_until(
            lambda: path.exists() and path.read_bytes() == body,
            timeout=30,
            what=f"{name} holds {body[:40]!r}",
        )

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = get_json(self.daemon, "/status")["problems"]
        return found


@pytest.fixture
def world(tmp_path: Path, zookeeper: ZooKeeperServer, seaweed: SeaweedServer) -> Iterator[_World]:
    bucket = seaweed.make_bucket()
    settings = real_settings(zookeeper, seaweed, bucket, f"/{bucket}")
    with ExitStack() as stack:
        store = stack.enter_context(closing(real_store(zookeeper, seaweed, bucket, f"/{bucket}")))
        store.depend("web.dep")
        daemon = stack.enter_context(Daemon(tmp_path, MONITOR_HOLD_DOWN="0.05", **settings))
        yield _World(store, daemon, tmp_path)
        assert daemon.end() == 0


def test_a_config_comes_and_goes_with_a_nested_dependency_while_it_runs(world: _World) -> None:
    world.store.depend("web.dep", "middle.dep")
    world.store.depend("middle.dep", "inner.dep")
    world.store.config(_NAME, into="inner.dep", body=b"[1]")
    world.wait_for(_NAME, b"[1]")
    world.store.undepend("inner.dep", str(_NAME))
    wait_until(
        lambda: get_json(world.daemon, "/status")["configs"] == [],
        timeout=30,
        what="it is followed no more",
    )
    world.store.publish(_NAME, b"[2]")
    world.store.config(_OTHER, into="inner.dep", body=b"[3]")
    world.wait_for(_OTHER, b"[3]")
    assert world.path(_NAME).read_bytes() == b"[1]"
    world.store.depend("inner.dep", str(_NAME))
    world.wait_for(_NAME, b"[2]")
    dependencies = get_json(world.daemon, "/admin/watched_dependencies")
    assert {"web.dep", "middle.dep", "inner.dep"} <= set(dependencies)


def test_two_hundred_rapid_publishes_end_at_the_last_and_only_move_forward(world: _World) -> None:
    world.store.config(_NAME, into="web.dep", body=b"[0]")
    world.wait_for(_NAME, b"[0]")
    seen: list[int] = []
    ending = threading.Event()

    def read() -> None:
        while not ending.is_set():
            (number,) = json.loads(world.path(_NAME).read_bytes())
            seen.append(number)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(1, 201):
            world.store.publish(_NAME, b"[%d]" % number)
        world.wait_for(_NAME, b"[200]")
        wait_until(lambda: seen[-1] == 200, timeout=30, what="the reader sees the last")
    finally:
        ending.set()
        reader.join()
    assert all(before <= after for before, after in pairwise(seen))
    state = get_json(world.daemon, "/status")["configs"][0]
    assert state["refusals"] == 0


_HOSTILE = {
    "command": "zk_download_data.py -f /var/config/x -m config -p /config/a; touch HERE",
    "substitution": "zk_download_data.py -f /var/config/$(touch HERE) -m config -p /a/b",
    "other_program": "bash -c 'touch HERE'",
    "dots_in_file": "zk_download_data.py -f /var/config/../HERE -m config -p /a/b",
    "absolute_file": "zk_download_data.py -f /etc/cron.d/x -m config -p /config/manageddata/a/b",
    "hidden_file": "zk_download_data.py -f /var/config/.kingpin -m config -p /a/b",
    "dots_in_path": "zk_download_data.py -f /var/config/x -m config -p /a/../../b",
    "dots_in_key": "zk_download_data.py -f /var/config/x --from-s3 /../x -m config -p /a/b",
    "endless": "zk_download_data.py " + "-f x " * 10_000,
}


def test_hostile_metaconfigs_are_reported_and_write_nothing_anywhere(world: _World) -> None:
    here = world.folder / "here"
    for name, command in _HOSTILE.items():
        member = f"config.manageddata.hostile.{name}"
        world.store.raw_metaconfig(member, command.replace("HERE", str(here)))
        world.store.depend("web.dep", member)
    world.store.config(_NAME, into="web.dep", body=b"[1]")
    world.wait_for(_NAME, b"[1]")

    def reported() -> set[str]:
        return {each.partition("[")[0].rpartition(".")[2] for each in world.problems()}

    wait_until(lambda: set(_HOSTILE) <= reported(), timeout=30, what="all are reported")
    assert not here.exists()
    names = {each.name for each in (world.folder / "config").iterdir()}
    assert names == {".kingpin", _NAME.file_name}
    assert ask(world.daemon, "/admin/healthcheck")[0] == 500


def test_a_huge_value_is_refused_unread_and_the_monitor_stays_small(world: _World) -> None:
    world.store.config(_NAME, into="web.dep", body=b"[1]")
    world.wait_for(_NAME, b"[1]")
    version = world.store.publish(_NAME, b"[" + b"1," * 40_000_000 + b"1]", metadata={})
    world.daemon.wait_for_log(f"version {version} is refused")
    status = Path(f"/proc/{world.daemon.process.pid}/status").read_text(encoding="ascii")
    [peak] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    assert int(peak.split()[1]) < 150_000
    assert world.path(_NAME).read_bytes() == b"[1]"


def test_it_is_ready_from_disk_with_both_backends_stopped_and_catches_up(tmp_path: Path) -> None:
    (tmp_path / "zookeeper").mkdir()
    (tmp_path / "seaweed").mkdir()
    zookeeper = ZooKeeperServer(tmp_path / "zookeeper")
    seaweed = SeaweedServer(tmp_path / "seaweed")
    with ExitStack() as stack:
        stack.enter_context(zookeeper)
        stack.enter_context(seaweed)
        bucket = seaweed.make_bucket()
        settings = real_settings(zookeeper, seaweed, bucket, "/box")
        with closing(real_store(zookeeper, seaweed, bucket, "/box")) as store:
            version = store.config(_NAME, into="web.dep", body=b"[1]")
        daemon = stack.enter_context(Daemon(tmp_path, ZOOKEEPER_CONNECT_TIMEOUT="0.5", **settings))
        wait_ready(daemon)
        followed = tmp_path / "config" / ".kingpin" / "followed.json"
        wait_until(
            lambda: followed.exists() and json.loads(followed.read_bytes())["metaconfigs"],
            timeout=30,
            what="what is followed was saved",
        )
        zookeeper.kill()
        seaweed.kill()
        restart(daemon)
        wait_until(
            lambda: ask(daemon, "/readyz")[1].startswith("ready, from disk\n"),
            timeout=30,
            what="it is ready from disk",
        )
        assert ask(daemon, "/readyz")[0] == 200
        [config] = get_json(daemon, "/status")["configs"]
        assert (config["name"], config["version"]) == (_NAME.file_name, version)
        assert get_json(daemon, "/status")["connected"] is False
        assert (tmp_path / "config" / _NAME.file_name).read_bytes() == b"[1]"
        zookeeper.start()
        # The node says that what is on disk is current; nothing needs to be fetched for that.
        wait_until(
            lambda: get_json(daemon, "/status")["configs"][0]["state"] == "current",
            timeout=60,
            what="it is current",
        )
        assert get_json(daemon, "/status")["connected"] is True
        assert daemon.end() == 0
