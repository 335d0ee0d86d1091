"""One atomic change of one published name, against the store that decides.

Order, as KingPin 1.0 writes (WIRE.md 2.6), and what a crash after each step leaves:

1. take the lock                     nothing; the lock goes with its holder
2. read the version and its value    nothing
3. make the node if it lacks         a name that was never published
4. create the value blob             an orphan: nobody names it, and its key is never used again
5. write the index blob              an index ahead of the node; we never read it
6. set the node, at its revision     the change is published

The lock only saves work: what fences a writer whose lock lapsed is the revision in step 6.
"""

from __future__ import annotations

import logging
import random
import socket
import time
from contextlib import ExitStack
from os import getpid
from typing import TYPE_CHECKING, NamedTuple, final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    BackendError,
    BlobExistsError,
    BlobNotFoundError,
    ConflictError,
    NodeExistsError,
    NodeNotFoundError,
    NotAvailableError,
    UnavailableError,
)
from kingpin_sdk.formats.record import damage, decode_record, encode_record
from kingpin_sdk.formats.version import decode_version, encode_version, next_version
from kingpin_sdk.model import PublishResult
from kingpin_sdk.publishing._changing import UNSET, Unset
from kingpin_sdk.publishing._history import history_of
from kingpin_sdk.publishing._retries import Retries, Stopwatch
from kingpin_sdk.publishing._setting import MovedError, VersionNodes, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kingpin_sdk.clocks import Random, Sleep, WallClock
    from kingpin_sdk.model import HistoryRecord, Revision, Version
    from kingpin_sdk.names import PublishedName
    from kingpin_sdk.ports import BlobStore, Coordination
    from kingpin_sdk.publishing._changing import Change

__all__ = ["PublishEngine"]

_log = logging.getLogger(__name__)


class _Request(NamedTuple):
    """What ``change`` was asked for."""

    name: PublishedName
    decide: Callable[[bytes | None], Change]
    author: str
    comment: str
    expected: Version | Unset | None
    replaces_all: bool


