"""The command on the embedded store, and on ZooKeeper with S3."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.flows.kingpin_command import Kingpin
from tests.flows.publishing_stores import LocalStores, ServerStores

if TYPE_CHECKING:
    from tests.servers import SeaweedServer, ZooKeeperServer

__all__ = ["BACKENDS", "kingpin_on"]

BACKENDS = ("embedded", "servers")


def kingpin_on(backend: str, folder: Path, request: pytest.FixtureRequest) -> Kingpin:
    """A command whose stores nobody else uses; the servers are started when they are needed."""
    if backend == "embedded":
        return Kingpin(folder, **LocalStores(str(folder / "store")).environment)
    zookeeper: ZooKeeperServer = request.getfixturevalue("zookeeper")
    seaweed: SeaweedServer = request.getfixturevalue("seaweed")
    stores = ServerStores(
        hosts=zookeeper.hosts,
        chroot=f"/cli-{uuid.uuid4().hex[:12]}",
        endpoint_url=seaweed.endpoint_url,
        bucket=seaweed.make_bucket(),
        access_key=seaweed.access_key,
        secret_key=seaweed.secret_key,
    )
    return Kingpin(folder, **stores.environment, AWS_DEFAULT_REGION=seaweed.region)
