"""The rows of this part, in the order of the table."""

from benchmarks.codegen._codec import CODEC
from benchmarks.codegen._generating import GENERATE, IMPORT_GENERATED

__all__ = ["ROWS"]

ROWS = (CODEC, GENERATE, IMPORT_GENERATED)