@final
class PublishEngine:
    """Changes and reads published names. Thread-safe; every call blocks.

    Errors that may pass (``retryable``) are retried a few times with jittered, growing waits.

    Args:
        coordination: where versions and locks are.
        blobs: where values are.
        lock_timeout: seconds a change waits for the lock.
        outcome_timeout: seconds to find out what became of a version whose setting was not
            answered.
        clock: seconds since the epoch, for versions.
        chance: for versions' suffixes.
        sleep: waits before something is tried again.
    """

    def __init__(
        self,
        coordination: Coordination,
        blobs: BlobStore,
        *,
        lock_timeout: float = 30.0,
        outcome_timeout: float = 30.0,
        clock: WallClock = time.time,
        chance: Random = random.random,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._coordination = coordination
        self._blobs = blobs
        self._lock_timeout = lock_timeout
        self._clock = clock
        self._chance = chance
        self._retries = Retries(sleep=sleep)
        self._nodes = VersionNodes(
            coordination, blobs, self._retries, outcome_timeout=outcome_timeout
        )

    def change(
        self,
        name: PublishedName,
        decide: Callable[[bytes | None], Change],
        *,
        author: str,
        comment: str = "",
        expected: Version | Unset | None = UNSET,
        replaces_all: bool = False,
    ) -> PublishResult:
        """Read, decide and publish as one atomic step.

        Args:
            name: what to change.
            decide: gets the current body (None: never published) and says what it becomes; may be
                called again when somebody else was faster. What it raises ends the change, and
                nothing is written.
            author: who, for the history.
            comment: why, for the history.
            expected: refuse unless this is the current version (None: never published).
            replaces_all: the new body does not depend on the old one, so go ahead (with None) if
                that is lost.

        Raises:
            ConflictError: the current version is not the expected one.
            LockTimeoutError: somebody else held the lock all the time.
            OutcomeUnknownError: the connection went while the version was set, and what became of
                it could not be found out within the outcome timeout.
            BlobNotFoundError: the current version's value is gone.
            BackendError: a backend failed or refused.
        """
        request = _Request(name, decide, author, comment, expected, replaces_all)
        deadline = Deadline(self._lock_timeout)
        waits = Stopwatch()

        def attempt() -> PublishResult:
            return self._change_alone(request, deadline, waits)

        try:
            return self._retries.few(attempt, also=(MovedError, BlobExistsError), pauses=waits)
        except MovedError as error:
            found = self.current(name)
            raise ConflictError(str(name), expected=error.seen, found=found) from error

    def current(self, name: PublishedName) -> Version | None:
        """The current version; None if nothing was ever published.

        Raises:
            BackendError: a backend failed, or the node holds no version.
        """
        return self._retries.few(lambda: self._read_version(name))

    def body(self, name: PublishedName, version: Version | None = None) -> tuple[Version, bytes]:
        """A version's value; the current one's if none is named.

        Raises:
            NotAvailableError: nothing was ever published.
            BlobNotFoundError: there is no such version.
        """

        def read() -> tuple[Version, bytes]:
            wanted = version or self._read_version(name)
            if wanted is None:
                msg = f"{name} has never been published"
                raise NotAvailableError(msg)
            return wanted, self._read_value(name, wanted)

        return self._retries.few(read)

    def record(self, name: PublishedName, version: Version) -> HistoryRecord:
        """What one version says of itself; KingPin 1.0's do not say which they replaced.

        Raises:
            BlobNotFoundError: there is no such version.
            BackendError: a backend failed.
        """

        def read() -> HistoryRecord:
            info = self._retries.visible(lambda: self._blobs.head(name.blob_key(version)))
            return decode_record(version, info.metadata, size=info.size, modified=info.modified)

        return self._retries.few(read)

    def history(
        self, name: PublishedName, newest: Version | None = None
    ) -> Iterator[HistoryRecord]:
        """All publications, newest first, fetched a page at a time.

        Args:
            name: whose.
            newest: where to begin, for what was deleted since; None for the current version.

        Raises:
            BackendError: a backend failed.
        """
        begin = self.current(name) if newest is None else newest
        return history_of(name, begin, self._blobs, self._retries)

    def delete(self, name: PublishedName, *, author: str) -> Version | None:
        """Take a name away: nobody can read or find it any more. Its values stay, unnamed.

        Whoever publishes it afterwards begins a new history. The lock node stays, too: writers may
        be queueing for it.

        Args:
            name: what to delete.
            author: who, for those who wait for the lock.

        Returns:
            The last version; None if nothing was ever published.

        Raises:
            NodeNotFoundError: it is not there.
            LockTimeoutError: somebody else held the lock all the time.
            BackendError: a backend failed or refused.
        """
        lock = self._coordination.lock(
            name.lock_node, deadline=Deadline(self._lock_timeout), holder=_holder(author)
        )
        with lock:
            node = self._coordination.read(name.node)
            self._coordination.delete(name.node, expected=node.revision)
        try:
            return decode_version(node.data, what=f"node {name.node}")
        except BackendError:
            return None  # damage, which is gone now

    def _change_alone(
        self, request: _Request, deadline: Deadline, waits: Stopwatch
    ) -> PublishResult:
        lock = self._coordination.lock(
            request.name.lock_node, deadline=deadline, holder=_holder(request.author)
        )
        result: PublishResult | None = None
        try:
            with ExitStack() as held:
                with waits:
                    held.enter_context(lock)
                result = self._change_locked(request)
        except BackendError:
            if result is None:
                raise
            # What is published stays so; a lock that was not given back goes with the session.
            _log.warning("the lock of %s was not given back", request.name, exc_info=True)
        return result

    def _change_locked(self, request: _Request) -> PublishResult:
        name = request.name
        previous, revision = self._read_node(request)
        if not isinstance(request.expected, Unset) and request.expected != previous:
            raise ConflictError(str(name), expected=request.expected, found=previous)
        old = self._old_body(request, previous)
        change = request.decide(old)
        if previous is not None and old is not None and change.changed == 0:
            return PublishResult(0, previous, previous)
        if revision is None:
            revision = self._make_node(name)
        version = next_version(previous, now=self._clock(), chance=self._chance())
        record = encode_record(
            change.body, author=request.author, comment=request.comment, previous=previous
        )
        self._blobs.create(name.blob_key(version), change.body, record)
        self._blobs.put(name.index_key, encode_version(version))
        self._nodes.set(Writing(name, version, previous, revision))
        return PublishResult(change.changed, version, previous)

    def _read_version(self, name: PublishedName) -> Version | None:
        try:
            node = self._coordination.read(name.node)
        except NodeNotFoundError:
            return None
        return decode_version(node.data, what=f"node {name.node}")

    def _read_node(self, request: _Request) -> tuple[Version | None, Revision | None]:
        name = request.name
        try:
            node = self._coordination.read(name.node)
        except NodeNotFoundError:
            return None, None
        try:
            return decode_version(node.data, what=f"node {name.node}"), node.revision
        except BackendError:
            if request.replaces_all and isinstance(request.expected, Unset):
                # Nothing of what was there is needed, and this repairs it.
                return None, node.revision
            raise

    def _make_node(self, name: PublishedName) -> Revision:
        try:
            return self._coordination.create(name.node)
        except NodeExistsError as error:
            raise MovedError(None) from error

    def _old_body(self, request: _Request, version: Version | None) -> bytes | None:
        if version is None:
            return None
        try:
            return self._read_value(request.name, version)
        except BlobNotFoundError:
            if request.replaces_all:
                return None
            raise

    def _read_value(self, name: PublishedName, version: Version) -> bytes:
        try:
            return self._retries.visible(lambda: self._read_once(name, version))
        except BlobNotFoundError as error:
            msg = f"{name} has no value for version {version}"
            raise BlobNotFoundError(msg) from error

    def _read_once(self, name: PublishedName, version: Version) -> bytes:
        blob = self._blobs.get(name.blob_key(version))
        if (reason := damage(blob.body, blob.metadata)) is not None:
            # The next try may bring it whole.
            raise UnavailableError(f"the value of {name}, version {version}, is damaged: {reason}")
        return blob.body


def _holder(author: str) -> str:
    """Who holds a lock, for those who wait."""
    holder = f"{author} pid {getpid()} on {socket.gethostname()}"
    # An author may come from an environment that is not UTF-8.
    return holder.encode(errors="replace").decode()
