"""How long people wait: long histories, and the whole catalog out and in."""

from benchmarks.admin._rows import ROWS

__all__ = ["ROWS"]
