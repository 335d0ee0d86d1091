"""Where configs are published: the embedded store, or a real ZooKeeper and SeaweedFS."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_sdk.settings import load_settings
from kingpin_sdk.wiring import open_blobs, open_coordination
from tests.servers import SeaweedServer, ZooKeeperServer
from tests.unit.sync.store import Store

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from kingpin_sdk.settings import Settings

__all__ = ["Backends", "RealServers", "embedded", "real_servers"]


@frozen
class Backends:
    """Addresses of both stores.

    Attributes:
        coordination: URL, as settings take it.
        blobs: the same.
    """

    coordination: str
    blobs: str

    def settings(self) -> Settings:
        """What a process is told to use them."""
        return load_settings(
            {"coordination": self.coordination, "blobs": self.blobs, "author": "bench"},
            interactive=False,
            environ=os.environ,
        )

    @contextmanager
    def store(self) -> Generator[Store]:
        """A quick way to fill them."""
        settings = self.settings()
        with ExitStack() as stack:
            coordination = open_coordination(settings)
            stack.callback(coordination.close)
            blobs = open_blobs(settings)
            stack.callback(blobs.close)
            yield Store(coordination, blobs)


@frozen
class RealServers:
    """Both servers, running.

    Attributes:
        backends: their addresses.
        zookeeper: one of them.
        seaweed: the other.
    """

    backends: Backends
    zookeeper: ZooKeeperServer
    seaweed: SeaweedServer

    def stop(self) -> None:
        """Take both away."""
        self.zookeeper.kill()
        self.seaweed.kill()


def embedded(folder: Path) -> Backends:
    """The embedded store, in a folder."""
    return Backends(f"localdir:{folder / 'coordination'}", f"localdir:{folder / 'blobs'}")


@contextmanager
def real_servers(folder: Path) -> Generator[RealServers]:
    """Start both servers; their credentials are in the environment meanwhile."""
    with (
        ZooKeeperServer(folder / "zookeeper") as zookeeper,
        SeaweedServer(folder / "seaweed") as seaweed,
        _environment(
            AWS_ACCESS_KEY_ID=seaweed.access_key, AWS_SECRET_ACCESS_KEY=seaweed.secret_key
        ),
    ):
        bucket = seaweed.make_bucket()
        endpoint = f"endpoint_url={seaweed.endpoint_url}&region={seaweed.region}"
        backends = Backends(f"zookeeper://{zookeeper.hosts}", f"s3://{bucket}/?{endpoint}")
        yield RealServers(backends, zookeeper, seaweed)


@contextmanager
def _environment(**values: str) -> Generator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
