"""What a worker does for one look: place the watch, look, and tell how it went."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import KingpinError
from kingpin_sdk.sync._events import Event, Hint, Looked
from kingpin_sdk.sync._outcomes import Failed
from kingpin_sdk.sync._subjects import Dependency, ServersetFile, Subject
from kingpin_sdk.sync._workers import GateClosedError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from kingpin_sdk.clocks import Monotonic, WallClock
    from kingpin_sdk.ports import Coordination, Watch
    from kingpin_sdk.sync._look import Look
    from kingpin_sdk.sync._looks import Looker
    from kingpin_sdk.sync._record import Record
    from kingpin_sdk.sync._schedule import Start

__all__ = ["Errands"]

_log = logging.getLogger(__name__)


@final
class Errands:
    """Runs them. Thread-safe, for different subjects at once.

    Args:
        coordination: where the watches are placed.
        looker: does the looks.
        tell: takes in what happened.
        clock: measures the looks.
        wall: tells when they began.
        closing: set once the engine closes: what fails then is no defect.
    """

    def __init__(
        self,
        coordination: Coordination,
        looker: Looker,
        tell: Callable[[Event], None],
        *,
        clock: Monotonic,
        wall: WallClock,
        closing: threading.Event,
    ) -> None:
        self._coordination = coordination
        self._looker = looker
        self._tell = tell
        self._clock = clock
        self._wall = wall
        self._closing = closing

    def run(self, start: Start, record: Record, look: Look) -> None:
        """One look, and the watch before the first, so that nothing falls between."""
        begun, at = self._clock(), self._wall()
        watch: Watch | None = None
        try:
            if record.watch is None:
                watch = self._place_watch(record.subject)
            outcome = self._looker.look(look)
        except GateClosedError:
            return
        except KingpinError as error:
            outcome = Failed(str(error), type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the request's outermost frame
            if not self._closing.is_set():
                _log.exception("%s: a look failed", record.subject.title)
            outcome = Failed(f"unexpected {type(error).__name__}", type(error).__name__)
        seconds = self._clock() - begun
        self._tell(Looked(start, record, watch, outcome, seconds, at, look.accepted))

    def _place_watch(self, subject: Subject) -> Watch:
        key = subject.key
        hint = lambda: self._tell(Hint(key, self._wall()))  # noqa: E731
        if isinstance(subject, Dependency | ServersetFile):
            return self._coordination.watch_children(subject.node, hint)
        return self._coordination.watch(subject.node, hint)
