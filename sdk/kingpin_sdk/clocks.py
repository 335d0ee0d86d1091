"""Time, chance and counting as arguments.

Nothing here asks the ``time`` or ``random`` module behind a caller's back.

A clock is a plain callable, so the standard library's functions are the defaults and a test passes
its own. Durations and instants are float seconds; ``Monotonic`` counts from an arbitrary start,
``WallClock`` from the epoch.
"""

from __future__ import annotations

import time
from typing import Protocol, final

__all__ = ["Deadline", "Metrics", "Monotonic", "NoMetrics", "Random", "Sleep", "WallClock"]


class Monotonic(Protocol):
    """Seconds from an arbitrary start, never going back (``time.monotonic``)."""

    def __call__(self) -> float:
        """Ask it."""
        ...


class WallClock(Protocol):
    """Seconds since the epoch (``time.time``); may jump either way."""

    def __call__(self) -> float:
        """Ask it."""
        ...


class Random(Protocol):
    """A uniform float in [0, 1) (``random.random``)."""

    def __call__(self) -> float:
        """Ask it."""
        ...


class Sleep(Protocol):
    """Block the calling thread for some seconds (``time.sleep``)."""

    def __call__(self, seconds: float, /) -> None:
        """Ask it."""
        ...


class Metrics(Protocol):
    """Where counts and durations go.

    Names and labels are constants of this package, never values of users.
    """

    def count(self, name: str, /, **labels: str) -> None:
        """Add one to the counter."""
        ...

    def observe(self, name: str, seconds: float, /, **labels: str) -> None:
        """Add one duration to the histogram."""
        ...


@final
class NoMetrics:
    """The default sink: forgets everything."""

    def count(self, name: str, /, **labels: str) -> None:
        """Forget it."""

    def observe(self, name: str, seconds: float, /, **labels: str) -> None:
        """Forget it."""


@final
class Deadline:
    """An absolute instant, made once from a timeout at the public edge and passed down.

    Args:
        timeout: seconds from now.
        clock: the monotonic clock it is measured with.
    """

    __slots__ = ("_at", "_clock")

    def __init__(self, timeout: float, *, clock: Monotonic = time.monotonic) -> None:
        self._clock = clock
        self._at = clock() + timeout

    @property
    def remaining(self) -> float:
        """Seconds left, never below zero."""
        left = self._at - self._clock()
        return left if left > 0.0 else 0.0  # noqa: FURB136 - asked in every call, twice as fast

    @property
    def expired(self) -> bool:
        """True once no time is left."""
        return self._clock() >= self._at
