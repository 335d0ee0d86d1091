"""The Metrics sink for Prometheus."""

from prometheus_client import CollectorRegistry

from kingpin_sdk.adapters.prometheus import PrometheusMetrics


def test_counts_and_durations_are_collected_by_their_labels() -> None:
    registry = CollectorRegistry()
    metrics = PrometheusMetrics(registry)
    metrics.count("tries", kind="config")
    metrics.count("tries", kind="config")
    metrics.count("starts")
    metrics.observe("fetch_seconds", 0.2, kind="config")
    metrics.observe("wait_seconds", 0.1)
    value = registry.get_sample_value
    assert value("kingpin_tries_total", {"kind": "config"}) == 2
    assert value("kingpin_starts_total") == 1
    assert value("kingpin_fetch_seconds_sum", {"kind": "config"}) == 0.2
    assert value("kingpin_fetch_seconds_bucket", {"kind": "config", "le": "0.25"}) == 1
    assert value("kingpin_fetch_seconds_bucket", {"kind": "config", "le": "0.1"}) == 0
    assert value("kingpin_wait_seconds_count") == 1
