"""The URLs of the two stores, read strictly: what is not understood is refused, never ignored.

===========================================================  =====================
``localdir:/path``                                           coordination or blobs
``zookeeper://h1:2181,h2:2181/chroot``                       coordination
``s3://bucket/prefix?endpoint_url=http://...&region=...``    blobs
===========================================================  =====================
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeAlias, final
from urllib.parse import parse_qsl, quote, urlsplit

import attrs

__all__ = [
    "BlobsUrl",
    "CoordinationUrl",
    "LocalDirUrl",
    "S3Url",
    "ZooKeeperUrl",
    "check_host",
    "endpoint_of",
    "parse_blobs",
    "parse_coordination",
]

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?)")
_BUCKET = re.compile(r"[A-Za-z0-9][-A-Za-z0-9._]{1,253}[A-Za-z0-9]")
_LAST_PORT = 65_535
_S3_QUERY = ("endpoint_url", "region")


@final
@attrs.frozen
class LocalDirUrl:
    """The embedded store: a folder of this machine.

    Attributes:
        path: the folder, absolute.
    """

    path: Path

    def __str__(self) -> str:
        return f"localdir:{self.path}"


@final
@attrs.frozen
class ZooKeeperUrl:
    """A ZooKeeper ensemble.

    Attributes:
        hosts: ``host:port``, or ``host`` for port 2181; all of one ensemble.
        chroot: the path under which everything lies; empty for the whole tree.
    """

    hosts: tuple[str, ...]
    chroot: str = ""

    def __str__(self) -> str:
        return f"zookeeper://{','.join(self.hosts)}{self.chroot}"


@final
@attrs.frozen
class S3Url:
    """A bucket of S3 or of a server that speaks like it.

    Attributes:
        bucket: its name.
        prefix: what all keys begin with, without slashes at the ends; empty for none.
        endpoint_url: the server; None for Amazon's.
        region: the bucket's region; None for what the AWS configuration says.
    """

    bucket: str
    prefix: str = ""
    endpoint_url: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        named = {"endpoint_url": self.endpoint_url, "region": self.region}
        query = "&".join(f"{key}={quote(text, safe=':/')}" for key, text in named.items() if text)
        where = f"{self.bucket}/{self.prefix}".rstrip("/")
        return f"s3://{where}{'?' if query else ''}{query}"


CoordinationUrl: TypeAlias = LocalDirUrl | ZooKeeperUrl
BlobsUrl: TypeAlias = LocalDirUrl | S3Url


def parse_coordination(value: object) -> CoordinationUrl:
    """Read ``localdir:/path`` or ``zookeeper://h1:p1,h2:p2/chroot``.

    Raises:
        ValueError: it is neither; the text says what is wrong.
    """
    if isinstance(value, (LocalDirUrl, ZooKeeperUrl)):
        return value
    text = _text(value)
    scheme, _, rest = text.partition(":")
    if scheme == "localdir":
        return _localdir(text, rest)
    if scheme == "zookeeper":
        return _zookeeper(text, rest)
    raise ValueError(f"{text!r}: write localdir:/path or zookeeper://host:port,host:port/chroot")


def parse_blobs(value: object) -> BlobsUrl:
    """Read ``localdir:/path`` or ``s3://bucket/prefix?endpoint_url=...&region=...``.

    Raises:
        ValueError: it is neither; the text says what is wrong.
    """
    if isinstance(value, (LocalDirUrl, S3Url)):
        return value
    text = _text(value)
    scheme, _, rest = text.partition(":")
    if scheme == "localdir":
        return _localdir(text, rest)
    if scheme == "s3":
        return _s3(text, rest)
    raise ValueError(f"{text!r}: write localdir:/path or s3://bucket/prefix?endpoint_url=URL")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a URL in quotes, not {value!r}")  # noqa: TRY004 - one class
    return value.strip()


def _localdir(text: str, rest: str) -> LocalDirUrl:
    path = Path(rest)
    if rest.startswith("//") or not path.is_absolute() or "?" in rest or "\0" in rest:
        raise ValueError(f"{text!r}: write localdir:/path, an absolute path with one slash")
    return LocalDirUrl(path)


def _zookeeper(text: str, rest: str) -> ZooKeeperUrl:
    listed, slash, path = rest.removeprefix("//").partition("/")
    if not rest.startswith("//") or not listed:
        raise ValueError(f"{text!r}: write zookeeper://host:port,host:port/chroot")
    if "?" in text:
        raise ValueError(f"{text!r}: a zookeeper URL takes nothing after '?'")
    names = path.rstrip("/").split("/") if path.rstrip("/") else []
    if any(name in {"", ".", ".."} or "\0" in name for name in names):
        raise ValueError(f"{text!r}: the chroot {slash + path!r} is no node path like /a/b")
    hosts = tuple(check_host(host.strip()) for host in listed.split(","))
    return ZooKeeperUrl(hosts, "".join(f"/{name}" for name in names))


def check_host(text: str) -> str:
    """The text, if it is ``host:port`` or ``host`` (IPv6 addresses in brackets).

    Raises:
        ValueError: it is neither.
    """
    found = _HOST.match(text)
    rest = text[found.end() :] if found else text
    if not found or (rest and not _is_port(rest)):
        raise ValueError(f"{text!r} is no host:port")
    return text


def _is_port(text: str) -> bool:
    digits = text.removeprefix(":")
    if digits == text or not digits.isascii() or not digits.isdigit():
        return False
    return 0 < int(digits[:6]) <= _LAST_PORT


def _s3(text: str, rest: str) -> S3Url:
    place, mark, query = rest.removeprefix("//").partition("?")
    bucket, _, prefix = place.partition("/")
    if not rest.startswith("//") or not _BUCKET.fullmatch(bucket):
        raise ValueError(f"{text!r}: write s3://bucket/prefix?endpoint_url=URL")
    prefix = prefix.strip("/")
    if prefix and any(name in {"", ".", ".."} for name in prefix.split("/")):
        raise ValueError(f"{text!r}: the prefix {prefix!r} has an empty or dotted part")
    options = _query(text, query) if mark else {}
    endpoint = options.get("endpoint_url")
    return S3Url(
        bucket, prefix, None if endpoint is None else endpoint_of(endpoint), options.get("region")
    )


def _query(text: str, query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in _S3_QUERY:
            known = " and ".join(_S3_QUERY)
            raise ValueError(f"{text!r}: {key!r} is not known after '?', only {known}")
        if key in options or not value:
            raise ValueError(f"{text!r}: {key} needs one value")
        options[key] = value
    return options


def endpoint_of(text: str) -> str:
    """An S3 endpoint as a URL; a bare host means https.

    Raises:
        ValueError: it is no ``http://`` or ``https://`` address.
    """
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"{text!r} is no endpoint like http://127.0.0.1:9000") from None
    named = parts.scheme in {"http", "https"} and parts.hostname and port != 0
    if not named or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(f"{text!r} is no endpoint like http://127.0.0.1:9000")
    return url.rstrip("/")
