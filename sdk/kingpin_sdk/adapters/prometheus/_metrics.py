"""Counters and histograms, made when they are first heard of."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, final

from prometheus_client import Counter, Histogram

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

__all__ = ["PrometheusMetrics"]

# A local file takes a fraction of a millisecond, a fetch from S3 that is in trouble many seconds.
_BUCKETS: Final = (
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
)  # fmt: skip


@final
class PrometheusMetrics:
    """A ``Metrics`` sink; thread-safe.

    A name ``sync_fetch_seconds`` is ``kingpin_sync_fetch_seconds`` for Prometheus. One name has the
    same labels always.

    Args:
        registry: where they are collected from.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        # Guards _counters and _histograms.
        self._making = threading.Lock()
        self._counters: dict[str, Counter] = {}
        self._histograms: dict[str, Histogram] = {}

    def count(self, name: str, /, **labels: str) -> None:
        """Add one to the counter."""
        with self._making:
            counter = self._counters.get(name)
            if counter is None:
                counter = Counter(
                    f"kingpin_{name}", _text(name), sorted(labels), registry=self._registry
                )
                self._counters[name] = counter
        (counter.labels(**labels) if labels else counter).inc()

    def observe(self, name: str, seconds: float, /, **labels: str) -> None:
        """Add one duration to the histogram."""
        with self._making:
            histogram = self._histograms.get(name)
            if histogram is None:
                histogram = Histogram(
                    f"kingpin_{name}",
                    _text(name),
                    sorted(labels),
                    buckets=_BUCKETS,
                    registry=self._registry,
                )
                self._histograms[name] = histogram
        (histogram.labels(**labels) if labels else histogram).observe(seconds)


def _text(name: str) -> str:
    return name.replace("_", " ")
