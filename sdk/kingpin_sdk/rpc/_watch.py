"""Watch: passes what happens on to metrics and observers."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from kingpin_sdk.rpc._exceptions import ThriftError
from kingpin_sdk.rpc._reports import CallReport

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from kingpin_sdk.clocks import Metrics
    from kingpin_sdk.rpc._reports import AttemptReport, Observer
    from kingpin_sdk.rpc._retry import Course

__all__ = ["Watch"]

_log = logging.getLogger(__name__)


@final
class Watch:
    """Tells metrics and observers; an observer that fails is logged, and harms no call.

    Args:
        metrics: ``rpc_call_seconds`` and ``rpc_attempt_seconds`` by method and outcome, and
            ``rpc_retries`` by method.
        observers: told of everything, in this order.
    """

    def __init__(self, metrics: Metrics, observers: Sequence[Observer]) -> None:
        self._metrics = metrics
        self._observers = tuple(observers)

    def attempt_ended(self, report: AttemptReport) -> None:
        """An attempt has ended."""
        self._metrics.observe(
            "rpc_attempt_seconds",
            report.seconds,
            method=report.method,
            outcome=report.outcome.value,
        )
        self._tell(lambda each: each.attempt_ended(report))

    @contextmanager
    def call(self, course: Course) -> Generator[None]:
        """A block around a call; how it ends is told."""
        began = time.monotonic()
        try:
            yield
        except BaseException as error:
            self._call_ended(course, time.monotonic() - began, error)
            raise
        self._call_ended(course, time.monotonic() - began, None)

    def _call_ended(self, course: Course, seconds: float, error: BaseException | None) -> None:
        report = CallReport(course.method, seconds, course.attempts, error)
        self._metrics.observe(
            "rpc_call_seconds",
            seconds,
            method=course.method,
            outcome=_outcome_of(error),
        )
        for _ in range(course.attempts - 1):
            self._metrics.count("rpc_retries", method=course.method)
        self._tell(lambda each: each.call_ended(report))

    def _tell(self, tell: Callable[[Observer], None]) -> None:
        for each in self._observers:
            try:
                tell(each)
            except Exception:  # noqa: BLE001 - of somebody else
                _log.exception("an observer failed")


def _outcome_of(error: BaseException | None) -> str:
    if error is None:
        return "answer"
    return "declared" if isinstance(error, ThriftError) else type(error).__name__
