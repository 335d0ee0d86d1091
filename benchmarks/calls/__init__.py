"""The call path: what a call through a pooled client costs, and what balancing is worth."""

from benchmarks.calls._rows import ROWS

__all__ = ["ROWS"]
