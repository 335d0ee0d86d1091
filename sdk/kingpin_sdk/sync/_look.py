"""What a worker is told of the look it is to do."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from kingpin_sdk.model import Version
from kingpin_sdk.sync._order import Seen
from kingpin_sdk.sync._population import HoldReason
from kingpin_sdk.sync._schedule import Cause
from kingpin_sdk.sync._serversets import Memory
from kingpin_sdk.sync._subjects import Subject

__all__ = ["Accepted", "Look"]

Accepted: TypeAlias = Version | HoldReason
"""What an operator lets past the guard once.

This version of a config, or a serverset that is held back for this reason.
"""


@frozen
class Look:
    """What to look at, and what is known of it.

    Attributes:
        subject: which.
        cause: why; a mere hint trusts what was decided on the same revision.
        seen: the node of the last decision; None when there is none.
        afresh: fetch, whatever version the file seems to be.
        memory: of the looks before, for a serverset.
        accepted: what the guard may not hold back this time; None for nothing.
        pin: the version that a config's file is to hold; None for the newest.
    """

    subject: Subject
    cause: Cause
    seen: Seen | None
    afresh: bool
    memory: Memory
    accepted: Accepted | None = None
    pin: Version | None = None
