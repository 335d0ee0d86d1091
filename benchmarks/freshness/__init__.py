"""How soon a change is seen, and what keeping a box fresh costs."""

from benchmarks.freshness._rows import ROWS

__all__ = ["ROWS"]
