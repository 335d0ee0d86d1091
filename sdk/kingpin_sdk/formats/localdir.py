r"""The embedded store's bytes: what every process that opens the same folder agrees on.

One folder holds the coordination tree and the blobs of one environment (both, or one each)::

    <root>/guard                       locked while anything below nodes/ changes; never removed
    <root>/nodes/config                the node /config
    <root>/nodes/config%/spam          the node /config/spam; its children are in "spam%"
    <root>/nodes/.../10.0.0.1:80%data    an ephemeral node's data, and
    <root>/nodes/.../10.0.0.1:80%live      the file its process keeps locked (flock) while it lives
    <root>/nodes/.../%new              a node being written, or left over from a crash
    <root>/locks/config%/spam.lock     the lock of the path /config/spam.lock; never removed
    <root>/blobs/data%/x               the blob data/x; the blob data/x/y is in "x%"
    <root>/tmp/<random>                a blob being written, or left over from a crash

A name stands for itself, with ``%`` written ``%25``: any name that the file system takes is
possible (to 250 bytes of nodes, 254 of blobs, where the file system takes 255), none collides with
the marks above, and a node or blob can have data and children. Files:

- a node and a member: ``kingpin-node 1 <revision> <bytes of data>\n`` and the data; the file's
  mtime is when it was written, and grows with every write
- a blob: one line of JSON, ``{"kingpin-blob":1,"metadata":{...},"size":<bytes of body>}\n``, and
  the body
- a lock: UTF-8 text, the name its last holder gave

The ``1`` is the version of the layout; a reader refuses another one.
"""

from __future__ import annotations

import enum
import json
import re
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BLOBS",
    "GUARD",
    "HEADER_LIMIT",
    "LOCKS",
    "NEW",
    "NODES",
    "TEMPORARY",
    "BlobHeader",
    "Entry",
    "EntryKind",
    "NodeContent",
    "components",
    "decode_blob_header",
    "decode_node",
    "encode_blob_header",
    "encode_node",
    "entry_name",
    "parse_entry",
]

NODES = "nodes"
LOCKS = "locks"
BLOBS = "blobs"
TEMPORARY = "tmp"
GUARD = "guard"
NEW = "%new"

HEADER_LIMIT = 16_384
"""No blob header line is longer, its line feed included."""

_ENTRY = re.compile(r"((?:[^%]|%25)+)(|%|%data|%live)", re.DOTALL)
_NODE = re.compile(rb"kingpin-node 1 (0|[1-9][0-9]{0,18}) (0|[1-9][0-9]{0,18})\n")


class EntryKind(enum.StrEnum):
    """What a directory entry is to the name it belongs to; the value is its mark."""

    CONTENT = ""
    FOLDER = "%"
    MEMBER = "%data"
    LIVENESS = "%live"


class Entry(NamedTuple):
    """A directory entry of ours.

    Attributes:
        name: the node's or blob key's component.
        kind: what the entry is to it.
    """

    name: str
    kind: EntryKind


class NodeContent(NamedTuple):
    """What a node's or member's file says.

    Attributes:
        revision: 0 when created, one more with each write.
        data: the node's bytes.
    """

    revision: int
    data: bytes


class BlobHeader(NamedTuple):
    """What a blob's first line says.

    Attributes:
        length: bytes of the line itself, its line feed included: where the body begins.
        size: bytes of the body.
        metadata: printable-ASCII values by lower-case name.
    """

    length: int
    size: int
    metadata: Mapping[str, str]


def components(path: str) -> tuple[str, ...]:
    """Split ``a/b`` into names that can be entries.

    Raises:
        ValueError: a component is empty, ``.``, ``..``, has a NUL, or is no UTF-8 text.
    """
    names = tuple(path.split("/"))
    for name in names:
        if name in {"", ".", ".."} or "\0" in name:
            raise ValueError(f"a component may not be {name!r}")
        try:
            name.encode()
        except UnicodeEncodeError:
            raise ValueError(f"the component {name!r} is no text") from None
    return names


def entry_name(name: str, kind: EntryKind) -> str:
    """The directory entry that is this to that name."""
    return name.replace("%", "%25") + kind


def parse_entry(text: str) -> Entry | None:
    """The inverse of ``entry_name``; None for temporary and foreign files."""
    found = _ENTRY.fullmatch(text)
    if found is None:
        return None
    return Entry(found[1].replace("%25", "%"), EntryKind(found[2]))


def encode_node(content: NodeContent) -> bytes:
    """The whole file of a node or member."""
    return b"kingpin-node 1 %d %d\n%b" % (content.revision, len(content.data), content.data)


def decode_node(raw: bytes) -> NodeContent:
    """Read the whole file of a node or member.

    Raises:
        ValueError: it is cut short, or no such file.
    """
    header = _NODE.match(raw)
    if header is None:
        raise ValueError("no node of the embedded store, layout 1")
    data = raw[header.end() :]
    if len(data) != int(header[2]):
        raise ValueError(f"{len(data)} bytes of data where {int(header[2])} were written")
    return NodeContent(int(header[1]), data)


def encode_blob_header(size: int, metadata: Mapping[str, str]) -> bytes:
    """The line that stands before a blob's body.

    Raises:
        ValueError: it would be longer than HEADER_LIMIT.
    """
    document = {"kingpin-blob": 1, "metadata": dict(metadata), "size": size}
    line = json.dumps(document, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    if len(line) > HEADER_LIMIT:
        raise ValueError(f"{len(line)} bytes of metadata, more than {HEADER_LIMIT}")
    return line


def decode_blob_header(raw: bytes) -> BlobHeader:
    """Read the line at the start of a blob's file.

    Args:
        raw: the file's first HEADER_LIMIT bytes (or all of it, when shorter).

    Raises:
        ValueError: it is cut short, or no such file.
    """
    length = raw.find(b"\n") + 1
    if not length:
        raise ValueError("no blob of the embedded store")
    document = _object(json.loads(raw[:length]))  # json's errors are ValueErrors
    size, given = document.get("size"), _object(document.get("metadata"))
    if document.get("kingpin-blob") != 1 or not isinstance(size, int):
        raise ValueError("no blob of the embedded store, layout 1")
    metadata = {name: value for name, value in given.items() if isinstance(value, str)}
    if len(metadata) != len(given):
        raise ValueError("a blob's metadata are texts")
    return BlobHeader(length, size, metadata)


def _object(document: object) -> dict[str, object]:
    if not isinstance(document, dict):
        raise ValueError("no blob of the embedded store")  # noqa: TRY004 - bytes have no type
    # A cast: isinstance leaves the parameters of dict unknown; JSON's keys are texts.
    return cast("dict[str, object]", document)
