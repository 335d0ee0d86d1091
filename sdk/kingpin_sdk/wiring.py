"""From settings to adapters; each is imported when it is first needed, here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from kingpin_sdk.settings import LocalDirUrl, S3Url, ZooKeeperUrl

if TYPE_CHECKING:
    from kingpin_sdk.ports import BlobStore, Coordination
    from kingpin_sdk.settings import Settings

__all__ = ["open_blobs", "open_coordination"]


def open_coordination(settings: Settings) -> Coordination:
    """The coordination service of the settings; whoever opens it closes it. Connects at first use.

    Raises:
        SettingsError: a setting of the service cannot be used.
    """
    url = settings.coordination
    if isinstance(url, LocalDirUrl):
        from kingpin_sdk.adapters.localdir import LocalCoordination

        return LocalCoordination(url.path)
    if isinstance(url, ZooKeeperUrl):
        return _zookeeper(url, settings)
    assert_never(url)


def open_blobs(settings: Settings) -> BlobStore:
    """The blob store of the settings; whoever opens it closes it. Connects at first use.

    Raises:
        SettingsError: a setting of the store cannot be used, or its key file cannot be read.
    """
    url = settings.blobs
    if isinstance(url, LocalDirUrl):
        from kingpin_sdk.adapters.localdir import LocalBlobs

        return LocalBlobs(url.path)
    if isinstance(url, S3Url):
        return _s3(url, settings)
    assert_never(url)


def _zookeeper(url: ZooKeeperUrl, settings: Settings) -> Coordination:
    from kingpin_sdk.adapters.zookeeper import Tls, ZooKeeperCoordination

    tls = Tls(
        ca=settings.zookeeper_tls_ca,
        certificate=settings.zookeeper_tls_certificate,
        key=settings.zookeeper_tls_key,
        key_password=settings.zookeeper_tls_key_password,
        verify=settings.zookeeper_tls_verify,
        check_hostname=settings.zookeeper_tls_check_hostname,
    )
    return ZooKeeperCoordination(
        ",".join(url.hosts),
        chroot=url.chroot,
        session_timeout=settings.zookeeper_session_timeout,
        connect_timeout=settings.zookeeper_connect_timeout,
        auth=settings.zookeeper_auth,
        sasl=_sasl(settings),
        acl=settings.zookeeper_acl,
        tls=tls if settings.zookeeper_tls else None,
    )


def _sasl(settings: Settings) -> dict[str, str] | None:
    """The options as kazoo takes them; None without a mechanism."""
    options = {
        "mechanism": settings.zookeeper_sasl_mechanism,
        "username": settings.zookeeper_sasl_username,
        "password": settings.zookeeper_sasl_password,
        "service": settings.zookeeper_sasl_service,
        "principal": settings.zookeeper_sasl_principal,
    }
    given = {name: text for name, text in options.items() if text is not None}
    return given if "mechanism" in given else None


def _s3(url: S3Url, settings: Settings) -> BlobStore:
    from kingpin_sdk.adapters.s3 import S3Blobs, read_key_file

    path = settings.s3_key_file
    keys = None if path is None else read_key_file(path)
    return S3Blobs(
        url.bucket,
        prefix=url.prefix,
        endpoint_url=url.endpoint_url,
        region=url.region,
        access_key_id=keys.access_key_id if keys else None,
        secret_access_key=keys.secret_access_key if keys else None,
        profile=settings.s3_profile,
    )
