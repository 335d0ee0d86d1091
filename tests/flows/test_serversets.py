"""Serversets from the members in the store to the local file, on both coordination services."""

from __future__ import annotations

import uuid
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, final

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.catalog import Catalog
from kingpin_sdk.files.writing import known_entries
from kingpin_sdk.formats.member import encode_member_data, member_name
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import DependencyName, MetaconfigName, ServersetName
from kingpin_sdk.publishing import PublishEngine
from kingpin_sdk.sync import HoldReason, Limits, ServersetStatus, SyncEngine, SyncOptions
from tests.flows.kingpin_command import Kingpin
from tests.unit.sync.daemon import Daemon, run_monitor
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kingpin_sdk.ports import Coordination, Membership
    from tests.servers import SeaweedServer, ZooKeeperServer

_NAME = ServersetName("search", "prod")
_WEB = DependencyName("web.dep")
_WITHIN = 30.0


@final
class _World:
    """A created serverset in a dependency, whoever wants to join it, and one box."""

    def __init__(self, folder: Path, stack: ExitStack, connect: Callable[[], Coordination]) -> None:
        self.folder = folder
        self._stack = stack
        self._connect = connect
        self.coordination = self.session()
        self.blobs = LocalBlobs(folder / "blobs")
        catalog = Catalog(self.coordination, PublishEngine(self.coordination, self.blobs))
        catalog.create_serverset(_NAME, author="tests")
        catalog.create_dependency(_WEB)
        catalog.add_to_dependency(_WEB, MetaconfigName(str(_NAME)))

    def session(self) -> Coordination:
        """A connection of somebody else."""
        return self._stack.enter_context(closing(self._connect()))

    def start(self, **limits: float) -> SyncEngine:
        """The box's engine."""
        options = SyncOptions(serversets=Limits(**limits))  # type: ignore[arg-type]  # durations
        return self._stack.enter_context(
            SyncEngine(
                self.session(),
                self.blobs,
                config_root=self.folder / "config",
                serverset_root=self.folder / "serverset",
                dependencies=[_WEB],
                options=options,
            )
        )

    @property
    def path(self) -> Path:
        return self.folder / "serverset" / _NAME.file_name

    def wait_for(self, endpoints: Sequence[Endpoint]) -> None:
        body = "\n".join(sorted(map(str, endpoints))).encode()
        wait_until(
            lambda: self.path.exists() and self.path.read_bytes() == body,
            timeout=_WITHIN,
            what=f"the file lists {len(endpoints)} endpoints",
        )


