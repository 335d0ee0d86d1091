"""One look at one subject: read its node, and do what its content asks for.

Runs on a worker; it blocks on the backends and the disk, and waits for nothing else.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, assert_never, final

from attrs import frozen

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import (
    BackendError,
    BlobNotFoundError,
    ConfigError,
    KingpinError,
    NodeNotFoundError,
)
from kingpin_sdk.files.reading import mark_of, read_version, read_whole
from kingpin_sdk.files.writing import replace_file
from kingpin_sdk.formats.metaconfig import decode_metaconfig
from kingpin_sdk.formats.version import decode_version
from kingpin_sdk.model import Version
from kingpin_sdk.names import value_blob_key
from kingpin_sdk.ports import Blob
from kingpin_sdk.sync._fetch import DamagedError, TooLargeError
from kingpin_sdk.sync._guard import Candidate, refusal
from kingpin_sdk.sync._order import Order, Seen, order
from kingpin_sdk.sync._outcomes import (
    Absent,
    Applied,
    Failed,
    Listed,
    Outcome,
    Parsed,
    Refused,
    Unchanged,
)
from kingpin_sdk.sync._schedule import Cause
from kingpin_sdk.sync._serversets import Memory
from kingpin_sdk.sync._subjects import (
    ConfigFile,
    Dependency,
    Metaconfig,
    ServersetFile,
    Subject,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kingpin_sdk.clocks import WallClock
    from kingpin_sdk.ports import Coordination, Node
    from kingpin_sdk.sync._fetch import Fetcher
    from kingpin_sdk.sync._serversets import ServersetLooker
    from kingpin_sdk.sync._workers import SwapGate

__all__ = ["Look", "Looker"]

# Far more than any real one; splitting a hostile command takes time that grows with its square.
_METACONFIG_BYTES = 100_000


@frozen
class Look:
    """What to look at, and what is known of it.

    Attributes:
        subject: which.
        cause: why; a mere hint trusts what was decided on the same revision.
        seen: the node of the last decision; None when there is none.
        afresh: fetch, whatever version the file seems to be.
        memory: of the looks before, for a serverset.
    """

    subject: Subject
    cause: Cause
    seen: Seen | None
    afresh: bool
    memory: Memory


@final
class Looker:
    """Does the looks. Thread-safe, for different subjects at once.

    Args:
        coordination: where the nodes are.
        fetcher: gets blobs.
        serversets: looks at those.
        config_root: where the files go.
        gate: every swap passes it.
        wall: for the files' times.
        max_bytes: a larger config is refused unread.
    """

    def __init__(
        self,
        coordination: Coordination,
        fetcher: Fetcher,
        serversets: ServersetLooker,
        *,
        config_root: Path,
        gate: SwapGate,
        wall: WallClock,
        max_bytes: int,
    ) -> None:
        self._coordination = coordination
        self._fetcher = fetcher
        self._serversets = serversets
        self._config_root = config_root
        self._gate = gate
        self._wall = wall
        self._max_bytes = max_bytes

    def look(self, look: Look) -> Outcome:
        """Look once.

        Raises:
            GateClosedError: the engine closes.
        """
        try:
            return self._look(look)
        except NodeNotFoundError:
            return Absent(None)
        except BlobNotFoundError as error:
            return Failed(str(error), absent=True)
        except KingpinError as error:
            return Failed(str(error))
        except OSError as error:
            return Failed(f"{look.subject.title} cannot be written: {error.strerror or error}")

    def _look(self, look: Look) -> Outcome:
        subject = look.subject
        match subject:
            case Dependency():
                return Listed(self._coordination.children(subject.node))
            case Metaconfig():
                return self._metaconfig(subject, look)
            case ConfigFile():
                return self._config(subject, look)
            case ServersetFile():
                return self._serversets.look(subject, look.memory, afresh=look.afresh)
        assert_never(subject)

    def _metaconfig(self, subject: Metaconfig, look: Look) -> Outcome:
        node = self._coordination.read(subject.node)
        trusted = look.cause is Cause.HINT or (look.seen is not None and look.seen.good)
        if _settled(node, look.seen, trusted=trusted):
            return Unchanged()
        version = _version(node, subject.title)
        if not isinstance(version, str):
            return version
        try:
            blob = self._fetcher.fetch(subject.name.blob_key(version), max_bytes=_METACONFIG_BYTES)
            document = parse_json(blob.body, what=f"metaconfig {subject.title}")
            sections = decode_metaconfig(document, what=f"metaconfig {subject.title}")
        except DamagedError as error:
            return Refused(_seen(node, good=False), version, str(error), damaged=True)
        except (ConfigError, TooLargeError) as error:
            return Refused(_seen(node, good=False), version, str(error))
        return Parsed(_seen(node), version, sections)

    def _config(self, subject: ConfigFile, look: Look) -> Outcome:
        node = self._coordination.read(subject.node)
        if _settled(node, look.seen, trusted=look.cause is Cause.HINT):
            return Unchanged()
        version = _version(node, subject.title) if subject.blob_base else _node_version(node)
        if not isinstance(version, str):
            return version
        path = self._config_root / subject.file_name
        written = None if look.afresh else _written_at(path, version)
        if written is not None:
            return Applied(_seen(node), version, at=written, swapped=False)
        return self._replace(subject, path, node, version)

    def _replace(
        self, subject: ConfigFile, path: Path, node: Node, version: Version
    ) -> Applied | Refused:
        try:
            blob = self._blob(subject, node, version)
        except DamagedError as error:
            return Refused(_seen(node, good=False), version, str(error), damaged=True)
        except TooLargeError as error:
            return Refused(_seen(node, good=False), version, str(error))
        reason = refusal(
            Candidate(
                blob.body, blob.metadata, subject.shape, subject.limits, lambda: _content(path)
            )
        )
        if reason is not None:
            return Refused(_seen(node, good=False), version, reason)
        with self._gate.passing():
            replace_file(path, blob.body, version, clock=self._wall)
        return Applied(_seen(node), version, at=self._wall(), swapped=True)

    def _blob(self, subject: ConfigFile, node: Node, version: Version) -> Blob:
        if subject.blob_base is None:
            return Blob(node.data, {})
        declared = subject.limits.max_bytes
        most = self._max_bytes if declared is None else min(declared, self._max_bytes)
        return self._fetcher.fetch(value_blob_key(subject.blob_base, version), max_bytes=most)


def _seen(node: Node, *, good: bool = True) -> Seen:
    return Seen(node.revision, node.modified, good)


def _settled(node: Node, seen: Seen | None, *, trusted: bool) -> bool:
    match order(node, seen):
        case Order.NEWER:
            return False
        case Order.SAME:
            return trusted
        case Order.OLDER:
            return True


def _version(node: Node, title: str) -> Version | Absent | Refused:
    try:
        version = decode_version(node.data, what=title)
    except BackendError as error:
        return Refused(_seen(node, good=False), None, str(error))
    return Absent(_seen(node)) if version is None else version


def _node_version(node: Node) -> Version | Absent:
    """The version of a value that the node itself holds: nobody gave it one but the node."""
    return Version(f"node-{node.revision}") if node.data else Absent(_seen(node))


def _written_at(path: Path, version: Version) -> float | None:
    """When the file was written; None if it is another version, an unknown one, or not there."""
    with contextlib.suppress(OSError):
        status = path.stat()
        if read_version(str(path), mark_of(status)) == version:
            return status.st_mtime
    return None


def _content(path: Path) -> bytes:
    """What the file holds; empty if there is none, or somebody keeps writing it."""
    try:
        found = read_whole(str(path))
    except FileNotFoundError:
        return b""
    return found[0] if found is not None else b""
