"""How a serverset's local file stands to what the store lists."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from kingpin_sdk.sync._population import HoldReason

__all__ = ["HeldBack", "Standing"]


@frozen
class HeldBack:
    """A set that the guard does not let replace the file.

    Attributes:
        reason: see HoldReason.
        since: when the hold began, seconds since the epoch.
        until: when the smaller set is accepted if it loses nobody else, seconds since the epoch;
            None for never: an empty set waits for members.
        measure: how many endpoints the drop is counted from.
    """

    reason: HoldReason
    since: float
    until: float | None
    measure: int


@frozen
class Standing:
    """What is in the file, and why it differs from what the store lists.

    Attributes:
        served: endpoints in the file.
        listed: endpoints that the store lists.
        held: what is held back; None if nothing is.
        damped: endpoints that flapped, have left, and are kept for a while.
        ignored: names of members that name no endpoint, the first few.
        hashsum: of the endpoints in the file; see ``formats.serverset``.
    """

    served: int
    listed: int
    held: HeldBack | None = None
    damped: Sequence[str] = ()
    ignored: Sequence[str] = ()
    hashsum: int = 0
