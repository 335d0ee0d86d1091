"""What a connection to S3 is made of, checked once, and the botocore client made from it."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Literal, TypedDict, cast
from urllib.parse import urlsplit

import attrs

from kingpin_sdk.errors import BackendError, SettingsError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

__all__ = ["ClientPerProcess", "Options"]


class _Call(TypedDict):
    headers: dict[str, str]


@attrs.frozen(kw_only=True)
class Options:
    """Everything ``S3Blobs`` was given; see there."""

    bucket: str
    endpoint_url: str | None
    region: str | None
    access_key_id: str | None
    secret_access_key: str | None = attrs.field(repr=False)
    profile: str | None
    connect_timeout: float
    read_timeout: float
    pool_size: int

    def __attrs_post_init__(self) -> None:
        if not self.bucket or self.bucket.split() != [self.bucket]:
            raise SettingsError(f"S3 bucket {self.bucket!r}: give the bucket's name")
        if (self.access_key_id is None) != (self.secret_access_key is None):
            raise SettingsError("S3: give both access key id and secret access key, or neither")
        if self.profile is not None and self.access_key_id is not None:
            raise SettingsError("S3: give an AWS profile or a key, not both")
        if self.endpoint_url is not None:
            parts = urlsplit(self.endpoint_url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise SettingsError(
                    f"S3 endpoint {self.endpoint_url!r}: write it as https://host or host:port"
                )

    @property
    def at_aws(self) -> bool:
        """True if the server is Amazon's own."""
        host = urlsplit(self.endpoint_url).hostname if self.endpoint_url else None
        return host is None or f".{host}".endswith((".amazonaws.com", ".amazonaws.com.cn"))

    @property
    def addressing(self) -> Literal["auto", "path"]:
        """AWS wants the bucket in the host name; other servers seldom have names for that."""
        return "auto" if self.at_aws else "path"


class ClientPerProcess:
    """Makes the client at its first use, and another in each forked child.

    Sockets cannot be shared with the parent, and locks within the parent's client may have been
    held by another thread when it forked.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        # By process id; setdefault() is atomic, so no lock of ours can be caught by a fork either.
        self._slots: dict[int, _Slot] = {}
        self._closed = False

    def get(self) -> S3Client:
        """The client of this process; the first call takes some 200 ms."""
        if self._closed:
            raise BackendError(f"the connection to bucket {self._options.bucket} has been closed")
        pid = os.getpid()
        slot = self._slots.get(pid)
        if slot is None:
            slot = self._slots.setdefault(pid, _Slot())
        if slot.client is None:
            with slot.lock:
                if slot.client is None:
                    slot.client = make_client(self._options)
        return slot.client

    @property
    def opened(self) -> bool:
        """True while this process has a client."""
        slot = self._slots.get(os.getpid())
        return slot is not None and slot.client is not None

    def close(self) -> None:
        """Let go of this process's connections; harmless when repeated."""
        self._closed = True
        slot = self._slots.pop(os.getpid(), None)
        if slot is not None and slot.client is not None:
            slot.client.close()


class _Slot:
    """One process's client."""

    def __init__(self) -> None:
        # Guards the making of client.
        self.lock = threading.Lock()
        self.client: S3Client | None = None


def make_client(options: Options) -> S3Client:
    """A botocore client; loads botocore."""
    from botocore.config import Config
    from botocore.session import Session

    session = Session(profile=options.profile)
    if options.access_key_id is not None and options.secret_access_key is not None:
        session.set_credentials(options.access_key_id, options.secret_access_key)
    region = options.region or session.get_config_variable("region")
    client = session.create_client(
        "s3",
        # Servers that are not AWS take any region, but a signature must name one.
        region_name=region or ("us-east-1" if options.endpoint_url else None),
        endpoint_url=options.endpoint_url,
        config=Config(
            connect_timeout=options.connect_timeout,
            read_timeout=options.read_timeout,
            max_pool_connections=options.pool_size,
            # A create repeated in secret would meet its own blob and report it as somebody else's.
            retries={"total_max_attempts": 1, "mode": "standard"},
            s3={"addressing_style": options.addressing},
            # Checksum trailers are refused by many servers that are not AWS; Content-MD5 is not.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            tcp_keepalive=True,
        ),
    )
    client.meta.events.register_last("before-call.s3", _expect_nothing)
    # botocore makes the class of the client at run time: the name of the service decides it.
    return cast("S3Client", client)


def _expect_nothing(params: _Call, **_: object) -> None:
    # "Expect: 100-continue" costs a round trip, and a second where the server ignores it; it repays
    # neither for bodies of the sizes stored here.
    params["headers"].pop("Expect", None)
