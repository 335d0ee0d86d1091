"""Getting a blob: a few quick tries for what may pass at once.

Longer waiting is the schedule's business: a worker that waits is a worker others wait for.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, final

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from kingpin_sdk.clocks import NoMetrics
from kingpin_sdk.errors import BackendError, KingpinError
from kingpin_sdk.sync._guard import damage

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Metrics, Monotonic, Sleep
    from kingpin_sdk.ports import Blob, BlobStore

__all__ = ["DamagedError", "Fetcher", "TooLargeError"]

_ATTEMPTS = 3
_FIRST_WAIT = 0.05
_LONGEST_WAIT = 0.5


class DamagedError(Exception):
    """What arrived is not what was published, however often it was fetched."""


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
        self._metrics: Metrics = NoMetrics() if metrics is None else metrics
        self._retrying = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_random_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT),
            retry=retry_if_exception(_may_pass),
            sleep=sleep,
            reraise=True,
        )

    def fetch(self, key: str, *, max_bytes: int) -> Blob:
        """Fetch one.

        Raises:
            DamagedError: its size or hash is not the recorded one.
            TooLargeError: it has more than max_bytes.
            BackendError: as ``BlobStore.get``.
        """
        # A copy for each call: tenacity keeps what it knows of a call in the object.
        begun = self._clock()
        try:
            blob = self._retrying.copy()(self._fetch_once, key, max_bytes)
        except BackendError as error:
            # The port has no class of its own for a body that is too large.
            if type(error) is BackendError and self._blobs.head(key).size > max_bytes:
                raise TooLargeError(str(error)) from error
            raise
        self._metrics.observe("sync_fetch_seconds", self._clock() - begun)
        return blob

    def _fetch_once(self, key: str, max_bytes: int) -> Blob:
        blob = self._blobs.get(key, max_bytes=max_bytes)
        reason = damage(blob.body, blob.metadata)
        if reason is not None:
            raise DamagedError(reason)
        return blob


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, KingpinError):
        return error.retryable
    return isinstance(error, DamagedError)
