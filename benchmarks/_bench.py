"""What every row is given, and what a row is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

from benchmarks._figure import Figure

__all__ = ["CACHE", "REPOSITORY", "Bench", "Row"]

REPOSITORY = Path(__file__).resolve().parent.parent
CACHE = REPOSITORY / "benchmarks" / ".peers"


@frozen
class Bench:
    """The circumstances of one run.

    Attributes:
        scratch: an empty folder for the row, removed afterwards.
        thorough: take more samples, for as long as it takes.
    """

    scratch: Path
    thorough: bool

    def samples(self, quick: int, thorough: int) -> int:
        """How many samples to take."""
        return thorough if self.thorough else quick


@frozen
class Row:
    """One thing to measure.

    Attributes:
        name: as the command line takes it.
        part: the group it belongs to, which the command line takes as well.
        title: first line of its block in the table.
        measure: takes the measurement; figures are printed as they come.
    """

    name: str
    part: str
    title: str
    measure: Callable[[Bench], Iterator[Figure]]
