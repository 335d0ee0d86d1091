"""Runs a check again and again, apart from everything else: it may hang."""

from __future__ import annotations

import logging
import random as _random
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, NamedTuple, final

from kingpin_sdk.announce._health import Health, next_health

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.announce._checks import Check
    from kingpin_sdk.clocks import Monotonic, Random

__all__ = ["ProbeCounts", "Prober", "Rhythm"]

_log = logging.getLogger(__name__)

_JITTER: Final = 0.1
_GRACE: Final = 0.1


class Rhythm(NamedTuple):
    """How often, and what follows; see ``ServiceSettings`` of the settings.

    Attributes:
        rise: passed checks in a row that make the service healthy.
        fall: failed checks in a row that end this.
        interval: seconds between the starts of two checks; jitter shortens it by up to a tenth,
            and never makes it longer, so that ``fall`` failures take ``fall * interval`` at most.
        timeout: seconds after which a check has failed.
    """

    rise: int = 2
    fall: int = 3
    interval: float = 2.0
    timeout: float = 1.0


class ProbeCounts(NamedTuple):
    """What was seen.

    Attributes:
        health: see Health.
        checks: results so far.
        failed: how many were failures.
        last_failure: why the last one failed; None if it did not.
    """

    health: Health = Health()
    checks: int = 0
    failed: int = 0
    last_failure: str | None = None


@final
class Prober:
    """A thread that runs the check, each run on a thread of its own that may be given up.

    Args:
        name: of what is checked, for logs.
        check: what to run.
        rhythm: how often.
        changed: told the new health when the service rises or falls; must not block.
        clock: for the interval.
        random: for the jitter.
    """

    def __init__(
        self,
        name: str,
        check: Check,
        rhythm: Rhythm,
        changed: Callable[[bool], None],
        *,
        clock: Monotonic = time.monotonic,
        random: Random = _random.random,
    ) -> None:
        self._name = name
        self._check = check
        self._rhythm = rhythm
        self._changed = changed
        self._clock = clock
        self._random = random
        self._stopped = threading.Event()
        self._worker: threading.Thread | None = None
        # Replaced as a whole by the prober's thread, so that whoever reads it needs no lock.
        self._counts = ProbeCounts()
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"kingpin-check-{name}")

    @property
    def counts(self) -> ProbeCounts:
        """What was seen so far."""
        return self._counts

    def start(self) -> None:
        """Start the thread; the first check begins at once."""
        self._thread.start()

    def stop(self) -> None:
        """Start no further check and cancel the one that runs; does not wait for it."""
        self._stopped.set()
        self._check.cancel()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                due = self._clock() + self._rhythm.interval * (1.0 - _JITTER * self._random())
                self._note(self._probe())
                self._stopped.wait(max(0.0, due - self._clock()))
        except Exception:  # noqa: BLE001 - the outermost frame of a thread
            _log.exception("%s: checking ended", self._name)

    def _probe(self) -> str | None:
        if self._worker is not None and self._worker.is_alive():
            return "the check before it still runs"
        results: SimpleQueue[str | None] = SimpleQueue()
        timeout = self._rhythm.timeout
        self._worker = threading.Thread(
            target=_answer, args=(self._check, timeout, results), daemon=True
        )
        self._worker.start()
        try:
            # Checks end themselves in time and say it better; this is for those that cannot.
            return results.get(timeout=timeout + _GRACE)
        except Empty:
            return f"no result in {timeout:g} s"

    def _note(self, failure: str | None) -> None:
        if self._stopped.is_set():
            return
        rhythm, before = self._rhythm, self._counts
        health = next_health(
            before.health, passed=failure is None, rise=rhythm.rise, fall=rhythm.fall
        )
        self._counts = ProbeCounts(
            health, before.checks + 1, before.failed + (failure is not None), failure
        )
        if failure is not None and before.last_failure is None:
            _log.warning("%s: check failed: %s", self._name, failure)
        if health.up != before.health.up:
            said = "healthy" if health.up else f"unhealthy after {rhythm.fall} failed checks"
            _log.info("%s: %s", self._name, said)
            self._changed(health.up)


def _answer(check: Check, timeout: float, results: SimpleQueue[str | None]) -> None:
    try:
        result = check.run(timeout)
    except Exception as error:  # noqa: BLE001 - the outermost frame of a thread
        _log.exception("a check broke")
        result = f"the check broke: {type(error).__name__}: {error}"
    results.put(result)
