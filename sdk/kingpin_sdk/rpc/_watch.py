"""Watch: passes what happens on to metrics and observers."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from kingpin_sdk.rpc._exceptions import ThriftError
from kingpin_sdk.rpc._reports import CallReport

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

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
        for each in self._observers:
            try:
                each.attempt_ended(report)
            except Exception:  # noqa: BLE001 - of somebody else
                _log.exception("an observer failed")

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
        outcome = "answer" if error is None else "declared" * isinstance(error, ThriftError)
        self._metrics.observe(
            "rpc_call_seconds",
            seconds,
            method=course.method,
            outcome=outcome or type(error).__name__,
        )
        for _ in range(course.attempts - 1):
            self._metrics.count("rpc_retries", method=course.method)
        for each in self._observers:
            try:
                each.call_ended(report)
            except Exception:  # noqa: BLE001 - of somebody else
                _log.exception("an observer failed")
