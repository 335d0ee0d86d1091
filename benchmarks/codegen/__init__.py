"""Generated code: what it costs to make, to import, and to put on the wire."""

from benchmarks.codegen._rows import ROWS

__all__ = ["ROWS"]
