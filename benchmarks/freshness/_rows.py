"""The rows of this part, in the order of the table."""

from benchmarks.freshness._boxes import BOXES
from benchmarks.freshness._monitoring import COLD_START, WARM_START
from benchmarks.freshness._publishing import EMBEDDED, SERVERS
from benchmarks.freshness._swap import SWAP

__all__ = ["ROWS"]

ROWS = (SWAP, EMBEDDED, SERVERS, COLD_START, WARM_START, BOXES)
