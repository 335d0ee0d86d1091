"""One atomic change of one published name, against the store that decides.

Order, as KingPin 1.0 writes (WIRE.md 2.6), and what a crash after each step leaves:

1. take the lock                     nothing; the lock goes with its holder
2. make the node if it lacks         a name that was never published
3. read the version and its value    nothing
4. create the value blob             an orphan: nobody names it, and its key is never used again
5. write the index blob              an index ahead of the node; we never read it
6. set the node, at its revision     the change is published

The lock only saves work: what fences a writer whose lock lapsed is the revision in step 6.
"""

from __future__ import annotations

import random
import socket
import time
from os import getpid
from typing import TYPE_CHECKING, NamedTuple, TypeVar, final

from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    BlobNotFoundError,
    ConflictError,
    KingpinError,
    NodeExistsError,
    NodeNotFoundError,
    NotAvailableError,
    OutcomeUnknownError,
    RevisionMismatchError,
)
from kingpin_sdk.formats.record import encode_record
from kingpin_sdk.formats.version import decode_version, encode_version, next_version
from kingpin_sdk.model import PublishResult
from kingpin_sdk.publishing._history import history_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kingpin_sdk.clocks import Random, WallClock
    from kingpin_sdk.model import HistoryRecord, Revision, Version
    from kingpin_sdk.names import PublishedName
    from kingpin_sdk.ports import BlobStore, Coordination

__all__ = ["UNSET", "Change", "PublishEngine", "Unset"]

R = TypeVar("R")

_ATTEMPTS = 5
_RETRY_FOR = 10.0
_OUTCOME_WITHIN = 30.0
_VISIBLE_WITHIN = 2.0
_LONGEST_CHAIN = 50


@final
class Unset:
    """The type of UNSET."""


UNSET = Unset()
"""Stands for "whatever version is there", because None means "never published"."""


class Change(NamedTuple):
    """What a writer wants a body to become.

    Attributes:
        body: the new body.
        changed: how many entries differ from the body it was decided on; 0 writes nothing, unless
            nothing was ever published.
    """

    body: bytes
    changed: int


class _Request(NamedTuple):
    """What ``change`` was asked for."""

    name: PublishedName
    decide: Callable[[bytes | None], Change]
    author: str
    comment: str
    expected: Version | Unset | None
    replaces_all: bool


class _Writing(NamedTuple):
    """A version about to be set: all that finding out about its outcome needs."""

    name: PublishedName
    version: Version
    previous: Version | None
    revision: Revision


class _Moved(Exception):  # noqa: N818 - not an error: the change is decided again
    """The node was written, by somebody who did not hold the lock, since it was read."""

    def __init__(self, seen: Version | None) -> None:
        super().__init__(seen)
        self.seen = seen


