"""The rows of this part, in the order of the table."""

from benchmarks.reading._containers import CHANGE, CONTAINERS
from benchmarks.reading._decider import DECIDE, DECIDE_AT_50, HASHED
from benchmarks.reading._first_load import FIRST_LOAD
from benchmarks.reading._import import IMPORT

__all__ = ["ROWS"]

ROWS = (DECIDE, DECIDE_AT_50, HASHED, CONTAINERS, CHANGE, FIRST_LOAD, IMPORT)
