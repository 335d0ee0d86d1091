"""The read path: what one read costs, and what the first one costs."""

from benchmarks.reading._rows import ROWS

__all__ = ["ROWS"]
