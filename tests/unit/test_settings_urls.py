"""The URLs of the stores, and KingPin's flags that stand for them."""

from pathlib import Path

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.settings import S3Url, ZooKeeperUrl, kingpin_flags, load_settings


def _stores(coordination: str, blobs: str = "localdir:/b") -> tuple[str, str]:
    settings = load_settings(
        {"coordination": coordination, "blobs": blobs}, interactive=False, environ={}
    )
    return str(settings.coordination), str(settings.blobs)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("localdir:/a b/c", "localdir:/a b/c"),
        ("zookeeper://zk", "zookeeper://zk"),
        ("zookeeper://10.0.0.1:2181,zk-2.example.com:2182/a/b/", None),
        ("zookeeper://[::1]:2181/", "zookeeper://[::1]:2181"),
    ],
)
def test_coordination_urls_that_are_understood(text: str, same: str | None) -> None:
    coordination, _ = _stores(text)
    assert coordination == (same or text.rstrip("/"))
    assert _stores(coordination)[0] == coordination


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localdir:",
        "localdir:relative",
        "localdir://host/path",
        "localdir:/path?sync=1",
        "zookeeper:",
        "zookeeper:/zk",
        "zookeeper://",
        "zookeeper:///chroot",
        "zookeeper://zk:0",
        "zookeeper://zk:65536",
        "zookeeper://zk:x",
        "zookeeper://zk,",
        "zookeeper://user:secret@zk",
        "zookeeper://zk/a//b",
        "zookeeper://zk/../x",
        "zookeeper://zk?timeout=5",
        "s3://bucket",
        "etcd://host",
        "/path",
    ],
)
def test_coordination_urls_that_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^--coordination"):
        load_settings({"coordination": text, "blobs": "localdir:/b"}, interactive=False, environ={})


@pytest.mark.parametrize(
    "text",
    [
        "localdir:/x",
        "s3://bucket",
        "s3://bucket.example/a/b",
        "s3://bucket?endpoint_url=http://127.0.0.1:9000",
        "s3://bucket/p?endpoint_url=https://s3.example:1/x&region=eu-central-1",
    ],
)
def test_blobs_urls_that_are_understood(text: str) -> None:
    assert _stores("localdir:/c", text)[1] == text


@pytest.mark.parametrize(
    "text",
    [
        "s3:bucket",
        "s3://",
        "s3:///prefix",
        "s3://b",
        "s3://bucket/a//b",
        "s3://bucket?endpoint=http://x",
        "s3://bucket?region=",
        "s3://bucket?region=a&region=b",
        "s3://bucket?endpoint_url=ftp://x",
        "s3://bucket?endpoint_url=http://u:p@x",
        "s3://bucket?endpoint_url=http://x:port",
        "zookeeper://zk",
    ],
)
def test_blobs_urls_that_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^--blobs"):
        load_settings({"coordination": "localdir:/c", "blobs": text}, interactive=False, environ={})


def test_kingpins_flags_name_the_ensemble_the_bucket_and_the_key(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("zk1:2181\n\n  10.0.0.2:2182  \n")
    overrides = kingpin_flags(
        hosts_file=hosts, key_file=tmp_path / "key", bucket="fleet", endpoint="s3.example:9000"
    )
    settings = load_settings(overrides, interactive=False, environ={})
    assert settings.coordination == ZooKeeperUrl(("zk1:2181", "10.0.0.2:2182"))
    assert settings.blobs == S3Url("fleet", endpoint_url="https://s3.example:9000")
    assert settings.s3_key_file == tmp_path / "key"


def test_kingpins_flags_that_were_not_given_say_nothing() -> None:
    assert kingpin_flags(hosts_file=None, key_file=None, bucket=None, endpoint=None) == {}


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        (None, None),
        ("s3.amazonaws.com", None),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("minio", "https://minio"),
    ],
)
def test_an_endpoint_may_be_a_host_or_a_url(endpoint: str | None, url: str | None) -> None:
    overrides = kingpin_flags(hosts_file=None, key_file=None, bucket="fleet", endpoint=endpoint)
    assert overrides == {"blobs": S3Url("fleet", endpoint_url=url)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"", "no host in it"),
        (b"\n \n", "no host in it"),
        (b"zk:2181\n# main\n", "'# main' is no host:port"),
        (b"\xff", "not ASCII"),
    ],
)
def test_a_hosts_file_that_names_no_host_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    hosts = tmp_path / "hosts"
    if content is not None:
        hosts.write_bytes(content)
    with pytest.raises(SettingsError, match=f"^-z .*{message}"):
        kingpin_flags(hosts_file=hosts, key_file=None, bucket=None, endpoint=None)


@pytest.mark.parametrize(
    ("bucket", "endpoint", "message"),
    [
        (None, "s3.example", "^-e: the endpoint needs a bucket"),
        ("a/b", None, "^-b: 'a/b' is no bucket"),
        ("fleet", "http://", "^-e: "),
    ],
)
def test_a_bad_bucket_or_endpoint_is_refused(
    bucket: str | None, endpoint: str | None, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        kingpin_flags(hosts_file=None, key_file=None, bucket=bucket, endpoint=endpoint)
