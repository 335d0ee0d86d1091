"""The metadata of a value blob.

The history record of that publication (names are lower case, values ASCII).

==================== =====================================================================
kingpin-sha256       hex digest of the body
kingpin-size         its bytes
kingpin-author       who published it, percent-encoded UTF-8, cut to 1,000 encoded bytes
kingpin-comment      why, the same, and cut so that both have 1,700; left out when empty
kingpin-previous     the version it replaced; left out for the first
kingpin-allow-empty  ``1`` when zero bytes are meant; left out otherwise
==================== =====================================================================

The time is in the version. Blobs that KingPin 1.0 wrote have no metadata.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from kingpin_sdk.formats.version import version_micros
from kingpin_sdk.model import HistoryRecord, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["allows_empty", "damage", "decode_record", "digest_of", "encode_record", "version_time"]

_MAX_TEXT = 1000
_MAX_TEXTS = 1700
"""S3 takes 2,048 bytes of names and values; the other entries and all names need less than 300."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)


def encode_record(
    body: bytes,
    *,
    author: str,
    comment: str,
    previous: Version | None,
) -> dict[str, str]:
    """The metadata to store with a body."""
    metadata = {
        "kingpin-sha256": sha256(body).hexdigest(),
        "kingpin-size": str(len(body)),
        "kingpin-author": _encode_text(author, _MAX_TEXT),
    }
    left = _MAX_TEXTS - len(metadata["kingpin-author"])
    if text := _encode_text(comment, min(_MAX_TEXT, left)):
        metadata["kingpin-comment"] = text
    if previous is not None:
        metadata["kingpin-previous"] = previous
    if not body:
        metadata["kingpin-allow-empty"] = "1"
    return metadata


def decode_record(
    version: Version, metadata: Mapping[str, str], *, size: int, modified: float
) -> HistoryRecord:
    """Read a blob's metadata.

    A blob of KingPin 1.0 has no author, comment, digest or previous version.

    Args:
        version: whose blob it is.
        metadata: as stored.
        size: bytes of the body.
        modified: when the store took it, used where the version tells no time.
    """
    previous = metadata.get("kingpin-previous")
    return HistoryRecord(
        version=version,
        time=version_time(version) or version_time(Version(f"{modified:.6f}")) or _EPOCH,
        author=_decode_text(metadata.get("kingpin-author")),
        comment=_decode_text(metadata.get("kingpin-comment")),
        sha256=metadata.get("kingpin-sha256", ""),
        size=size,
        previous=Version(previous) if previous else None,
    )


def digest_of(metadata: Mapping[str, str]) -> str | None:
    """The body's hex digest as its publisher recorded it; None if nobody did."""
    return metadata.get("kingpin-sha256")


def damage(body: bytes, metadata: Mapping[str, str]) -> str | None:
    """Why the body is not what was published; None if it is, or if nobody recorded what was."""
    size = metadata.get("kingpin-size")
    if size is not None and size != str(len(body)):
        return f"{len(body)} bytes arrived where {size[:20]} were published"
    digest = digest_of(metadata)
    if digest is not None and digest != sha256(body).hexdigest():
        return "its hash is not the published one"
    return None


def allows_empty(metadata: Mapping[str, str]) -> bool:
    """True if its publisher meant the body to be zero bytes."""
    return metadata.get("kingpin-allow-empty") == "1"


def version_time(version: Version) -> datetime | None:
    """When a version says it was published (UTC); None if it says no time this calendar has."""
    micros = version_micros(version)
    if not 0 < micros < (_LAST - _EPOCH) // timedelta(microseconds=1):
        return None
    return _EPOCH + timedelta(microseconds=micros)


def _encode_text(text: str, limit: int) -> str:
    """Printable ASCII without outer blanks, which stores cut off; whole characters only."""
    encoded = quote(text.strip(" "), safe=" !#$&'()*+,-./:;<=>?@[]^_`{|}~", errors="replace")
    if len(encoded) <= limit:
        return encoded
    cut = encoded[:limit]
    while not _is_whole(cut):
        cut = cut[:-1]
    return cut.rstrip(" ")


def _is_whole(encoded: str) -> bool:
    """False if the end splits an escape, or the UTF-8 sequence it belongs to."""
    try:
        unquote(encoded, errors="strict")
    except UnicodeDecodeError:
        return False
    return "%" not in encoded[-2:]


def _decode_text(text: str | None) -> str | None:
    return None if text is None else unquote(text)
