"""The two backends of the publishing flows, which other processes can open, too."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.adapters.s3 import S3Blobs
from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.ports import BlobStore, Coordination
from kingpin_sdk.publishing import PublishEngine, Publisher

__all__ = ["LocalStores", "ServerStores", "Stores", "dump", "load", "open_publisher"]


@dataclass(frozen=True)
class LocalStores:
    root: str

    def open(self) -> tuple[Coordination, BlobStore]:
        return LocalCoordination(Path(self.root)), LocalBlobs(Path(self.root))

    @property
    def environment(self) -> dict[str, str]:
        """The settings that name them."""
        return {
            "KINGPIN_COORDINATION": f"localdir:{self.root}",
            "KINGPIN_BLOBS": f"localdir:{self.root}",
        }


@dataclass(frozen=True)
class ServerStores:
    hosts: str
    chroot: str
    endpoint_url: str
    bucket: str
    access_key: str
    secret_key: str
    session_timeout: float = 2.0

    def open(self) -> tuple[Coordination, BlobStore]:
        return (
            ZooKeeperCoordination(
                self.hosts, chroot=self.chroot, session_timeout=self.session_timeout
            ),
            S3Blobs(
                self.bucket,
                endpoint_url=self.endpoint_url,
                access_key_id=self.access_key,
                secret_access_key=self.secret_key,
            ),
        )

    @property
    def environment(self) -> dict[str, str]:
        """The settings that name them."""
        return {
            "KINGPIN_COORDINATION": f"zookeeper://{self.hosts}{self.chroot}",
            "KINGPIN_BLOBS": f"s3://{self.bucket}?endpoint_url={self.endpoint_url}",
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }


Stores: TypeAlias = LocalStores | ServerStores


def open_publisher(stores: Stores, *, lock_timeout: float) -> Publisher:
    """A publisher with connections of its own."""
    nodes, blobs = stores.open()

    def close() -> None:
        nodes.close()
        blobs.close()

    engine = PublishEngine(nodes, blobs, lock_timeout=lock_timeout)
    return Publisher(engine, author="tester", close=close)


def dump(stores: Stores) -> str:
    """The stores as text, for another process to open."""
    return json.dumps([type(stores).__name__, asdict(stores)])


def load(text: str) -> Stores:
    """The inverse of ``dump``."""
    kind, fields = json.loads(text)
    return LocalStores(**fields) if kind == "LocalStores" else ServerStores(**fields)
