"""What a row of the table holds: a figure, what it was compared with, and the target if any."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

__all__ = ["Figure", "Unit", "unmeasured"]

Unit = Literal["x", "ns", "us", "ms", "s", "MiB", "%", "requests", ""]


@frozen
class Figure:
    """One measured number.

    Attributes:
        row: name of the row that measured it, as the command line takes it.
        what: what was measured.
        value: the number; None if it could not be measured, and ``note`` says why.
        unit: ``x`` is a ratio to the comparison.
        beside: the comparison of the same run, with its own figure.
        at_most: the target; None for a figure that is told without one.
        note: what a reader should know besides.
    """

    row: str
    what: str
    value: float | None
    unit: Unit = field(kw_only=True, default="x")
    beside: str = field(kw_only=True, default="")
    at_most: float | None = field(kw_only=True, default=None)
    note: str = field(kw_only=True, default="")

    @property
    def missed(self) -> bool:
        """True if there is a target, and the figure misses it or was not measured."""
        if self.at_most is None:
            return False
        return self.value is None or self.value > self.at_most

    @property
    def verdict(self) -> str:
        """``reached``, ``MISSED`` or nothing, where there is no target."""
        if self.at_most is None:
            return ""
        return "MISSED" if self.missed else "reached"


def unmeasured(row: str, what: str, reason: str, *, at_most: float | None = None) -> Figure:
    """A figure that could not be had, said aloud instead of left out."""
    return Figure(row, what, None, at_most=at_most, note=f"not measured: {reason}")
