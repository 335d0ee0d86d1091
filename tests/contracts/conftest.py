"""Fresh stores, one per test and backend, and other processes that use them."""

import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kingpin_sdk.ports import BlobStore, Coordination
from tests.contracts.stores import (
    BlobBackend,
    CoordinationBackend,
    LocalBackend,
    LocalBlobBackend,
    S3Backend,
    ZooKeeperBackend,
    dump,
)
from tests.servers import S3Server, ZooKeeperServer

_ROOT = Path(__file__).parents[2]

Actor = subprocess.Popen[bytes]


@pytest.fixture(params=["localdir", "zookeeper"])
def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> CoordinationBackend:
    if request.param == "localdir":
        return LocalBackend(str(tmp_path / "store"))
    server = request.getfixturevalue("zookeeper")
    assert isinstance(server, ZooKeeperServer)
    return ZooKeeperBackend(server.hosts, f"/contract-{uuid.uuid4().hex}")


@pytest.fixture
def connect(nodes: CoordinationBackend) -> Iterator[Callable[[], Coordination]]:
    """Opens another client; all are closed at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(nodes.open()))


@pytest.fixture
def client(connect: Callable[[], Coordination]) -> Coordination:
    return connect()


@pytest.fixture
def start_actor(nodes: CoordinationBackend) -> Iterator[Callable[..., Actor]]:
    """Starts ``actor`` with these arguments after the backend, and waits until it is ready."""
    with ExitStack() as stack:

        def start(*arguments: str) -> Actor:
            command = [sys.executable, "-m", "tests.contracts.actor", dump(nodes), *arguments]
            process = stack.enter_context(
                subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            return process

        yield start


@pytest.fixture(scope="session")
def seaweed_bucket(seaweed: S3Server) -> str:
    return seaweed.make_bucket()


@pytest.fixture(scope="session")
def moto_bucket(moto: S3Server) -> str:
    return moto.make_bucket()


@pytest.fixture(params=["localdir", "seaweed", "moto"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobBackend:
    if request.param == "localdir":
        return LocalBlobBackend(tmp_path / "store")
    server = request.getfixturevalue(request.param)
    bucket = request.getfixturevalue(f"{request.param}_bucket")
    assert isinstance(server, S3Server)
    assert isinstance(bucket, str)
    prefix = f"contract-{uuid.uuid4().hex}"
    return S3Backend(bucket, prefix, server.endpoint_url, server.access_key, server.secret_key)


@pytest.fixture
def open_blobs(blobs: BlobBackend) -> Iterator[Callable[[], BlobStore]]:
    """Opens another client; all are closed at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(blobs.open()))


@pytest.fixture
def store(open_blobs: Callable[[], BlobStore]) -> BlobStore:
    return open_blobs()
