"""Getting a blob: a few quick tries for what may pass at once, and each blob once at a time.

Longer waiting is the schedule's business: a worker that waits is a worker others wait for. Looks
that want the same blob at the same time share one fetch.
"""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, final

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from kingpin_sdk.clocks import NoMetrics
from kingpin_sdk.errors import BackendError, KingpinError
from kingpin_sdk.formats.record import damage
from kingpin_sdk.ports import Blob

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Metrics, Monotonic, Sleep
    from kingpin_sdk.ports import BlobStore

__all__ = ["DamagedError", "Fetcher", "TooLargeError"]

_ATTEMPTS = 3
_FIRST_WAIT = 0.05
_LONGEST_WAIT = 0.5


class DamagedError(Exception):
    """What arrived is not what was published, however often it was fetched.

    Args:
        reason: what differs.
        body: what arrived.
    """

    def __init__(self, reason: str, body: bytes) -> None:
        super().__init__(reason)
        self.body = body


class TooLargeError(Exception):
    """The blob is larger than what may be fetched; it was not read."""


@final
class Fetcher:
    """Fetches blobs whole and as published. Thread-safe.

    Args:
        blobs: the store.
        sleep: waits between tries.
        clock: measures the fetches.
        metrics: told how long they took, tries and waits together, if they ended well.
    """

    def __init__(
        self,
        blobs: BlobStore,
        *,
        sleep: Sleep = time.sleep,
        clock: Monotonic = time.monotonic,
        metrics: Metrics | None = None,
    ) -> None:
        self._blobs = blobs
        self._clock = clock
        # Guards _under_way.
        self._sharing = threading.Lock()
        self._under_way: dict[tuple[str, int], Future[Blob]] = {}
        self._metrics: Metrics = NoMetrics() if metrics is None else metrics
        self._retrying = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_random_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT),
            retry=retry_if_exception(_may_pass),
            sleep=sleep,
            reraise=True,
        )

    def fetch(self, key: str, *, max_bytes: int, known: bytes = b"") -> Blob:
        """Fetch one.

        Args:
            key: which.
            max_bytes: refuse a larger one.
            known: a body that may be this blob's; then a store that can tell need not send it, and
                the blob comes without metadata.

        Raises:
            DamagedError: its size or hash is not the recorded one.
            TooLargeError: it has more than max_bytes.
            BackendError: as ``BlobStore.get``.
        """
        ours = Future[Blob]()
        with self._sharing:
            under_way = self._under_way.setdefault((key, max_bytes), ours)
        if under_way is not ours:
            return under_way.result()
        try:
            blob = self._fetch(key, max_bytes, known)
        except BaseException as error:
            ours.set_exception(error)
            raise
        else:
            ours.set_result(blob)
        finally:
            with self._sharing:
                del self._under_way[key, max_bytes]
        return blob

    def _fetch(self, key: str, max_bytes: int, known: bytes) -> Blob:
        begun = self._clock()
        try:
            # A copy for each call: tenacity keeps what it knows of a call in the object.
            blob = self._retrying.copy()(self._fetch_once, key, max_bytes, known)
        except BackendError as error:
            # The port has no class of its own for a body that is too large.
            if type(error) is BackendError and self._blobs.head(key).size > max_bytes:
                raise TooLargeError(str(error)) from error
            raise
        self._metrics.observe("sync_fetch_seconds", self._clock() - begun)
        return blob

    def _fetch_once(self, key: str, max_bytes: int, known: bytes) -> Blob:
        if known:
            # Not against forgery: a local file that was forged is not the store's business.
            digest = hashlib.md5(known, usedforsecurity=False).hexdigest()
            blob = self._blobs.get_if_changed(key, digest, max_bytes=max_bytes)
            if blob is None:
                return Blob(known, {})
        else:
            blob = self._blobs.get(key, max_bytes=max_bytes)
        reason = damage(blob.body, blob.metadata)
        if reason is not None:
            raise DamagedError(reason, blob.body)
        return blob


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, KingpinError):
        return error.retryable
    return isinstance(error, DamagedError)
