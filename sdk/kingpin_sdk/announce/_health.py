"""Rise and fall: from single check results to in or out. Pure."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Health", "next_health"]


class Health(NamedTuple):
    """What the checks say so far.

    Attributes:
        up: the service counts as healthy; False before the first rise.
        against: results in a row that contradict ``up``.
    """

    up: bool = False
    against: int = 0


def next_health(health: Health, *, passed: bool, rise: int, fall: int) -> Health:
    """The health after one more result.

    Args:
        health: before it.
        passed: the result.
        rise: passed checks in a row that make it healthy.
        fall: failed checks in a row that end this.
    """
    if passed == health.up:
        return Health(health.up)
    against = health.against + 1
    return Health(passed) if against >= (rise if passed else fall) else Health(health.up, against)
