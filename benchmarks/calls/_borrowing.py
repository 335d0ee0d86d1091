"""A connection taken from a pool and given back, its liveness probe included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._environments import EnvironmentFailedError, environment_of
from benchmarks._figure import Figure, unmeasured
from benchmarks._probe import ProbeError, time_statements
from benchmarks.calls._contenders import BASEPLATE, CONNECTOR, Contender
from benchmarks.calls._stage import Stage, hosts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["BORROW"]

_MOST = 20.0
_BASE = "items.append(items.pop())"
_ITEMS = "items = [object()]\n"

_OURS = Contender(
    "acquire and release, with a probe",
    """
import time
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc._connection import connect
from kingpin_sdk.rpc._dial import Dial
from kingpin_sdk.rpc._host_pool import HostPool
from kingpin_sdk.rpc._lookups import Lookups
from kingpin_sdk.rpc._pool_options import PoolOptions
deadline = Deadline(3600.0)
pool = HostPool(Endpoint("127.0.0.1", ports[0]), lambda endpoint, until: connect(
    endpoint, Dial(), Lookups(), until), PoolOptions())
""",
)
_QUEUE = Contender(
    "LifoQueue, no probe",
    """
import queue
pool = queue.LifoQueue()
pool.put(object())
""",
)


def _borrow(bench: Bench) -> Iterator[Figure]:
    cases = (
        (_OURS, "pool.release(pool.acquire(deadline))", _MOST),
        (_QUEUE, "pool.put(pool.get())", None),
        (BASEPLATE, "with pool.connection(): pass", None),
        (CONNECTOR, "pool.put_back_connection(pool.get_client())", None),
    )
    stage = Stage.built(bench.scratch)
    with hosts(stage) as there:
        names = stage.names(there.ports, "ping")
        for contender, statement, target in cases:
            yield _case(bench, contender, statement, target, names)


def _case(  # noqa: PLR0917 - a line of the table
    bench: Bench, contender: Contender, statement: str, target: float | None, names: dict[str, Any]
) -> Figure:
    title = contender.title if target else f"  {contender.title}"
    given = f"import json\nglobals().update(json.loads({json.dumps(names)!r}))\n"
    try:
        wanted = contender.requirements
        timing = time_statements(
            given + _ITEMS + contender.setup,
            {statement: _BASE},
            rounds=bench.samples(101, 1001),
            python=environment_of(*wanted) if wanted else None,
        )[statement]
    except (EnvironmentFailedError, ProbeError) as error:
        return unmeasured(BORROW.name, title, str(error), at_most=target)
    beside = f"{timing.ns:.0f} ns; list.pop + append {timing.base_ns:.1f} ns"
    note = (
        "its probe is a call; the wait for the answer does not count"
        if contender is CONNECTOR
        else ""
    )
    return Figure(BORROW.name, title, timing.ratio, beside=beside, at_most=target, note=note)


BORROW = Row("borrow", "calls", "A pooled connection taken and given back", _borrow)
