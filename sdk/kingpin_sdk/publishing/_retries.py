"""Trying again what may pass: bounded, with jittered, growing waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar, final

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from kingpin_sdk.errors import BlobNotFoundError, KingpinError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.clocks import Sleep

__all__ = ["Retries", "Stopwatch", "may_pass"]

R = TypeVar("R")

_ATTEMPTS = 5
_RETRY_FOR = 10.0
_VISIBLE_WITHIN = 2.0


@final
class Stopwatch:
    """Adds up the seconds of what is not to count: waiting for a lock is no failing backend.

    What ends in an error does count: there it was one.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._started = 0.0

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.seconds += time.monotonic() - self._started


@final
class Retries:
    """Calls again while the error may pass; the last error is raised.

    Args:
        sleep: waits between two calls.
    """

    def __init__(self, *, sleep: Sleep = time.sleep) -> None:
        self._sleep = sleep

    def few(
        self,
        attempt: Callable[[], R],
        *,
        also: tuple[type[Exception], ...] = (),
        pauses: Stopwatch | None = None,
    ) -> R:
        """Try a few times, within some seconds.

        Args:
            attempt: what may fail; is to do no harm when it is repeated.
            also: errors to try again after besides those that may pass.
            pauses: seconds that do not count.
        """

        def late(state: RetryCallState) -> bool:
            spent = (state.seconds_since_start or 0.0) - (pauses.seconds if pauses else 0.0)
            return state.attempt_number >= _ATTEMPTS or spent >= _RETRY_FOR

        return Retrying(
            retry=retry_if_exception(lambda error: may_pass(error) or isinstance(error, also)),
            stop=late,
            wait=wait_random_exponential(multiplier=0.05, max=1.0),
            sleep=self._sleep,
            reraise=True,
        )(attempt)

    def until(self, seconds: float, attempt: Callable[[], R]) -> R:
        """Try as often as it takes, for so many seconds; also where a blob is not visible yet."""
        return Retrying(
            retry=retry_if_exception(
                lambda error: may_pass(error) or isinstance(error, BlobNotFoundError)
            ),
            stop=stop_after_delay(seconds),
            wait=wait_random_exponential(multiplier=0.05, max=1.0),
            sleep=self._sleep,
            reraise=True,
        )(attempt)

    def visible(self, attempt: Callable[[], R]) -> R:
        """Look for a blob a few times: a store may take a moment to show what was just created."""
        return Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, BlobNotFoundError)),
            stop=stop_after_attempt(_ATTEMPTS) | stop_after_delay(_VISIBLE_WITHIN),
            wait=wait_random_exponential(multiplier=0.02, max=0.5),
            sleep=self._sleep,
            reraise=True,
        )(attempt)


def may_pass(error: BaseException) -> bool:
    """True for errors after which the same call may succeed."""
    return isinstance(error, KingpinError) and error.retryable
