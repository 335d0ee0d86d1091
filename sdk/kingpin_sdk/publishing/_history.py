"""A config's history: the chain of versions from the current one back.

Read from the value blobs' metadata.

Each of our blobs names the version it replaced. KingPin 1.0's do not: behind one of those the next
older value of the listing follows. Values that a crash left without a node naming them are on no
chain and are not shown.
"""

from __future__ import annotations

from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from kingpin_sdk.errors import BlobNotFoundError
from kingpin_sdk.formats.record import decode_record, digest_of
from kingpin_sdk.formats.version import version_micros

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.model import HistoryRecord, Version
    from kingpin_sdk.names import PublishedName
    from kingpin_sdk.ports import BlobInfo, BlobStore
    from kingpin_sdk.publishing._retries import Retries

__all__ = ["history_of"]

_PAGE = 50
_PARALLEL = 16


def history_of(
    name: PublishedName, current: Version | None, blobs: BlobStore, retries: Retries
) -> Iterator[HistoryRecord]:
    """The records from a version back to the first, newest first.

    Args:
        name: whose.
        current: where to begin; None gives nothing.
        blobs: where the values are.
        retries: how to try again when the store does not answer.

    Raises:
        BackendError: the store failed.
    """
    pages = _Pages(name, blobs, retries)
    version = current
    while version is not None:
        info = pages.head(version)
        if info is None:
            # The value was deleted by hand; what came before it is still worth showing.
            version = pages.before(version)
            continue
        record = decode_record(version, info.metadata, size=info.size, modified=info.modified)
        foreign = digest_of(info.metadata) is None
        following = pages.before(version) if foreign else record.previous
        yield record._replace(previous=following)
        version = following


class _Pages:
    """Heads of value blobs, fetched in parallel for a page of versions around the one asked for."""

    def __init__(self, name: PublishedName, blobs: BlobStore, retries: Retries) -> None:
        self._name = name
        self._blobs = blobs
        self._retries = retries
        self._heads: dict[Version, BlobInfo | None] = {}
        self._listed: list[tuple[int, Version]] | None = None

    def head(self, version: Version) -> BlobInfo | None:
        """What the store knows of a version; None if its value is not there."""
        if version not in self._heads:
            if self._heads or self._listed is not None:
                self._fetch_page(version)
            else:
                # The newest is often all that is wanted: no listing for it.
                self._heads[version] = self._fetch(version)
        return self._heads[version]

    def before(self, version: Version) -> Version | None:
        """The next older version in the listing."""
        listed = self._listing()
        at = bisect_left(listed, (version_micros(version), version))
        return listed[at - 1][1] if at > 0 else None

    def _fetch_page(self, version: Version) -> None:
        listed = self._listing()
        end = bisect_left(listed, (version_micros(version), version)) + 1
        page = {version, *(older for _, older in listed[max(0, end - _PAGE) : end])}
        wanted = [one for one in page if one not in self._heads]
        with ThreadPoolExecutor(_PARALLEL, thread_name_prefix="kingpin-history") as pool:
            self._heads.update(zip(wanted, pool.map(self._fetch, wanted), strict=True))

    def _fetch(self, version: Version) -> BlobInfo | None:
        try:
            return self._retries.few(lambda: self._blobs.head(self._name.blob_key(version)))
        except BlobNotFoundError:
            return None

    def _listing(self) -> list[tuple[int, Version]]:
        if self._listed is None:
            keys = self._retries.few(lambda: [*self._blobs.keys(self._name.blob_prefix)])
            versions = [found for found in map(self._name.blob_version, keys) if found is not None]
            self._listed = sorted((version_micros(found), found) for found in versions)
        return self._listed
