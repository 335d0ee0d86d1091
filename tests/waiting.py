"""Waiting for something to become true, with a deadline, instead of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_POLL_SECONDS = 0.005


def wait_until(condition: Callable[[], T], *, timeout: float, what: str) -> T:
    """Call `condition` until it returns something true, and return that.

    Args:
        condition: asked about every 5 ms; what it raises passes through.
        timeout: seconds after which the wait fails; the condition is asked at least once.
        what: the awaited event in words, for the failure's message.

    Raises:
        AssertionError: it did not come true in time.
    """
    deadline = time.monotonic() + timeout
    while True:
        if result := condition():
            return result
        if time.monotonic() >= deadline:
            message = f"not within {timeout} s: {what}"
            raise AssertionError(message)
        time.sleep(_POLL_SECONDS)
