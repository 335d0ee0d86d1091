"""Every refusal of the guard, with bad blobs put into a real bucket by hand."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kingpin_sdk.formats.metaconfig import ConfigLimits, config_extra
from kingpin_sdk.formats.record import encode_record
from kingpin_sdk.names import ConfigName
from kingpin_sdk.sync import ConfigState
from tests.flows.monitor_http import ask, get_json
from tests.flows.real_stores import real_settings, real_store
from tests.unit.sync.daemon import Daemon
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from kingpin_sdk.model import Json
    from tests.servers import SeaweedServer, ZooKeeperServer
    from tests.unit.sync.store import Store

_TEN = json.dumps(list(range(10))).encode()
_MAX_BODY = 100_000


class _Case(NamedTuple):
    """A bad blob.

    Attributes:
        key: of its config.
        body: what is put into the bucket.
        says: what the status has to say.
        metadata: of the blob; none means what a publisher would record.
        extra: what its metaconfig declares.
    """

    key: str
    body: bytes
    says: str
    metadata: Mapping[str, str] | None = None
    extra: Mapping[str, Json] | None = None


_CASES = (
    _Case("no_json", b'["a', "is not JSON", {}),
    _Case("not_utf8", b'["\xff"]', "is not", {}),
    _Case("no_bytes", b"", "zero bytes, where a JSON value stands", {}),
    _Case(
        "wrong_hash",
        b"[1, 2]",
        "hash",
        encode_record(b"[1, 3]", author="x", comment="", previous=None),
    ),
    _Case("wrong_size", b"[1, 2]", "6 bytes arrived where 7 were published", {"kingpin-size": "7"}),
    _Case("wrong_shape", b"{}", "not a list, as declared", extra={"shape": "list"}),
    _Case("wrong_list", b'{"a": 1}', "not a mapped-list", extra={"shape": "mapped-list"}),
    _Case("deep", b"[" * 5_000 + b"]" * 5_000, "deep"),
    _Case("huge", b'"' + b"x" * _MAX_BODY + b'"', "exceed"),
    _Case(
        "large",
        json.dumps(["x" * 100]).encode(),
        "exceed",
        extra=config_extra(ConfigLimits(max_bytes=60)),
    ),
    _Case(
        "emptied",
        b"[]",
        "an empty document",
        extra=config_extra(ConfigLimits(protect_empty=True)),
    ),
    _Case(
        "shrunk",
        b"[0, 1]",
        "2 entries, where 10 stand",
        extra=config_extra(ConfigLimits(shrink_ratio=0.5)),
    ),
)
_GOOD: Mapping[str, bytes] = {"wrong_list": b'{"a": ["b"]}'}


class _World(NamedTuple):
    store: Store
    daemon: Daemon
    folder: Path

    def body(self, name: ConfigName) -> bytes:
        return (self.folder / "config" / name.file_name).read_bytes()

    def holds(self, case: _Case) -> bool:
        """Whether the good body of a case has arrived."""
        path = self.folder / "config" / _name(case).file_name
        return path.exists() and path.read_bytes() == _GOOD.get(case.key, _TEN)

    def status(self, name: ConfigName) -> dict[str, Json]:
        configs = get_json(self.daemon, "/status")["configs"]
        found: dict[str, Json] = next(each for each in configs if each["name"] == name.file_name)
        return found


@contextmanager
def _world(folder: Path, zookeeper: ZooKeeperServer, seaweed: SeaweedServer) -> Generator[_World]:
    bucket = seaweed.make_bucket()
    settings = real_settings(zookeeper, seaweed, bucket, f"/{bucket}")
    settings |= {"MONITOR_HOLD_DOWN": "0", "MONITOR_MAX_BODY_BYTES": str(_MAX_BODY)}
    with (
        closing(real_store(zookeeper, seaweed, bucket, f"/{bucket}")) as store,
        Daemon(folder, **settings) as daemon,
    ):
        for case in _CASES:
            body = _GOOD.get(case.key, _TEN)
            store.config(_name(case), into="web.dep", body=body, extra=case.extra)
        world = _World(store, daemon, folder)
        for case in _CASES:
            wait_until(partial(world.holds, case), timeout=60, what=f"{case.key} is there")
        yield world
        assert daemon.end() == 0


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, zookeeper: ZooKeeperServer, seaweed: SeaweedServer
) -> Iterator[_World]:
    with _world(tmp_path_factory.mktemp("guard"), zookeeper, seaweed) as world:
        yield world


def _name(case: _Case) -> ConfigName:
    return ConfigName("guard", case.key)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.key)
def test_a_bad_blob_is_refused_reported_and_healed_by_the_next_good_one(
    world: _World, case: _Case
) -> None:
    name = _name(case)
    good = _GOOD.get(case.key, _TEN)
    version = world.store.publish(name, case.body, metadata=case.metadata)
    wait_until(
        lambda: world.status(name)["state"] == ConfigState.REFUSED,
        timeout=30,
        what=f"{name} is refused",
    )
    status = world.status(name)
    assert status["refused_version"] == version
    assert case.says in str(status["refused_reason"])
    assert world.body(name) == good
    code, text = ask(world.daemon, "/admin/healthcheck")
    assert code == 500
    assert case.says in json.loads(text)["problems"][name.file_name]
    counted = f'kingpin_monitor_refused_total{{kind="config",name="{name.file_name}"}} 1.0'
    assert counted in ask(world.daemon, "/metrics")[1]
    later = good[:-1] + (b', "k": ["v"]}' if good.startswith(b"{") else b", 10]")
    world.store.publish(name, later)
    wait_until(lambda: world.body(name) == later, timeout=30, what=f"{name} heals")
    wait_until(
        lambda: world.status(name)["state"] == ConfigState.CURRENT,
        timeout=30,
        what=f"{name} is current",
    )
