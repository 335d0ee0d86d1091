"""Two S3 servers: SeaweedFS, a real one with credentials, and moto, a quick imitation without."""

import json
import os
import shutil
import sys
import uuid
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.servers._local import LocalServer, ServerError
from tests.servers._ports import free_port

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


# SeaweedFS opens a second port for gRPC, this far above each of its ports.
_GRPC_OFFSET = 10_000


class S3Server(LocalServer):
    """What the two have in common: an address, a key and buckets."""

    access_key = "kingpin-test-key"
    secret_key = "kingpin-test-secret"
    region = "us-east-1"

    @property
    @abstractmethod
    def port(self) -> int:
        """The port that speaks S3 over HTTP."""

    @property
    def endpoint_url(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> "S3Client":
        """A new boto3 client: this server's key, path style, one attempt. The caller closes it."""
        # The light stubs leave the result open; the name of the service decides its type.
        client: S3Client = boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(
                connect_timeout=2,
                read_timeout=10,
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
            ),
        )
        return client

    def make_bucket(self, name: str | None = None) -> str:
        """Create an empty bucket, by default under a name nobody else has; its name."""
        bucket = name or f"b-{uuid.uuid4().hex[:20]}"
        client = self.client()
        try:
            client.create_bucket(Bucket=bucket)
        finally:
            client.close()
        return bucket

    def _serves(self) -> bool:
        client = self.client()
        try:
            client.create_bucket(Bucket="ready")
            client.put_object(Bucket="ready", Key="ready", Body=b"ready")
        except (BotoCoreError, ClientError):
            return False
        finally:
            client.close()
        return True


class SeaweedServer(S3Server):
    """SeaweedFS: checks signatures, has atomic conditional writes.

    Every start has an empty folder: after a kill the old one takes 15 s to serve again, and the
    polite end takes as long. So `stop` kills, and `restart` loses what was stored.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        ports: set[int] = set()
        while len(ports) < 4:
            ports.add(free_port(offsets=(0, _GRPC_OFFSET)))
        self._master, self._volume, self._filer, self._s3 = ports
        self._starts = 0

    @property
    def port(self) -> int:
        return self._s3

    def stop(self) -> None:
        """End it at once and wait until it is gone. Harmless when not running."""
        self.kill()

    def kill(self) -> None:
        super().kill()
        # It leaves unix sockets named after its ports, in /tmp whatever TMPDIR says.
        for port in (self._master, self._volume, self._filer, self._s3):
            for number in (port, port + _GRPC_OFFSET):
                for leftover in Path("/tmp").glob(f"seaweedfs-*-{number}.sock"):  # noqa: S108
                    leftover.unlink(missing_ok=True)

    def _prepare(self) -> list[str]:
        weed = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        if weed is None:
            raise ServerError("no weed: SeaweedFS is not installed; run make test")
        self._starts += 1
        folder = self.folder / f"start-{self._starts}"
        (folder / "data").mkdir(parents=True)
        settings = folder / "s3.json"
        settings.write_text(json.dumps(self._identities()))
        return [
            weed,
            "-logtostderr=true",
            "server",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-dir={folder / 'data'}",
            f"-master.port={self._master}",
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=64",
            f"-volume.port={self._volume}",
            "-volume.max=200",
            "-volume.preStopSeconds=0",
            "-filer",
            f"-filer.port={self._filer}",
            "-s3",
            f"-s3.port={self._s3}",
            f"-s3.config={settings}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
        ]

    def _environment(self) -> Mapping[str, str]:
        # One volume per bucket at first, not seven: 200 buckets fit under -volume.max.
        return {"WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}

    def _identities(self) -> object:
        credentials = [{"accessKey": self.access_key, "secretKey": self.secret_key}]
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        return {"identities": [{"name": "kingpin", "credentials": credentials, "actions": actions}]}


class MotoServer(S3Server):
    """moto: starts quickly, takes any key, forgets everything at its end."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._port = free_port()

    @property
    def port(self) -> int:
        return self._port

    def _prepare(self) -> list[str]:
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self._port)]
