"""What the engine's thread is told; values in its queue."""

from __future__ import annotations

import threading
from typing import TypeAlias, final

from attrs import frozen

from kingpin_sdk.ports import Watch
from kingpin_sdk.sync._look import Accepted
from kingpin_sdk.sync._options import SyncOptions
from kingpin_sdk.sync._outcomes import Outcome
from kingpin_sdk.sync._record import Record
from kingpin_sdk.sync._schedule import Start

__all__ = ["Ask", "Beat", "Event", "Hint", "Looked", "Retune", "Stop"]


@final
@frozen
class Hint:
    """A watch says that something may have changed.

    Attributes:
        key: the subject's.
        at: when, seconds since the epoch.
    """

    key: str
    at: float


@final
@frozen
class Ask:
    """Somebody wants a look now.

    Attributes:
        node: at what comes from it.
    """

    node: str


@final
@frozen
class Beat:
    """Somebody wants to know whether the thread is alive.

    Attributes:
        heard: to set.
    """

    heard: threading.Event


@final
@frozen
class Retune:
    """Other intervals hold from now on.

    Attributes:
        options: all of them.
    """

    options: SyncOptions


@final
@frozen
class Looked:
    """A look has ended.

    Attributes:
        start: what it was to be.
        record: of the subject, as it was then.
        watch: placed with it; None if one stood already.
        outcome: how it ended.
        seconds: how long it took.
        begun: when it began, seconds since the epoch.
        accepted: what the guard could not hold back in it.
    """

    start: Start
    record: Record
    watch: Watch | None
    outcome: Outcome
    seconds: float
    begun: float
    accepted: Accepted | None


@final
@frozen
class Stop:
    """The engine closes."""


Event: TypeAlias = Hint | Ask | Beat | Retune | Looked | Stop
