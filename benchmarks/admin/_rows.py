"""The rows of this part, in the order of the table."""

from benchmarks.admin._history import HISTORY, HISTORY_SERVERS
from benchmarks.admin._transfer import TRANSFER, TRANSFER_SERVERS

__all__ = ["ROWS"]

ROWS = (HISTORY, HISTORY_SERVERS, TRANSFER, TRANSFER_SERVERS)