@final
class PublishEngine:
    """Changes and reads published names. Thread-safe; every call blocks.

    Errors that may pass (``retryable``) are retried a few times with jittered, growing waits.

    Args:
        coordination: where versions and locks are.
        blobs: where values are.
        lock_timeout: seconds a change waits for the lock.
        clock: seconds since the epoch, for versions.
        chance: for versions' suffixes.
    """

    def __init__(
        self,
        coordination: Coordination,
        blobs: BlobStore,
        *,
        lock_timeout: float = 30.0,
        clock: WallClock = time.time,
        chance: Random = random.random,
    ) -> None:
        self._coordination = coordination
        self._blobs = blobs
        self._lock_timeout = lock_timeout
        self._clock = clock
        self._chance = chance

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
            OutcomeUnknownError: the connection went while the version was set, and did not come
                back in 30 s.
            BlobNotFoundError: the current version's value is gone.
            BackendError: a backend failed or refused.
        """
        request = _Request(name, decide, author, comment, expected, replaces_all)
        deadline = Deadline(self._lock_timeout)
        holder = f"{author} pid {getpid()} on {socket.gethostname()}"

        def attempt() -> PublishResult:
            with self._coordination.lock(name.lock_node, deadline=deadline, holder=holder):
                return self._change_locked(request)

        try:
            return _retrying(attempt, also=_Moved)
        except _Moved as error:
            found = self.current(name)
            raise ConflictError(str(name), expected=error.seen, found=found) from error

    def current(self, name: PublishedName) -> Version | None:
        """The current version; None if nothing was ever published.

        Raises:
            BackendError: a backend failed, or the node holds no version.
        """
        return _retrying(lambda: self._read_node(name)[0])

    def body(self, name: PublishedName, version: Version | None = None) -> tuple[Version, bytes]:
        """A version's value; the current one's if none is named.

        Raises:
            NotAvailableError: nothing was ever published.
            BlobNotFoundError: there is no such version.
        """

        def read() -> tuple[Version, bytes]:
            wanted = version or self._read_node(name)[0]
            if wanted is None:
                msg = f"{name} has never been published"
                raise NotAvailableError(msg)
            return wanted, self._read_value(name, wanted)

        return _retrying(read)

    def history(self, name: PublishedName) -> Iterator[HistoryRecord]:
        """All publications, newest first, fetched a page at a time.

        Raises:
            BackendError: a backend failed.
        """
        return history_of(name, self.current(name), self._blobs)

    def _change_locked(self, request: _Request) -> PublishResult:
        name = request.name
        previous, revision = self._read_or_make_node(name)
        if not isinstance(request.expected, Unset) and request.expected != previous:
            raise ConflictError(str(name), expected=request.expected, found=previous)
        change = request.decide(self._old_body(request, previous))
        if previous is not None and change.changed == 0:
            return PublishResult(0, previous, previous)
        version = next_version(previous, now=self._clock(), chance=self._chance())
        record = encode_record(
            change.body, author=request.author, comment=request.comment, previous=previous
        )
        self._blobs.create(name.blob_key(version), change.body, record)
        self._blobs.put(name.index_key, encode_version(version))
        self._set_version(_Writing(name, version, previous, revision))
        return PublishResult(change.changed, version, previous)

    def _read_node(self, name: PublishedName) -> tuple[Version | None, Revision | None]:
        try:
            node = self._coordination.read(name.node)
        except NodeNotFoundError:
            return None, None
        return decode_version(node.data, what=f"node {name.node}"), node.revision

    def _read_or_make_node(self, name: PublishedName) -> tuple[Version | None, Revision]:
        version, revision = self._read_node(name)
        if revision is not None:
            return version, revision
        try:
            return None, self._coordination.create(name.node)
        except NodeExistsError as error:
            raise _Moved(None) from error

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
        # A store may take a moment to show what was just created.
        waiting = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, BlobNotFoundError)),
            stop=stop_after_attempt(_ATTEMPTS) | stop_after_delay(_VISIBLE_WITHIN),
            wait=wait_random_exponential(multiplier=0.02, max=0.5),
            reraise=True,
        )
        try:
            return waiting(lambda: self._blobs.get(name.blob_key(version))).body
        except BlobNotFoundError as error:
            msg = f"{name} has no value for version {version}"
            raise BlobNotFoundError(msg) from error

    def _set_version(self, writing: _Writing) -> None:
        """Set the node, once: a lost answer is looked up, never guessed."""
        unknown = False

        def attempt() -> None:
            nonlocal unknown
            try:
                self._coordination.write(
                    writing.name.node, encode_version(writing.version), expected=writing.revision
                )
            except RevisionMismatchError as error:
                if not (unknown and self._was_published(writing)):
                    raise _Moved(writing.previous) from error
            except KingpinError as error:
                unknown = unknown or error.retryable
                raise

        try:
            Retrying(
                retry=retry_if_exception(_may_pass),
                stop=stop_after_delay(_OUTCOME_WITHIN),
                wait=wait_random_exponential(multiplier=0.05, max=1.0),
                reraise=True,
            )(attempt)
        except KingpinError as error:
            if not unknown:
                raise
            raise OutcomeUnknownError(str(writing.name), version=writing.version) from error

    def _was_published(self, writing: _Writing) -> bool:
        """True if the version is the current one, or one that the current one followed."""
        found, _ = self._read_node(writing.name)
        if found is None:
            return False
        records = history_of(writing.name, found, self._blobs)
        for _, record in zip(range(_LONGEST_CHAIN), records, strict=False):
            if record.version == writing.version:
                return True
        return False


def _retrying(attempt: Callable[[], R], *, also: type[Exception] | None = None) -> R:
    """Call again while the error may pass, and (without limit of tries) while others are faster."""

    def again(error: BaseException) -> bool:
        return _may_pass(error) or (also is not None and isinstance(error, also))

    return Retrying(
        retry=retry_if_exception(again),
        stop=stop_after_attempt(_ATTEMPTS) | stop_after_delay(_RETRY_FOR),
        wait=wait_random_exponential(multiplier=0.05, max=1.0),
        reraise=True,
    )(attempt)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, KingpinError) and error.retryable
