"""A file is swapped: when does another, busy process read the new value?"""

from __future__ import annotations

import json
import random
import time
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure
from benchmarks._samples import percentile, spread
from benchmarks.freshness._notes import delays_ms, read_notes
from benchmarks.freshness._processes import reader, threads_of, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SWAP"]

_FILE = "config.manageddata.bench.config0"
_LOOK_EVERY = 0.01


def _swap(bench: Bench) -> Iterator[Figure]:
    root, out = bench.scratch, bench.scratch / "seen"
    samples = bench.samples(300, 3000)
    begun: dict[tuple[int, int], float] = {}
    with reader(root, 1, out, look_every=_LOOK_EVERY, pause=0) as process:
        time.sleep(0.5)
        threads = threads_of(process.pid)
        for number in range(samples):
            following = root / ".next"
            following.write_text(json.dumps({"n": number}))
            following.replace(root / _FILE)
            begun[0, number] = time.monotonic()
            time.sleep(random.uniform(0.02, 0.05))
        wait_until(lambda: (0, samples - 1) in read_notes(out), "the last swap is seen", seconds=5)
    delays = delays_ms(begun, read_notes(out))
    missing = samples - len(delays)
    yield Figure(
        SWAP.name,
        "file swapped -> next read in a busy process, p99",
        percentile(delays, 99),
        unit="ms",
        beside=spread(delays),
        at_most=20.0,
        note=f"{missing} never seen" if missing else "",
    )
    yield Figure(SWAP.name, "  threads in the reader", float(threads), unit="", at_most=1.0)


SWAP = Row("swap", "freshness", "A swapped file, seen by another process", _swap)
