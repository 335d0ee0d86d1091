"""Prometheus: what clients do, and how they stand.

::

    metrics = PrometheusMetrics(REGISTRY)
    client = SearchClient.from_serverset("search", "prod", metrics=metrics)
    REGISTRY.register(ClientCollector({"search": client.stats}))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kingpin_sdk.adapters.prometheus import PrometheusMetrics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prometheus_client.metrics_core import Metric

    from kingpin_sdk.rpc import ClientStats, HostStats

__all__ = ["ClientCollector", "PrometheusMetrics"]

_PREFIX: Final = "kingpin_rpc"


@final
class ClientCollector(Collector):
    """Gauges of clients, read at each scrape: connections, waiting calls, hosts that rest.

    Args:
        clients: name of a client, as the label ``client`` has it -> its ``stats`` method.
    """

    def __init__(self, clients: Mapping[str, Callable[[], ClientStats]]) -> None:
        self._clients = dict(clients)

    def collect(self) -> Iterator[Metric]:
        """All of them, now."""
        known = {name: stats() for name, stats in self._clients.items()}
        gauges: dict[str, tuple[str, Callable[[HostStats], float]]] = {
            "connections_in_use": ("connections in a call", lambda each: each.in_use),
            "connections_idle": ("connections that are kept", lambda each: each.idle),
            "calls_waiting": ("calls that wait for a connection", lambda each: each.waiting),
            "hosts_resting": (
                "hosts that get no calls after failures",
                lambda each: each.resting > 0,
            ),
        }
        for name, (text, value) in gauges.items():
            gauge = GaugeMetricFamily(f"{_PREFIX}_{name}", text, labels=("client",))
            for client, stats in known.items():
                gauge.add_metric([client], sum(value(each) for each in stats.hosts))
            yield gauge
        hosts = GaugeMetricFamily(f"{_PREFIX}_hosts", "hosts it knows", labels=("client",))
        left = GaugeMetricFamily(
            f"{_PREFIX}_retries_left", "retries that its budget allows", labels=("client",)
        )
        for client, stats in known.items():
            hosts.add_metric([client], len(stats.hosts))
            left.add_metric([client], stats.retries_left)
        yield from (hosts, left)
