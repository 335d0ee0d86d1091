"""A change is published: when is the local file swapped, when does a reader see it?"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from attrs import frozen

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure
from benchmarks._samples import percentile, spread
from benchmarks.freshness._backends import Backends, embedded, real_servers
from benchmarks.freshness._notes import delays_ms, read_notes
from benchmarks.freshness._processes import monitor, reader, wait_until
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publish import connect
from kingpin_sdk.spec import MapSpec
from tests.servers import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.publishing import Publisher

__all__ = ["EMBEDDED", "SERVERS"]

# Published in turn, so that each is published at most every 2 s.
_CONFIGS = 16
_PUBLISH_EVERY = 0.15
_EACH_AT_MOST_EVERY = 2.0
_LOOK_EVERY = 0.01


@frozen
class _Delays:
    """Milliseconds: of the call itself, and from its return."""

    call: list[float]
    swapped: list[float]
    seen: list[float]


def _embedded(bench: Bench) -> Iterator[Figure]:
    delays = _measure(bench, embedded(bench.scratch))
    yield _figure(
        EMBEDDED, "publish returns -> reader sees it, p99", delays.seen, 99, at_most=100.0
    )
    yield _figure(EMBEDDED, "  publish returns -> local file swapped, p50", delays.swapped, 50)
    yield _figure(EMBEDDED, "  publish call, p50", delays.call, 50)


def _servers(bench: Bench) -> Iterator[Figure]:
    try:
        with real_servers(bench.scratch) as servers:
            delays = _measure(bench, servers.backends)
    except ServerError as error:
        yield Figure(SERVERS.name, "publish", None, at_most=0.0, note=f"not measured: {error}")
        return
    yield _figure(SERVERS, "publish returns -> reader sees it, p50", delays.seen, 50, at_most=150.0)
    yield _figure(SERVERS, "the same, p99", delays.seen, 99, at_most=500.0)
    yield _figure(
        SERVERS, "publish returns -> local file swapped, p50", delays.swapped, 50, at_most=60.0
    )
    yield _figure(SERVERS, "publish call, p50", delays.call, 50, at_most=40.0)


def _figure(
    row: Row, what: str, samples: list[float], percent: float, *, at_most: float | None = None
) -> Figure:
    value = percentile(samples, percent)
    return Figure(row.name, what, value, unit="ms", beside=spread(samples), at_most=at_most)


def _measure(bench: Bench, backends: Backends) -> _Delays:
    root = bench.scratch / "configs"
    specs = [MapSpec(ConfigName("bench", f"config{each}"), str, int) for each in range(_CONFIGS)]
    with backends.store() as store:
        for spec in specs:
            store.config(spec.name, into="bench.dep", body=b'{"n": -1}')
    with ExitStack() as stack:
        stack.enter_context(
            monitor(backends, "bench.dep", root=root, log=bench.scratch / "monitor.log")
        )
        wait_until(
            lambda: all((root / spec.name.file_name).exists() for spec in specs),
            "all configs are there",
        )
        # One looks at every read, and so sees the swap itself; the other is as users have it.
        at_once, seen = bench.scratch / "at-once", bench.scratch / "seen"
        stack.enter_context(reader(root, _CONFIGS, at_once, look_every=0, pause=0.001))
        stack.enter_context(reader(root, _CONFIGS, seen, look_every=_LOOK_EVERY, pause=0.001))
        publisher = stack.enter_context(connect(backends.settings()))
        # The hold-down of the first publications ends, and connections are open.
        _publish(publisher, specs, range(_CONFIGS))
        time.sleep(_EACH_AT_MOST_EVERY)
        numbers = range(_CONFIGS, _CONFIGS + bench.samples(100, 1000))
        begun, returned = _publish(publisher, specs, numbers)
        last = (numbers[-1] % _CONFIGS, numbers[-1])
        wait_until(lambda: last in read_notes(seen), "the last publication is seen")
        call = [(returned[key] - at) * 1e3 for key, at in begun.items()]
        return _Delays(
            call, delays_ms(returned, read_notes(at_once)), delays_ms(returned, read_notes(seen))
        )


def _publish(
    publisher: Publisher, specs: list[MapSpec[str, int]], numbers: range
) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """Publish numbers to the configs in turn: when each call began and when it returned."""
    begun: dict[tuple[int, int], float] = {}
    returned: dict[tuple[int, int], float] = {}
    for number in numbers:
        config = number % len(specs)
        editor = publisher.edit(specs[config])
        begun[config, number] = time.monotonic()
        editor.set("n", number)
        returned[config, number] = time.monotonic()
        time.sleep(_PUBLISH_EVERY)
    return begun, returned


EMBEDDED = Row(
    "embedded", "freshness", "Publish on the embedded default, a monitor between", _embedded
)
SERVERS = Row("servers", "freshness", "The same on a real ZooKeeper and SeaweedFS", _servers)
