"""The backends under test: each opens any number of independent clients of one fresh store."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.adapters.s3 import S3Blobs
from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.ports import BlobStore, Coordination

__all__ = [
    "BlobBackend",
    "CoordinationBackend",
    "LocalBackend",
    "LocalBlobBackend",
    "S3Backend",
    "ZooKeeperBackend",
    "dump",
    "load",
]


class CoordinationBackend(Protocol):
    """A store of nodes, empty at first."""

    @property
    def notices_death(self) -> float:
        """Seconds until what a killed process held is free for others, with a margin."""
        ...

    def open(self) -> Coordination:
        """A new client, with a session of its own."""
        ...


class BlobBackend(Protocol):
    """A store of blobs, empty at first."""

    def open(self) -> BlobStore:
        """A new client."""
        ...


@dataclass(frozen=True)
class LocalBackend:
    root: str
    notices_death: float = 2.0

    def open(self) -> LocalCoordination:
        return LocalCoordination(Path(self.root))


@dataclass(frozen=True)
class ZooKeeperBackend:
    hosts: str
    chroot: str
    session_timeout: float = 4.0
    notices_death: float = 15.0

    def open(self) -> ZooKeeperCoordination:
        return ZooKeeperCoordination(
            self.hosts, chroot=self.chroot, session_timeout=self.session_timeout
        )


@dataclass(frozen=True)
class LocalBlobBackend:
    root: Path

    def open(self) -> LocalBlobs:
        return LocalBlobs(self.root)


@dataclass(frozen=True)
class S3Backend:
    bucket: str
    prefix: str
    endpoint_url: str
    access_key: str
    secret_key: str

    def open(self) -> S3Blobs:
        return S3Blobs(
            self.bucket,
            prefix=self.prefix,
            endpoint_url=self.endpoint_url,
            access_key_id=self.access_key,
            secret_access_key=self.secret_key,
        )


def dump(backend: CoordinationBackend) -> str:
    """The backend as text, for another process to open."""
    if not isinstance(backend, LocalBackend | ZooKeeperBackend):
        raise TypeError(backend)
    return json.dumps([type(backend).__name__, asdict(backend)])


def load(text: str) -> CoordinationBackend:
    """The inverse of ``dump``."""
    kind, fields = json.loads(text)
    backend: CoordinationBackend = {
        "LocalBackend": LocalBackend,
        "ZooKeeperBackend": ZooKeeperBackend,
    }[kind](**fields)
    return backend
