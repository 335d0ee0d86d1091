"""Which version a local file is: ``<root>/.kingpin/<file name>.json``.

A local file holds a value's bytes and nothing else, for old readers. So the monitor writes, before
it swaps the file, this document beside it::

    {"format": 1, "entries": [{"version": "1795300001.000001-8f3a9c", "sha256": "...", "size": 17,
                               "inode": 1234, "mtime_ns": 1795300001000001000}, ...]}

An entry of a serverset's file has ``endpoints``, too: rows of host, port, weight, zone and status.

One entry is for the file that is there, one for the file that is about to be; a reader takes the
entry that matches the descriptor it read from, and knows no version where none matches (a file of
another writer).
"""

from __future__ import annotations

import json
from typing import NamedTuple, cast

from kingpin_sdk.model import Endpoint, Version

__all__ = [
    "SIDECAR_DIR",
    "FileMark",
    "SidecarEntry",
    "decode_sidecar",
    "encode_sidecar",
    "sidecar_name",
]

SIDECAR_DIR = ".kingpin"
_FORMAT = 1


class FileMark(NamedTuple):
    """What tells one content of a file from the next: any difference is a change."""

    inode: int
    size: int
    mtime_ns: int


class SidecarEntry(NamedTuple):
    """What is known of one file.

    Attributes:
        version: the publication whose body the file is.
        sha256: hex digest of that body.
        mark: the file this speaks of.
        endpoints: of a serverset's file: what is known of its endpoints besides host and port.
    """

    version: Version
    sha256: str
    mark: FileMark
    endpoints: tuple[Endpoint, ...] = ()


def sidecar_name(file_name: str) -> str:
    """The document's name in SIDECAR_DIR."""
    return f"{file_name}.json"


def encode_sidecar(entries: tuple[SidecarEntry, ...]) -> bytes:
    """The document's bytes."""
    document = {
        "format": _FORMAT,
        "entries": [
            {
                "version": entry.version,
                "sha256": entry.sha256,
                "size": entry.mark.size,
                "inode": entry.mark.inode,
                "mtime_ns": entry.mark.mtime_ns,
                **({"endpoints": [[*each] for each in entry.endpoints]} if entry.endpoints else {}),
            }
            for entry in entries
        ],
    }
    return json.dumps(document).encode("ascii")


def decode_sidecar(data: bytes) -> tuple[SidecarEntry, ...]:
    """Read a document; what is not understood is left out.

    For it only means that a version is unknown.
    """
    try:
        document = json.loads(data)
        return tuple(_entry(raw) for raw in document["entries"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _entry(raw: dict[str, object]) -> SidecarEntry:
    version, sha256 = raw["version"], raw["sha256"]
    numbers = (raw["inode"], raw["size"], raw["mtime_ns"])
    if not isinstance(version, str) or not isinstance(sha256, str):
        raise TypeError
    inode, size, mtime_ns = (number if isinstance(number, int) else -1 for number in numbers)
    mark = FileMark(inode, size, mtime_ns)
    return SidecarEntry(Version(version), sha256, mark, _endpoints(raw.get("endpoints", [])))


def _endpoints(raw: object) -> tuple[Endpoint, ...]:
    if not isinstance(raw, list):
        raise TypeError
    rows = cast("list[list[object]]", raw)  # a row of another form is an error below
    return tuple(_endpoint(row) for row in rows)


def _endpoint(row: list[object]) -> Endpoint:
    host, port, weight, *named = row
    if not (isinstance(host, str) and isinstance(port, int) and isinstance(weight, (int, float))):
        raise TypeError
    zone, status = (text if isinstance(text, str) else None for text in named)
    return Endpoint(host, port, float(weight), zone, status)
