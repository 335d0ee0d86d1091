"""Real data from a publisher through a monitor's local files to a reader, on both backends."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from kingpin_sdk.catalog import Catalog
from kingpin_sdk.names import DependencyName, MetaconfigName
from kingpin_sdk.publishing import PublishEngine
from kingpin_sdk.spec import Shape
from tests.flows.public_data import countries, country_view, suffix_view, suffixes
from tests.flows.publishing_stores import LocalStores, ServerStores, Stores, open_publisher
from tests.servers import SeaweedServer, ZooKeeperServer

_ROOT = Path(__file__).parents[2]
_DEPENDENCY = DependencyName("public.dep")


@pytest.fixture(params=["localdir", "servers"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    if request.param == "localdir":
        return LocalStores(str(tmp_path / "store"))
    zookeeper = request.getfixturevalue("zookeeper")
    seaweed = request.getfixturevalue("seaweed")
    assert isinstance(zookeeper, ZooKeeperServer)
    assert isinstance(seaweed, SeaweedServer)
    return ServerStores(
        zookeeper.hosts,
        f"/public-{uuid.uuid4().hex}",
        seaweed.endpoint_url,
        seaweed.make_bucket(),
        seaweed.access_key,
        seaweed.secret_key,
    )


@contextmanager
def monitor(stores: Stores, folder: Path) -> Generator[None]:
    """The real monitor, until the end of the block; ends politely."""
    command = [sys.executable, "-m", "kingpin_sdk.monitor", "-d", str(_DEPENDENCY), "-p", "0"]
    roots = ["--config-dir", str(folder / "config"), "--serverset-dir", str(folder / "serverset")]
    environment = {**os.environ, **stores.environment}
    with subprocess.Popen([*command, *roots], cwd=folder, env=environment) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)
    assert process.returncode == 0


def subscribe(stores: Stores, folder: Path) -> None:
    """Make both configs, and the dependency that the monitor follows."""
    nodes, blobs = stores.open()
    catalog = Catalog(nodes, PublishEngine(nodes, blobs))
    catalog.create_dependency(_DEPENDENCY)
    root = folder / "config"
    views = ((suffix_view(root).name, Shape.LIST), (country_view(root).name, Shape.MAP))
    for name, shape in views:
        catalog.create_config(name, shape, author="tester")
        catalog.add_to_dependency(_DEPENDENCY, MetaconfigName(str(name)))
    nodes.close()
    blobs.close()


def read_elsewhere(root: Path) -> tuple[list[str], dict[str, dict[str, str | None]]]:
    """What another process reads."""
    command = [sys.executable, "-m", "tests.flows.public_data_reader", str(root)]
    done = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    return found["suffixes"], found["countries"]


def test_public_data_arrives_equal_in_another_process(stores: Stores, tmp_path: Path) -> None:
    rules, land = suffixes(), countries()
    assert len(rules) > 9_000
    assert len(land) > 240
    root = tmp_path / "config"
    with open_publisher(stores, lock_timeout=30.0) as publisher:
        subscribe(stores, tmp_path)
        with monitor(stores, tmp_path):
            assert publisher.edit(suffix_view(root)).set_list(rules).changed == len(rules)
            assert publisher.edit(country_view(root)).set_map(land).changed == len(land)
            found_rules, found_land = read_elsewhere(root)
        assert found_rules == rules
        assert found_land == {code: attrs.asdict(country) for code, country in land.items()}
        assert publisher.read(suffix_view(root)) == tuple(rules)
        assert publisher.read(country_view(root)) == land
