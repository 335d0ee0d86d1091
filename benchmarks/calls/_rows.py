"""The rows of this part, in the order of the table."""

from benchmarks.calls._borrowing import BORROW
from benchmarks.calls._pings import PAGE, PING, PING_THREADS
from benchmarks.calls._slow_host import SLOW_HOST

__all__ = ["ROWS"]

ROWS = (PING, PING_THREADS, BORROW, SLOW_HOST, PAGE)
