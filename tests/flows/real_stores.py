"""ZooKeeper and an S3 server, as a test writes to them and as a monitor is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.adapters.s3 import S3Blobs
from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from tests.unit.sync.store import Store

if TYPE_CHECKING:
    from tests.servers import SeaweedServer, ZooKeeperServer

__all__ = ["real_settings", "real_store", "s3_blobs"]


def s3_blobs(server: SeaweedServer, bucket: str) -> S3Blobs:
    return S3Blobs(
        bucket,
        endpoint_url=server.endpoint_url,
        region=server.region,
        access_key_id=server.access_key,
        secret_access_key=server.secret_key,
    )


def real_store(
    zookeeper: ZooKeeperServer, seaweed: SeaweedServer, bucket: str, chroot: str
) -> Store:
    # A client that connects while ZooKeeper starts hears nothing, and tries anew only when its
    # session's time is over.
    coordination = ZooKeeperCoordination(zookeeper.hosts, chroot=chroot, operation_timeout=60.0)
    return Store(coordination, s3_blobs(seaweed, bucket))


def real_settings(
    zookeeper: ZooKeeperServer, seaweed: SeaweedServer, bucket: str, chroot: str
) -> dict[str, str]:
    keys = zookeeper.folder.parent / f"keys-{bucket}"
    keys.write_text(
        f"[Credentials]\naws_access_key_id = {seaweed.access_key}\n"
        f"aws_secret_access_key = {seaweed.secret_key}\n"
    )
    url = f"s3://{bucket}?endpoint_url={seaweed.endpoint_url}&region={seaweed.region}"
    return {
        "COORDINATION": f"zookeeper://{zookeeper.hosts}{chroot}",
        "BLOBS": url,
        "S3_KEY_FILE": str(keys),
    }
