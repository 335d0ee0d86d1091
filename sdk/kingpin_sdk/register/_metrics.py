"""What the daemon tells Prometheus, read from the status at each scrape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from kingpin_sdk.announce import MemberState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prometheus_client.metrics_core import Metric

    from kingpin_sdk.announce import AnnounceStatus

__all__ = ["StatusCollector"]

_LABELS: Final = ("service", "env", "endpoint")
_PREFIX: Final = "kingpin_register"


@final
class StatusCollector(Collector):
    """Gauges and counters of every announced service.

    Args:
        statuses: gives the picture to show.
    """

    def __init__(self, statuses: Callable[[], Sequence[AnnounceStatus]]) -> None:
        self._statuses = statuses

    def collect(self) -> Iterator[Metric]:
        """All of them, now."""
        statuses = self._statuses()
        gauges: dict[str, tuple[str, Callable[[AnnounceStatus], float]]] = {
            "announced": ("1 while it is in the serverset", _announced),
            "healthy": ("1 while its checks say so, or there are none", _healthy),
            "failing_seconds": (
                "how long the backend has been failing; 0 while it works",
                lambda each: each.member.failing_for,
            ),
        }
        for name, (text, value) in gauges.items():
            gauge = GaugeMetricFamily(f"{_PREFIX}_{name}", text, labels=_LABELS)
            for each in statuses:
                gauge.add_metric(_labels(each), value(each))
            yield gauge
        counters: dict[str, tuple[str, Callable[[AnnounceStatus], int]]] = {
            "joins": ("how often its member was made", lambda each: each.member.joins),
            "checks": ("checks that ended", lambda each: each.checks),
            "failed_checks": ("checks that failed", lambda each: each.failed_checks),
        }
        for name, (text, count) in counters.items():
            counter = CounterMetricFamily(f"{_PREFIX}_{name}", text, labels=_LABELS)
            for each in statuses:
                counter.add_metric(_labels(each), count(each))
            yield counter


def _labels(status: AnnounceStatus) -> list[str]:
    return [status.serverset.service, status.serverset.env, str(status.endpoint)]


def _announced(status: AnnounceStatus) -> float:
    return float(status.member.state is MemberState.IN)


def _healthy(status: AnnounceStatus) -> float:
    return float(status.health is None or status.health.up)
