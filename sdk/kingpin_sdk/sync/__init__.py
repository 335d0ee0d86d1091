"""The sync engine: keeps local files at the newest good version of what is published.

The only writer of the local roots. A watch is a hint to look again; what a look finds decides;
nothing replaces a file before the guard let it pass, and then all at once.
"""

from kingpin_sdk.sync._engine import SyncEngine
from kingpin_sdk.sync._options import SyncOptions
from kingpin_sdk.sync._overrides import Overrides, Reply
from kingpin_sdk.sync._population import HoldReason, Limits
from kingpin_sdk.sync._standing import HeldBack, Standing
from kingpin_sdk.sync._status import (
    ConfigState,
    ConfigStatus,
    ServersetStatus,
    SyncCounts,
    SyncStatus,
    Times,
)

__all__ = [
    "ConfigState",
    "ConfigStatus",
    "HeldBack",
    "HoldReason",
    "Limits",
    "Overrides",
    "Reply",
    "ServersetStatus",
    "Standing",
    "SyncCounts",
    "SyncEngine",
    "SyncOptions",
    "SyncStatus",
    "Times",
]
