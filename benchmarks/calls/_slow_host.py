"""One host of ten becomes slow: what balancing is worth."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure
from benchmarks.calls._contenders import OURS, RANDOM
from benchmarks.calls._stage import Done, Stage, hosts, worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.calls._contenders import Contender

__all__ = ["SLOW_HOST"]

_HOSTS = 10
_DELAY = 0.1
_ORDER = {"threads": 16, "calls": 500}


def _slow_host(bench: Bench) -> Iterator[Figure]:
    stage = Stage.built(bench.scratch)
    ratios: list[tuple[float, Done, Done]] = []
    for _ in range(bench.samples(3, 15)):
        ours, chance = _run(stage, OURS), _run(stage, RANDOM)
        ratios.append((ours.p99 / chance.p99, ours, chance))
    ratio, ours, chance = sorted(ratios, key=lambda each: each[0])[len(ratios) // 2]
    said = f"p99 {ours.p99 * 1e3:.2f} ms, p50 {ours.p50 * 1e3:.2f}"
    beside = f"random choice p99 {chance.p99 * 1e3:.2f} ms, p50 {chance.p50 * 1e3:.2f}"
    yield Figure(
        SLOW_HOST.name, "p99 over all calls", ratio, beside=f"{said}; {beside}", at_most=0.2
    )


def _run(stage: Stage, contender: Contender) -> Done:
    """Calls from the moment on in which a host that was like the others becomes slow."""
    order = json.dumps(_ORDER)
    with hosts(stage, _HOSTS) as there, worker(contender, stage.names(there.ports, "ping")) as one:
        one.tell(order)
        one.heard()
        there.slow_down(_HOSTS // 2, _DELAY)
        one.tell(order)
        return Done(**json.loads(one.heard()))


SLOW_HOST = Row(
    "slow-host", "calls", "One host of ten made 100 ms slower, over random choice", _slow_host
)
