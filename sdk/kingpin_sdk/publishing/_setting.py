"""Setting a version node once, and finding out what became of it when the answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, final

from kingpin_sdk.errors import KingpinError, OutcomeUnknownError, RevisionMismatchError
from kingpin_sdk.formats.record import decode_record, digest_of
from kingpin_sdk.formats.version import decode_version, encode_version

if TYPE_CHECKING:
    from kingpin_sdk.model import Revision, Version
    from kingpin_sdk.names import PublishedName
    from kingpin_sdk.ports import BlobStore, Coordination
    from kingpin_sdk.publishing._retries import Retries

__all__ = ["MovedError", "VersionNodes", "Writing"]


class Writing(NamedTuple):
    """A version about to be set: all that finding out about its outcome needs.

    Attributes:
        name: whose.
        version: the new one.
        previous: the one it replaces.
        revision: the node's, as it was read.
    """

    name: PublishedName
    version: Version
    previous: Version | None
    revision: Revision


class MovedError(Exception):
    """The node was written, by somebody who did not hold the lock, since it was read.

    Never leaves this package: the change is decided again.
    """

    def __init__(self, seen: Version | None) -> None:
        super().__init__(seen)
        self.seen = seen


@final
class VersionNodes:
    """Sets version nodes.

    Args:
        coordination: where they are.
        blobs: what knows which version followed which.
        retries: how to try again.
        outcome_timeout: seconds to find out what became of a write whose answer was lost.
    """

    def __init__(
        self,
        coordination: Coordination,
        blobs: BlobStore,
        retries: Retries,
        *,
        outcome_timeout: float,
    ) -> None:
        self._coordination = coordination
        self._blobs = blobs
        self._retries = retries
        self._outcome_timeout = outcome_timeout

    def set(self, writing: Writing) -> None:
        """Set the node, once: a lost answer is looked up, never guessed.

        Raises:
            MovedError: somebody else wrote it, and this version was not published.
            OutcomeUnknownError: the answer was lost, and what happened could not be found out.
            BackendError: it could not be written.
        """
        # From the first lost answer on, a refusal may be the echo of our own success.
        unknown = False

        def attempt() -> None:
            nonlocal unknown
            try:
                self._coordination.write(
                    writing.name.node, encode_version(writing.version), expected=writing.revision
                )
            except RevisionMismatchError as error:
                if not (unknown and self._was_published(writing)):
                    raise MovedError(writing.previous) from error
            except KingpinError as error:
                unknown = unknown or error.retryable
                raise

        try:
            self._retries.until(self._outcome_timeout, attempt)
        except KingpinError as error:
            if not unknown:
                raise
            raise OutcomeUnknownError(str(writing.name), version=writing.version) from error

    def _was_published(self, writing: Writing) -> bool:
        """True if the version is the current one, or one that the current one followed.

        Raises:
            OutcomeUnknownError: what followed does not say what it followed (KingPin 1.0 wrote it).
            BackendError: it cannot be looked up, or not now.
        """
        node = self._coordination.read(writing.name.node)
        found = decode_version(node.data, what=f"node {writing.name.node}")
        if node.revision == writing.revision + 1:
            # One write since: ours or not.
            return found == writing.version
        while found is not None and found != writing.previous:
            if found == writing.version:
                return True
            info = self._blobs.head(writing.name.blob_key(found))
            if digest_of(info.metadata) is None:
                raise OutcomeUnknownError(str(writing.name), version=writing.version)
            record = decode_record(found, info.metadata, size=info.size, modified=info.modified)
            found = record.previous
        return False
