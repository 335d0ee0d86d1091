"""What the demo publishes and reads, as an application would define it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["EXPERIMENT", "USERS", "RateLimit"]

EXPERIMENT: Final = "new_board"
USERS: Final = 1000


@dataclass(frozen=True)
class RateLimit:
    """How much one caller may ask for.

    Attributes:
        qps: requests a second.
        burst: requests at once.
    """

    qps: int
    burst: int = 10