@pytest.fixture(params=["localdir", "zookeeper"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_World]:
    with ExitStack() as stack:
        if request.param == "localdir":
            yield _World(tmp_path, stack, lambda: LocalCoordination(tmp_path / "coordination"))
            return
        server: ZooKeeperServer = request.getfixturevalue("zookeeper")
        chroot = f"/serversets-{uuid.uuid4().hex}"
        yield _World(tmp_path, stack, lambda: ZooKeeperCoordination(server.hosts, chroot=chroot))


def _join(coordination: Coordination, endpoint: Endpoint) -> Membership:
    name = member_name(endpoint, uuid.uuid4().hex)
    return coordination.join(f"{_NAME.node}/{name}", encode_member_data(endpoint))


def _endpoints(count: int, first: int = 0) -> list[Endpoint]:
    return [Endpoint(f"10.0.1.{number}", 8081) for number in range(first, count)]


def _status(engine: SyncEngine) -> ServersetStatus:
    [status] = engine.status().serversets
    return status


def _wait_held(engine: SyncEngine, reason: HoldReason, listed: int) -> None:
    def held() -> bool:
        standing = _status(engine).standing
        return (
            standing is not None
            and standing.held is not None
            and (standing.held.reason, standing.listed) == (reason, listed)
        )

    wait_until(held, timeout=_WITHIN, what=f"{listed} are held back as {reason}")


def test_who_joins_is_in_the_file_and_who_leaves_is_out_of_it(world: _World) -> None:
    engine = world.start()
    assert engine.wait_synced(_WITHIN)
    world.wait_for([])
    service = world.session()
    first, second, third = _endpoints(3)
    _join(service, first)
    world.wait_for([first])
    leaving = _join(service, second)
    _join(service, third)
    world.wait_for([first, second, third])
    assert world.path.read_bytes() == b"10.0.1.0:8081\n10.0.1.1:8081\n10.0.1.2:8081"
    leaving.leave()
    world.wait_for([first, third])


def test_kingpins_members_join_by_their_name_alone(world: _World) -> None:
    service = world.session()
    for text in ("10.0.0.7:8081", "search-7.example.com:8081", "search7:8081"):
        service.join(f"{_NAME.node}/{uuid.uuid4().hex}-{text}", text.encode())
    service.join(f"{_NAME.node}/{uuid.uuid4().hex}-10.0.0.9:8010.0.0.8:90", b"")
    service.join(f"{_NAME.node}/{uuid.uuid4().hex}-[2001:db8::1]:80", b"")
    engine = world.start()
    assert engine.wait_synced(_WITHIN)
    assert world.path.read_bytes() == (
        b"10.0.0.7:8081\n[2001:db8::1]:80\nsearch-7.example.com:8081\nsearch7:8081"
    )
    standing = _status(engine).standing
    assert standing is not None
    assert [name.partition("-")[2] for name in standing.ignored] == ["10.0.0.9:8010.0.0.8:90"]


def test_weight_zone_and_status_reach_the_box(world: _World) -> None:
    told = Endpoint("10.0.0.1", 80, weight=2.0, zone="eu-1a", status="warm")
    _join(world.session(), told)
    assert world.start().wait_synced(_WITHIN)
    [entry] = known_entries(world.path)
    assert entry.endpoints == (told,)


def test_a_population_of_200_that_drops_to_60_and_to_0_keeps_the_last_good_set_and_heals(
    world: _World,
) -> None:
    staying, going = world.session(), world.session()
    everybody = _endpoints(200)
    stays = [_join(staying, endpoint) for endpoint in everybody[:60]]
    goes = [_join(going, endpoint) for endpoint in everybody[60:]]
    engine = world.start()
    assert engine.wait_synced(_WITHIN)
    world.wait_for(everybody)
    # The first who leaves is let go at once; with the others the drop is too large.
    for member in goes:
        member.leave()
    _wait_held(engine, HoldReason.SHRUNK, 60)
    kept = world.path.read_bytes()
    assert len(kept.splitlines()) >= 100
    for member in stays:
        member.leave()
    _wait_held(engine, HoldReason.EMPTY, 0)
    assert world.path.read_bytes() == kept
    assert _status(engine).state == "held"
    for endpoint in everybody:
        _join(staying, endpoint)
    world.wait_for(everybody)
    wait_until(lambda: _status(engine).state == "current", timeout=_WITHIN, what="it heals")
    assert engine.status().counts.holds == 1


def test_a_session_that_ends_with_most_members_takes_none_of_them_out(
    tmp_path: Path, zookeeper: ZooKeeperServer
) -> None:
    chroot = f"/serversets-{uuid.uuid4().hex}"
    with ExitStack() as stack:
        world = _World(
            tmp_path, stack, lambda: ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)
        )
        staying, going = world.session(), world.session()
        everybody = _endpoints(200)
        for number, endpoint in enumerate(everybody):
            _join(staying if number < 60 else going, endpoint)
        engine = world.start()
        assert engine.wait_synced(_WITHIN)
        world.wait_for(everybody)
        # ZooKeeper ends a session with all its nodes in one transaction.
        going.close()
        _wait_held(engine, HoldReason.SHRUNK, 60)
        world.wait_for(everybody)
        staying.close()
        _wait_held(engine, HoldReason.EMPTY, 0)
        world.wait_for(everybody)
        engine.close()
        assert world.start().wait_synced(_WITHIN)
        world.wait_for(everybody)


