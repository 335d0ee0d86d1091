"""The blob store port: immutable payloads by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Blob", "BlobInfo", "BlobStore"]


class Blob(NamedTuple):
    """A blob with its payload.

    Attributes:
        body: the whole payload, as long as the store said it is.
        metadata: printable-ASCII values by lower-case name, as given to ``create``.
    """

    body: bytes
    metadata: Mapping[str, str]


class BlobInfo(NamedTuple):
    """A blob without its payload.

    Attributes:
        size: bytes of the payload.
        metadata: as in Blob.
        modified: when it was stored, seconds since the epoch by the store's clock.
    """

    size: int
    metadata: Mapping[str, str]
    modified: float


class BlobStore(Protocol):
    """Immutable payloads by key. Thread-safe; every call blocks, bounded by the adapter's timeouts.

    Keys are ``/``-separated texts without leading slash, made by ``names``.
    All methods raise UnavailableError (retryable) and AccessDeniedError besides what they name.
    """

    def get(self, key: str, *, max_bytes: int | None = None) -> Blob:
        """Fetch a blob.

        Args:
            key: which.
            max_bytes: refuse (BackendError) a larger body without reading it.

        Raises:
            BlobNotFoundError: there is none (or none visible yet).
        """
        ...

    def get_if_changed(self, key: str, md5: str, *, max_bytes: int | None = None) -> Blob | None:
        """Fetch a blob, unless the caller has its body already.

        Args:
            key: which.
            md5: hex digest of the body that the caller has.
            max_bytes: as of ``get``.

        Returns:
            None if the body has that digest and the store can tell; a store that cannot hands out
            the blob.

        Raises:
            BlobNotFoundError: there is none (or none visible yet).
        """
        ...

    def head(self, key: str) -> BlobInfo:
        """Fetch what is known of a blob without its body.

        Raises:
            BlobNotFoundError: there is none.
        """
        ...

    def create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        """Store a new blob, durable on return; never replaces one where the store can tell.

        Raises:
            BlobExistsError: the key is taken (only stores with conditional puts can say so).
        """
        ...

    def put(self, key: str, body: bytes) -> None:
        """Store or replace an index blob; values are only ever created."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that start with the prefix, in ascending order, fetched page by page."""
        ...

    def close(self) -> None:
        """Let go of connections; harmless when repeated."""
        ...
