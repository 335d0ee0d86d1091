"""KingPin 1.0's flags of the daemons, as overrides of settings (WIRE.md 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.settings._urls import S3Url, ZooKeeperUrl, check_host, endpoint_of, parse_blobs

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["kingpin_flags"]

_AMAZON: Final = "s3.amazonaws.com"


def kingpin_flags(
    *,
    hosts_file: Path | None,
    key_file: Path | None,
    bucket: str | None,
    endpoint: str | None,
) -> dict[str, object]:
    """What ``-z -a -b -e`` mean, for ``load_settings``; flags that were not given say nothing.

    Args:
        hosts_file: ``-z``: one ``host:port`` of the ZooKeeper ensemble a line.
        key_file: ``-a``: the AWS key file; without it credentials come from the AWS configuration.
        bucket: ``-b``.
        endpoint: ``-e``: a host or URL; ``s3.amazonaws.com`` is what happens anyway.

    Raises:
        SettingsError: the hosts file cannot be read or names no host, ``-e`` comes without ``-b``,
            or a text is no bucket or endpoint.
    """
    overrides: dict[str, object] = {}
    if hosts_file is not None:
        overrides["coordination"] = ZooKeeperUrl(_read_hosts(hosts_file))
    if key_file is not None:
        overrides["s3.key_file"] = key_file
    if endpoint is not None and bucket is None:
        raise SettingsError("-e: the endpoint needs a bucket: give -b, too")
    if bucket is not None:
        overrides["blobs"] = S3Url(_bucket(bucket), endpoint_url=_endpoint(endpoint))
    return overrides


def _read_hosts(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise SettingsError(f"-z {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise SettingsError(f"-z {path}: not ASCII text") from error
    try:
        hosts = tuple(check_host(line.strip()) for line in lines if line.strip())
    except ValueError as error:
        raise SettingsError(f"-z {path}: {error}") from error
    if not hosts:
        raise SettingsError(f"-z {path}: no host in it; write one host:port a line")
    return hosts


def _bucket(text: str) -> str:
    try:
        url = parse_blobs(f"s3://{text}")
    except ValueError:
        url = None
    if not isinstance(url, S3Url) or url.bucket != text:
        raise SettingsError(f"-b: {text!r} is no bucket name")
    return text


def _endpoint(text: str | None) -> str | None:
    if text is None or text == _AMAZON:
        return None
    try:
        return endpoint_of(text)
    except ValueError as error:
        raise SettingsError(f"-e: {error}") from error