def test_who_flaps_is_kept_for_a_while(world: _World) -> None:
    service = world.session()
    steady, flapping = _endpoints(2)
    _join(service, steady)
    engine = world.start(flaps=1, damping=1000.0)
    assert engine.wait_synced(_WITHIN)
    for _ in range(2):
        member = _join(service, flapping)
        wait_until(lambda: _listed(engine) == 2, timeout=_WITHIN, what="it has joined")
        world.wait_for([steady, flapping])
        member.leave()
        wait_until(lambda: _listed(engine) == 1, timeout=_WITHIN, what="it has left")
    world.wait_for([steady, flapping])
    standing = _status(engine).standing
    assert standing is not None
    assert list(standing.damped) == [str(flapping)]


def test_the_daemon_syncs_serversets_and_the_command_shows_them(
    tmp_path: Path, zookeeper: ZooKeeperServer, seaweed: SeaweedServer
) -> None:
    chroot = f"/serversets-{uuid.uuid4().hex}"
    bucket = seaweed.make_bucket()
    stores = {
        "COORDINATION": f"zookeeper://{zookeeper.hosts}{chroot}",
        "BLOBS": f"s3://{bucket}?endpoint_url={seaweed.endpoint_url}&region={seaweed.region}",
        "SERVERSET_DIR": str(tmp_path / "serverset"),
    }
    keys = {
        "AWS_ACCESS_KEY_ID": seaweed.access_key,
        "AWS_SECRET_ACCESS_KEY": seaweed.secret_key,
    }
    key_file = tmp_path / "keys"
    key_file.write_text(
        f"[Credentials]\naws_access_key_id = {seaweed.access_key}\n"
        f"aws_secret_access_key = {seaweed.secret_key}\n"
    )
    kingpin = Kingpin(
        tmp_path, **keys, **{f"KINGPIN_{name}": text for name, text in stores.items()}
    )
    kingpin.ok("serverset", "create", "search.prod")
    kingpin.ok("dependency", "create", "web.dep")
    kingpin.ok("dependency", "add", "web.dep", "discovery.search.prod")
    path = tmp_path / "serverset" / _NAME.file_name
    with (
        closing(ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)) as service,
        Daemon(tmp_path, **stores, S3_KEY_FILE=str(key_file)) as daemon,
    ):
        member = _join(service, Endpoint("10.0.0.1", 80, zone="eu-1a"))
        wait_until(
            lambda: path.exists() and path.read_bytes() == b"10.0.0.1:80",
            timeout=_WITHIN,
            what="the file lists it",
        )
        shown = kingpin.ok("serverset", "members", "search.prod").output.splitlines()
        assert shown[1:] == ["=\t10.0.0.1:80\t1\teu-1a\t-"]
        member.leave()
        daemon.wait_for_log("discovery.search.prod: empty: 0 listed of 1")
        assert path.read_bytes() == b"10.0.0.1:80"
        shown = kingpin.ok("serverset", "members", "search.prod").output.splitlines()
        assert shown[1:] == ["-\t10.0.0.1:80\t1\teu-1a\t-"]
        daemon.kill()
    done = run_monitor(
        "-d", "web.dep", "--once", folder=tmp_path, **stores, S3_KEY_FILE=str(key_file)
    )
    assert done.returncode == 1
    assert "kingpin-monitor: discovery.search.prod: empty: 0 listed of 1" in done.stderr
    assert path.read_bytes() == b"10.0.0.1:80"


@pytest.mark.parametrize("seconds", ["-1", "soon", "inf", "nan"])
def test_a_hold_that_is_no_duration_is_2(tmp_path: Path, seconds: str) -> None:
    done = run_monitor("-d", "web.dep", f"--serverset-hold={seconds}", folder=tmp_path)
    assert done.returncode == 2
    assert "--serverset-hold" in done.stderr.splitlines()[-1]


def _listed(engine: SyncEngine) -> int:
    standing = _status(engine).standing
    return standing.listed if standing is not None else 0
