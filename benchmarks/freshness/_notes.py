"""What a reader process wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Happened", "delays_ms", "read_notes"]

Happened = dict[tuple[int, int], float]
"""(config, number) -> CLOCK_MONOTONIC seconds."""


def read_notes(path: Path) -> Happened:
    """When each number of each config was seen first."""
    whole = path.read_text().rpartition("\n")[0]
    notes = (line.split() for line in whole.splitlines())
    return {(int(config), int(number)): float(at) for config, number, at in notes}


def delays_ms(begun: Mapping[tuple[int, int], float], seen: Happened) -> list[float]:
    """Milliseconds from each event to its being seen, where it was."""
    return [(seen[key] - at) * 1e3 for key, at in begun.items() if key in seen]
