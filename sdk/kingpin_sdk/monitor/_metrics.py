"""What the monitor tells Prometheus, read from the status at each scrape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from kingpin_sdk.sync import ConfigStatus, ServersetStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.metrics_core import Metric

    from kingpin_sdk.clocks import WallClock
    from kingpin_sdk.sync import SyncStatus

__all__ = ["SyncCollector"]

_PREFIX: Final = "kingpin_monitor"
_LABELS: Final = ("kind", "name")
_Status: TypeAlias = ConfigStatus | ServersetStatus


@final
class SyncCollector(Collector):
    """Gauges and counters of the engine and of each config and serverset.

    Args:
        status: gives the picture to show.
        ready: whether ``/readyz`` says so.
        wall: for ages.
    """

    def __init__(
        self, status: Callable[[], SyncStatus], ready: Callable[[], bool], wall: WallClock
    ) -> None:
        self._status = status
        self._ready = ready
        self._wall = wall

    def collect(self) -> Iterator[Metric]:
        """All of them, now."""
        status = self._status()
        yield _gauge("ready", "1 once readers have what they follow", self._ready())
        yield _gauge("synced", "1 while everything was looked at with success", status.synced)
        yield _gauge("waiting", "what was not looked at yet", len(status.waiting_for))
        yield _gauge("connected", "1 while the coordination service answers", status.connected)
        yield _gauge("problems", "dependencies and metaconfigs in trouble", len(status.problems))
        yield from _totals(status)
        files: list[_Status] = [*status.configs, *status.serversets]
        yield from _worded(files)
        yield from self._numbers(files)
        for name, text in (("served", "endpoints in the file"), ("listed", "in the store")):
            gauge = GaugeMetricFamily(f"{_PREFIX}_endpoints_{name}", text, labels=("name",))
            for each in status.serversets:
                if each.standing is not None:
                    gauge.add_metric([each.name], getattr(each.standing, name))
            yield gauge

    def _numbers(self, files: list[_Status]) -> Iterator[Metric]:
        now = self._wall()
        numbers: dict[str, tuple[str, Callable[[_Status], float | None]]] = {
            "age_seconds": (
                "how old the local file is",
                lambda each: None if each.applied_at is None else max(0.0, now - each.applied_at),
            ),
            "last_success_timestamp_seconds": (
                "when a look last did not fail",
                lambda each: each.times.succeeded,
            ),
            "last_notification_timestamp_seconds": (
                "when a watch last told of it",
                lambda each: each.times.notified,
            ),
            "failures": ("failed looks in a row", lambda each: each.failures),
            "watch_age_seconds": (
                "how long its watch has stood",
                lambda each: None if each.times.watched is None else now - each.times.watched,
            ),
        }
        for name, (text, value) in numbers.items():
            gauge = GaugeMetricFamily(f"{_PREFIX}_{name}", text, labels=_LABELS)
            for each in files:
                if (number := value(each)) is not None:
                    gauge.add_metric([_kind(each), each.name], number)
            yield gauge
        refused = CounterMetricFamily(f"{_PREFIX}_refused", "held back", labels=_LABELS)
        for each in files:
            refused.add_metric([_kind(each), each.name], each.refusals)
        yield refused


def _worded(files: list[_Status]) -> Iterator[Metric]:
    failed = GaugeMetricFamily(
        f"{_PREFIX}_last_error_timestamp_seconds",
        "when a look last failed, and how",
        labels=(*_LABELS, "error"),
    )
    held = GaugeMetricFamily(
        f"{_PREFIX}_held_back_info",
        "1 for the version that the guard holds back",
        labels=(*_LABELS, "version"),
    )
    info = GaugeMetricFamily(f"{_PREFIX}_info", "the file's version", labels=(*_LABELS, "version"))
    state = GaugeMetricFamily(f"{_PREFIX}_state", "1 for its state", labels=(*_LABELS, "state"))
    for each in files:
        info.add_metric([_kind(each), each.name, each.version or ""], 1)
        state.add_metric([_kind(each), each.name, str(each.state)], 1)
        if each.times.failed is not None:
            failed.add_metric([_kind(each), each.name, each.error_kind or ""], each.times.failed)
        if isinstance(each, ConfigStatus) and each.refused_version is not None:
            held.add_metric([_kind(each), each.name, each.refused_version], 1)
    yield from (info, state, failed, held)


def _totals(status: SyncStatus) -> Iterator[Metric]:
    counts = status.counts
    totals = {
        "looks": ("looks at anything", counts.looks),
        "look_failures": ("looks that failed", counts.failures),
        "swaps": ("local files replaced", counts.swaps),
        "refusals": ("versions held back", counts.refused),
        "holds": ("serversets that began to be held back", counts.holds),
        "deaf_watches": ("changes that only a sweep found", counts.found_by_sweep),
    }
    for name, (text, value) in totals.items():
        yield CounterMetricFamily(f"{_PREFIX}_{name}", text, value=value)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", text, value=float(value))


def _kind(status: _Status) -> str:
    return "config" if isinstance(status, ConfigStatus) else "serverset"
