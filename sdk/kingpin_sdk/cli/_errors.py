"""What went wrong, as one line and one exit code.

====  ===============================================================================
0     done, also when nothing had to change
1     conflict, rejected, not found, exists already
2     usage, a bad name, settings, an unreadable key file
3     unavailable, denied, lock timeout, outcome unknown
130   interrupted
====  ===============================================================================
"""

from __future__ import annotations

from typing import Final

from kingpin_sdk.errors import (
    BackendError,
    BlobExistsError,
    BlobNotFoundError,
    InvalidNameError,
    KingpinError,
    LockTimeoutError,
    NodeExistsError,
    NodeNotFoundError,
    OutcomeUnknownError,
    RequestError,
    RevisionMismatchError,
    SettingsError,
)

__all__ = ["FAILED", "INTERRUPTED", "UNAVAILABLE", "USAGE", "exit_code"]

FAILED: Final = 1
USAGE: Final = 2
UNAVAILABLE: Final = 3
INTERRUPTED: Final = 130

# The first class that fits decides.
_CODES: Final[tuple[tuple[type[KingpinError], int], ...]] = (
    (SettingsError, USAGE),
    (InvalidNameError, USAGE),
    (RequestError, USAGE),
    (LockTimeoutError, UNAVAILABLE),
    (OutcomeUnknownError, UNAVAILABLE),
    (NodeNotFoundError, FAILED),
    (NodeExistsError, FAILED),
    (BlobNotFoundError, FAILED),
    (BlobExistsError, FAILED),
    (RevisionMismatchError, FAILED),
    (BackendError, UNAVAILABLE),
    (KingpinError, FAILED),
)


def exit_code(error: KingpinError) -> int:
    """The exit code of an error."""
    return next(code for kind, code in _CODES if isinstance(error, kind))
