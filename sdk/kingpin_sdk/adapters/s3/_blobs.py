"""The blob store port over S3."""

from __future__ import annotations

import hashlib
import re
import warnings
from base64 import b64encode
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from kingpin_sdk.adapters.s3._client import ClientPerProcess, Options
from kingpin_sdk.errors import BackendError, BlobExistsError, BlobNotFoundError, UnavailableError
from kingpin_sdk.ports import Blob, BlobInfo

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import GetObjectOutputTypeDef, ListObjectsV2OutputTypeDef

__all__ = ["S3Blobs"]

_CONTENT_TYPE: Final = "application/octet-stream"
_NAME: Final = re.compile(r"[a-z0-9][-a-z0-9]*")
_VALUE: Final = re.compile(r"([!-~]([ -~]*[!-~])?)?")


class S3Blobs:
    """A ``BlobStore`` in a bucket of S3, or of a server that speaks S3. Thread-safe.

    Nothing is opened before the first use. No request is repeated here: whoever calls knows what
    may be. Connections are kept and shared by all threads; a forked child opens its own.

    The credentials need s3:GetObject, s3:PutObject and s3:ListBucket; without the last AWS answers
    "denied" where a blob is missing.

    Args:
        bucket: must exist.
        prefix: put before every key, with a slash between; empty as KingPin.
        endpoint_url: of a server that is not AWS, ``http://host:port``; a bare ``host:port`` means
            https. The bucket then goes into the path, at AWS into the host name.
        region: of the bucket; else from the profile or the environment.
        access_key_id: with ``secret_access_key``; else AWS's usual chain (environment, files, the
            machine's role).
        secret_access_key: see above.
        profile: of AWS's config files.
        connect_timeout: seconds.
        read_timeout: seconds between two pieces of an answer.
        pool_size: connections kept; as many requests run in parallel without opening new ones.

    Raises:
        SettingsError: an argument cannot be used.
    """

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint_url: str | None = None,
        region: str | None = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        profile: str | None = None,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
        pool_size: int = 32,
    ) -> None:
        if endpoint_url and "://" not in endpoint_url:
            endpoint_url = f"https://{endpoint_url}"
        options = Options(
            bucket=bucket,
            endpoint_url=endpoint_url or None,
            region=region,
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            profile=profile,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            pool_size=pool_size,
        )
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._place = f"bucket {bucket}" + (f" at {endpoint_url}" if endpoint_url else "")
        self._in_order = options.at_aws
        self._clients = ClientPerProcess(options)
        # False once a server was seen that does not know conditional writes.
        self._conditional = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._place}, prefix {self._prefix!r}>"

    def __del__(self) -> None:
        clients: ClientPerProcess | None = getattr(self, "_clients", None)
        if clients is not None and clients.opened:
            warnings.warn(
                f"{self!r} was dropped without close()", ResourceWarning, stacklevel=2, source=self
            )
            clients.close()

    def get(self, key: str, *, max_bytes: int | None = None) -> Blob:
        """Fetch a blob; see the port.

        A body that is cut short is an UnavailableError: the next try may bring it whole.
        """
        with self._calling("get", key) as client:
            answer = client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            return self._blob(answer, key, max_bytes)

    def get_if_changed(self, key: str, md5: str, *, max_bytes: int | None = None) -> Blob | None:
        """Fetch a blob unless its ETag is this digest; see the port.

        An ETag is the body's MD5 where it was put in one piece and not encrypted with a key of KMS;
        any other matches nothing, and the blob is sent.
        """
        from botocore.exceptions import ClientError

        from kingpin_sdk.adapters.s3._errors import is_unchanged

        with self._calling("get", key) as client:
            try:
                answer = client.get_object(
                    Bucket=self._bucket, Key=self._prefix + key, IfNoneMatch=f'"{md5}"'
                )
            except ClientError as error:
                if is_unchanged(error):
                    return None
                raise
            return self._blob(answer, key, max_bytes)

    def head(self, key: str) -> BlobInfo:
        """Fetch what is known of a blob; see the port.

        A bucket that does not exist looks like an absent blob here: the answer has no body to tell.
        """
        with self._calling("look at", key) as client:
            answer = client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        return BlobInfo(
            answer["ContentLength"], _lower(answer["Metadata"]), answer["LastModified"].timestamp()
        )

    def create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        """Store a new blob; see the port.

        Asks the server to refuse a taken key. A server that knows no conditional writes is asked
        first whether the key is taken, which two writers at once can slip through; one that ignores
        the condition replaces the blob. Neither matters to keys that are unique, as those of
        versions are.
        """
        self._check_metadata(key, metadata)
        if self._conditional and self._create(key, body, metadata):
            return
        try:
            self.head(key)
        except BlobNotFoundError:
            self._put("create", key, body, metadata)
            self._conditional = False
        else:
            raise BlobExistsError(f"{self._what('create', key)}: the blob exists already")

    def put(self, key: str, body: bytes) -> None:
        """Store or replace an index blob; see the port."""
        self._put("put", key, body, {})

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys with the prefix, page by page; see the port.

        Only AWS is known to list in the order of the keys. SeaweedFS, for one, goes folder by
        folder and puts ``a/b`` before ``a-b``: of other servers all pages are fetched, then sorted.
        """
        keys = self._listed(prefix)
        return keys if self._in_order else iter(sorted(keys))

    def _listed(self, prefix: str) -> Iterator[str]:
        token: str | None = None
        while True:
            page = self._page(prefix, token)
            for item in page.get("Contents", []):
                yield item.get("Key", "").removeprefix(self._prefix)
            token = page.get("NextContinuationToken")
            if not token:
                return

    def close(self) -> None:
        """Let go of connections; see the port."""
        self._clients.close()

    def _create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> bool:
        # False: the server may not know the condition.
        from botocore.exceptions import ClientError

        from kingpin_sdk.adapters.s3._errors import is_unsupported

        with self._calling("create", key) as client:
            try:
                client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + key,
                    Body=body,
                    Metadata=metadata,
                    ContentType=_CONTENT_TYPE,
                    ContentMD5=_md5(body),
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if is_unsupported(error):
                    return False
                raise
        return True

    def _check_metadata(self, key: str, metadata: Mapping[str, str]) -> None:
        # They travel as HTTP headers: some servers take more, and give back something else.
        for name, value in metadata.items():
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                raise BackendError(
                    f"{self._what('create', key)}: metadata {name!r} must be printable ASCII,"
                    " its name in lower case, no spaces around it"
                )

    def _put(self, verb: str, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        with self._calling(verb, key) as client:
            client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + key,
                Body=body,
                Metadata=metadata,
                ContentType=_CONTENT_TYPE,
                ContentMD5=_md5(body),
            )

    def _blob(self, answer: GetObjectOutputTypeDef, key: str, max_bytes: int | None) -> Blob:
        body = self._body(answer, key, max_bytes)
        if len(body) != answer["ContentLength"]:
            raise UnavailableError(f"{self._what('get', key)}: the body was cut short")
        return Blob(body, _lower(answer["Metadata"]))

    def _body(self, answer: GetObjectOutputTypeDef, key: str, max_bytes: int | None) -> bytes:
        size = answer["ContentLength"]
        # Not "with stream": entering it gives the stream below, which does not notice a cut.
        with closing(answer["Body"]) as stream:
            if max_bytes is not None and size > max_bytes:
                raise BackendError(
                    f"{self._what('get', key)}: its {size:,} bytes exceed the {max_bytes:,} allowed"
                )
            return stream.read()

    def _page(self, prefix: str, token: str | None) -> ListObjectsV2OutputTypeDef:
        with self._calling("list", prefix) as client:
            if token is None:
                return client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix + prefix)
            return client.list_objects_v2(
                Bucket=self._bucket, Prefix=self._prefix + prefix, ContinuationToken=token
            )

    @contextmanager
    def _calling(self, verb: str, key: str) -> Generator[S3Client]:
        from kingpin_sdk.adapters.s3._errors import FAILED, translate

        try:
            yield self._clients.get()
        except FAILED as error:
            raise translate(error, self._what(verb, key)) from error

    def _what(self, verb: str, key: str) -> str:
        return f"cannot {verb} {self._prefix}{key} in {self._place}"


def _lower(metadata: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in metadata.items()}


def _md5(body: bytes) -> str:
    # Lets the server refuse a body that was damaged on its way; nothing rests on it being hard to
    # forge.
    return b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
