"""Retry budget: what keeps retries from multiplying the load of a service that is in trouble.

Finagle's: over the last ten seconds, retries may be a fifth of the calls, and ten a second besides,
so that a quiet client can retry, too.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, final

from kingpin_sdk.forks import start_anew_after_fork

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Monotonic

__all__ = ["RetryBudget"]


@final
class RetryBudget:
    """Counts calls and retries of one client, or of all that share it. Thread-safe.

    Args:
        share: retries allowed for each call.
        per_second: retries allowed in any case.
        window: seconds that count.
        clock: measures them.
    """

    def __init__(
        self,
        *,
        share: float = 0.2,
        per_second: float = 10.0,
        window: float = 10.0,
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._share = share
        self._reserve = per_second * window
        self._slice = window / 10
        self._slices = 10
        self._clock = clock
        # Guards all below.
        self._lock = threading.Lock()
        start_anew_after_fork(self)
        # (slice of time, what its calls earned less what its retries cost), the oldest first.
        self._past: deque[tuple[int, float]] = deque()
        self._now: int = 0
        self._earned = 0.0

    def start_anew(self) -> None:
        """Go on in a forked child (called by the fork hook)."""
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """How many retries are allowed now."""
        with self._lock:
            self._turn()
            return self._balance()

    def earn(self) -> None:
        """A call begins."""
        current = int(self._clock() / self._slice)
        with self._lock:
            if current > self._now:
                self._turn_to(current)
            self._earned += self._share

    def spend(self) -> bool:
        """Pay for a retry; False if there is too little left, and it may not be."""
        with self._lock:
            self._turn()
            if self._balance() < 1.0:
                return False
            self._earned -= 1.0
            return True

    def _balance(self) -> float:
        return self._reserve + self._earned + sum(earned for _, earned in self._past)

    def _turn(self) -> None:
        current = int(self._clock() / self._slice)
        if current > self._now:
            self._turn_to(current)

    def _turn_to(self, current: int) -> None:
        if self._earned:
            self._past.append((self._now, self._earned))
        self._now, self._earned = current, 0.0
        while self._past and self._past[0][0] <= current - self._slices:
            self._past.popleft()
