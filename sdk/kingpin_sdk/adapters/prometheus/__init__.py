"""The Metrics port over prometheus_client."""

from kingpin_sdk.adapters.prometheus._metrics import PrometheusMetrics

__all__ = ["PrometheusMetrics"]
