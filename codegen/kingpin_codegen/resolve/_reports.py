"""Where problems are collected while names are resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.model import Problem, Severity

if TYPE_CHECKING:
    from kingpin_codegen.parse import Source

__all__ = ["Reports"]


class Reports:
    """Problems in the order met; one error a place, for the second only follows from the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._told: set[tuple[str, int]] = set()

    def error(self, source: Source, offset: int, message: str) -> None:
        """Something that keeps the program from being loaded."""
        place = (source.path, offset)
        if place not in self._told:
            self._told.add(place)
            self.problems.append(source.problem(offset, message))

    def warning(self, source: Source, offset: int, message: str, *, rule: str = "") -> None:
        """Something that is doubtful."""
        self.problems.append(source.problem(offset, message, Severity.WARNING, rule=rule))
