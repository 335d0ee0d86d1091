"""The test servers themselves: they serve, break and come back as the other tests rely on."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from kazoo.client import KazooClient

from tests.servers import S3Server, SeaweedServer, ServerError, ZooKeeperServer
from tests.waiting import wait_until


def test_a_zookeeper_client_connects_and_writes(zookeeper: ZooKeeperServer) -> None:
    client = KazooClient(zookeeper.hosts)
    client.start()
    try:
        client.create("/test-servers", b"value")
        assert client.get("/test-servers")[0] == b"value"
    finally:
        client.stop()
        client.close()


def test_a_killed_zookeeper_comes_back_on_its_port_with_its_data(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path) as server:
        client = KazooClient(server.hosts)
        client.start()
        try:
            client.create("/kept", b"value")
            server.kill()
            server.start()
            assert client.retry(client.get, "/kept")[0] == b"value"
        finally:
            client.stop()
            client.close()


def test_a_paused_zookeeper_answers_only_once_resumed(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path) as server:
        server.pause()
        with pytest.raises(TimeoutError):
            server.ask("srvr", timeout=0.1)
        server.resume()
        assert "Mode: standalone" in server.ask("srvr")


@pytest.fixture(params=["seaweed", "moto"])
def s3(request: pytest.FixtureRequest) -> S3Server:
    server = request.getfixturevalue(request.param)
    assert isinstance(server, S3Server)
    return server


def test_an_object_is_put_and_read_back(s3: S3Server) -> None:
    bucket = s3.make_bucket()
    client = s3.client()
    try:
        client.put_object(Bucket=bucket, Key="key", Body=b"value")
        with client.get_object(Bucket=bucket, Key="key")["Body"] as body:
            assert body.read() == b"value"
    finally:
        client.close()


def test_a_second_conditional_create_is_refused(s3: S3Server) -> None:
    bucket = s3.make_bucket()
    client = s3.client()
    try:
        client.put_object(Bucket=bucket, Key="key", Body=b"first", IfNoneMatch="*")
        with pytest.raises(ClientError, match="PreconditionFailed"):
            client.put_object(Bucket=bucket, Key="key", Body=b"second", IfNoneMatch="*")
    finally:
        client.close()


def test_seaweed_restarts_empty_and_holds_many_buckets(tmp_path: Path) -> None:
    with SeaweedServer(tmp_path) as server:
        server.restart()
        for number in range(30):
            server.make_bucket(f"bucket-{number}")
        client = server.client()
        try:
            for number in range(30):
                client.put_object(Bucket=f"bucket-{number}", Key="key", Body=b"value")
        finally:
            client.close()


def test_seaweed_refuses_a_wrong_secret(
    seaweed: SeaweedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seaweed, "secret_key", "wrong")
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        seaweed.make_bucket()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = ZooKeeperServer(tmp_path)
    with (
        socket.create_server(("127.0.0.1", server.port)),
        pytest.raises(ServerError, match="ended with"),
    ):
        server.start()


_STARTER = """
import sys, time
from pathlib import Path
from tests.servers import ZooKeeperServer
server = ZooKeeperServer(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _STARTER, str(tmp_path)], stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        os.kill(starter.pid, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), timeout=10, what="the server is gone")
