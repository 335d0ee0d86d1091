"""One look at one config: make its local file hold what is published, or what it is pinned to.

Runs on a worker; it blocks on the backends and the disk, and waits for nothing else.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import BackendError, BlobNotFoundError, KingpinError
from kingpin_sdk.files.keeping import (
    drop_refused,
    kept_versions,
    read_kept,
    refused_path,
    set_aside,
)
from kingpin_sdk.files.reading import mark_of, read_version, read_whole
from kingpin_sdk.files.writing import Ownership, mend_ownership, replace_file
from kingpin_sdk.formats.version import version_micros
from kingpin_sdk.names import value_blob_key
from kingpin_sdk.ports import Blob
from kingpin_sdk.sync._fetch import DamagedError, TooLargeError
from kingpin_sdk.sync._guard import Candidate, refusal
from kingpin_sdk.sync._order import seen_of, settled
from kingpin_sdk.sync._outcomes import Absent, Applied, Outcome, Pinned, Refused, Stands, Unchanged
from kingpin_sdk.sync._published import content_version, named_version
from kingpin_sdk.sync._schedule import Cause

if TYPE_CHECKING:
    from pathlib import Path

    from kingpin_sdk.clocks import WallClock
    from kingpin_sdk.model import Version
    from kingpin_sdk.ports import Coordination, Node
    from kingpin_sdk.sync._fetch import Fetcher
    from kingpin_sdk.sync._look import Look
    from kingpin_sdk.sync._subjects import ConfigFile
    from kingpin_sdk.sync._workers import SwapGate

__all__ = ["ConfigLooker", "standing_file"]


@final
class ConfigLooker:
    """Does the looks at configs. Thread-safe, for different ones at once.

    Args:
        coordination: where the version nodes are.
        fetcher: gets blobs.
        root: where the files go.
        gate: every swap passes it.
        wall: for the files' times.
        max_bytes: a larger body is refused unread.
        keep: contents before the current one that stay on disk, for each config.
        ownership: of the files.
    """

    def __init__(
        self,
        coordination: Coordination,
        fetcher: Fetcher,
        *,
        root: Path,
        gate: SwapGate,
        wall: WallClock,
        max_bytes: int,
        keep: int,
        ownership: Ownership,
    ) -> None:
        self._coordination = coordination
        self._fetcher = fetcher
        self._root = root
        self._gate = gate
        self._wall = wall
        self._max_bytes = max_bytes
        self._keep = keep
        self._ownership = ownership

    def path(self, subject: ConfigFile) -> Path:
        """Its local file."""
        return self._root / subject.file_name

    def look(self, subject: ConfigFile, look: Look) -> Outcome:
        """Look once.

        Raises:
            KingpinError: what is published is out of reach; the file stays.
            OSError: the file cannot be written.
            GateClosedError: the engine closes.
        """
        path = self.path(subject)
        if look.pin is not None:
            return self._pinned(subject, path, look.pin)
        node = self._coordination.read(subject.node)
        if settled(node, look.seen, trusted=look.cause is Cause.HINT):
            return Unchanged()
        version = _version(subject, node)
        if not isinstance(version, str):
            return version
        written = None if look.afresh else self._written(path, version)
        if written is not None:
            drop_refused(path)
            return Applied(seen_of(node), version, at=written, swapped=False)
        return self._replace(subject, path, node, version, accepted=look.accepted == version)

    def check(self, subject: ConfigFile, version: Version) -> None:
        """Make sure that a version's body can be had; writes nothing.

        Raises:
            KingpinError: neither this box nor the store has it, or it is damaged.
        """
        self._body(subject, self.path(subject), version)

    def earlier(self, subject: ConfigFile, current: Version) -> Version | None:
        """The kept version that was published last before this one; None if none is kept."""
        before = [
            kept.version
            for kept in kept_versions(self.path(subject))
            if version_micros(kept.version) < version_micros(current)
        ]
        return max(before, key=version_micros, default=None)

    def _replace(
        self, subject: ConfigFile, path: Path, node: Node, version: Version, *, accepted: bool
    ) -> Applied | Refused:
        content = lambda: _content(path)  # noqa: E731
        declared = None if accepted else subject.limits.max_bytes
        try:
            blob = self._blob(subject, path, node, version, most=declared)
        except DamagedError as error:
            aside = _aside(path, error.body)
            return Refused(
                seen_of(node, good=False), version, str(error), damaged=True, aside=aside
            )
        except TooLargeError as error:
            return Refused(seen_of(node, good=False), version, str(error))
        judged = Candidate(blob.body, blob.metadata, subject.shape, subject.limits, content)
        reason = None if accepted else refusal(judged)
        if reason is not None:
            aside = _aside(path, blob.body)
            return Refused(seen_of(node, good=False), version, reason, aside=aside)
        self._swap(path, blob.body, version)
        drop_refused(path)
        return Applied(seen_of(node), version, at=self._wall(), swapped=True)

    def _pinned(self, subject: ConfigFile, path: Path, pin: Version) -> Pinned:
        newest = self._newest(subject)
        written = self._written(path, pin)
        if written is not None:
            return Pinned(pin, written, swapped=False, newest=newest)
        self._swap(path, self._body(subject, path, pin), pin)
        return Pinned(pin, self._wall(), swapped=True, newest=newest)

    def _newest(self, subject: ConfigFile) -> Version | None:
        with contextlib.suppress(KingpinError):
            version = _version(subject, self._coordination.read(subject.node))
            return version if isinstance(version, str) else None
        return None

    def _body(self, subject: ConfigFile, path: Path, version: Version) -> bytes:
        """A version's body: kept on this box, else from the store."""
        for kept in kept_versions(path):
            if kept.version == version and (body := read_kept(kept)) is not None:
                return body
        if subject.blob_base is None:
            raise BlobNotFoundError(f"version {version} is not kept on this box")
        key = value_blob_key(subject.blob_base, version)
        try:
            return self._fetcher.fetch(key, max_bytes=self._max_bytes).body
        except (DamagedError, TooLargeError) as error:
            raise BackendError(f"version {version} cannot be pinned: {error}") from error

    def _blob(
        self, subject: ConfigFile, path: Path, node: Node, version: Version, *, most: int | None
    ) -> Blob:
        if subject.blob_base is None:
            return Blob(node.data, {})
        most = self._max_bytes if most is None else min(most, self._max_bytes)
        # A file that nobody vouches for may be what is published: after a change of monitors, say.
        known = _content(path) if _version_of(path) is None else b""
        key = value_blob_key(subject.blob_base, version)
        return self._fetcher.fetch(key, max_bytes=most, known=known)

    def _swap(self, path: Path, body: bytes, version: Version) -> None:
        with self._gate.passing():
            replace_file(
                path,
                body,
                version,
                ownership=self._ownership,
                keep=self._keep,
                clock=self._wall,
            )

    def _written(self, path: Path, version: Version) -> float | None:
        """When the file was written; None if it is not known to be this version."""
        stands = standing_file(path)
        if stands is None or stands.version != version:
            return None
        mend_ownership(path, self._ownership)
        return stands.at


def standing_file(path: Path) -> Stands | None:
    """The local file that is there; None if there is none, or it cannot be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Stands(read_version(str(path), mark_of(status)), status.st_mtime)


def _version(subject: ConfigFile, node: Node) -> Version | Absent | Refused:
    if subject.blob_base is None:
        return content_version(node)
    return named_version(node, subject.title)


def _version_of(path: Path) -> Version | None:
    stands = standing_file(path)
    return None if stands is None else stands.version


def _content(path: Path) -> bytes:
    """What the file holds; empty if there is none, or somebody keeps writing it."""
    try:
        found = read_whole(str(path))
    except FileNotFoundError:
        return b""
    return found[0] if found is not None else b""


def _aside(path: Path, body: bytes) -> str | None:
    return str(refused_path(path)) if set_aside(path, body) else None
