"""Run as a script by any interpreter: one contender, which calls when it is told to.

    python _worker.py

The first line of standard input is a JSON document ``{"setup": code, "names": {name: value}}``. The
code sees the names and defines ``opened()``, which gives what one thread calls. Each further line,
``{"threads": n, "calls": n}``, is an order for so many calls by each thread. The answer is a line
``{"seconds": ..., "cpu": ..., "p50": ..., "p99": ...}``: seconds from the first call to the last,
processor seconds of the process meanwhile, and those of single calls.
"""

import gc
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

Caller = Callable[[], object]


class Worker:
    """Keeps what was opened over its orders.

    Args:
        opened: makes what one thread calls.
    """

    def __init__(self, opened: Callable[[], Caller]) -> None:
        self._opened = opened
        self._callers: list[Caller] = []

    def work(self, threads: int, calls: int) -> dict[str, float]:
        """Fill an order."""
        while len(self._callers) < threads:
            self._callers.append(self._opened())
        latencies: list[list[float]] = [[0.0] * calls for _ in range(threads)]
        start = threading.Barrier(threads + 1)
        crew = [
            threading.Thread(target=_call, args=(caller, found, start))
            for caller, found in zip(self._callers, latencies)  # noqa: B905 - the callers are more
        ]
        for each in crew:
            each.start()
        gc.collect()
        start.wait()
        began, cpu = time.perf_counter(), time.process_time()
        for each in crew:
            each.join()
        ended, used = time.perf_counter(), time.process_time()
        ordered = sorted(latency for found in latencies for latency in found)
        return {
            "seconds": ended - began,
            "cpu": used - cpu,
            "p50": ordered[len(ordered) // 2],
            "p99": ordered[len(ordered) * 99 // 100],
        }


def _call(caller: Caller, found: list[float], start: threading.Barrier) -> None:
    now = time.perf_counter
    start.wait()
    last = now()
    for number in range(len(found)):
        caller()
        instant = now()
        found[number] = instant - last
        last = instant


def main() -> None:
    """Until standard input ends."""
    first = json.loads(sys.stdin.readline())
    names: dict[str, Any] = dict(first["names"])
    exec(first["setup"], names)  # noqa: S102 - the suite's own code
    worker = Worker(names["opened"])
    for line in sys.stdin:
        print(json.dumps(worker.work(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
