"""What the first read of a large file costs."""

from __future__ import annotations

import json
import statistics
import sys
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure
from benchmarks._probe import run_script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["FIRST_LOAD"]

_ITEMS = 1_000_000
_FILE = "config.manageddata.bench.large"
_SMALL = "config.manageddata.bench.small"

# Each contender says its seconds and how much its memory grew, in a process of its own. What it
# imports is loaded before: the import row measures that.
_FRAME = """
import os, sys, time
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
root = sys.argv[1]
{before}
memory, begun = resident(), time.perf_counter()
{timed}
taken = time.perf_counter() - begun
print("[%r, %d]" % (taken, resident() - memory))
"""

_PLAIN = _FRAME.format(
    before="import json",
    timed=f"""
with open(root + "/{_FILE}") as file:
    value = frozenset(json.load(file))
assert "item-000000999999" in value
""",
)
_OURS = _FRAME.format(
    before="""
from kingpin_sdk import ManagedList
assert "item" in ManagedList("bench", "small", str, root=root)
""",
    timed="""
value = ManagedList("bench", "large", str, root=root)
assert "item-000000999999" in value
""",
)
_MSGSPEC = _FRAME.format(
    before="import msgspec.json",
    timed=f"""
with open(root + "/{_FILE}", "rb") as file:
    value = frozenset(msgspec.json.decode(file.read(), type=list[str]))
assert "item-000000999999" in value
""",
)
_CONTENDERS = {"plain": _PLAIN, "ours": _OURS, "msgspec": _MSGSPEC}


def _first_load(bench: Bench) -> Iterator[Figure]:
    (bench.scratch / _FILE).write_text(
        json.dumps([f"item-{number:012d}" for number in range(_ITEMS)])
    )
    (bench.scratch / _SMALL).write_text('["item"]')
    rounds: list[dict[str, tuple[float, float]]] = [
        {name: _run(code, bench.scratch) for name, code in _CONTENDERS.items()}
        for _ in range(bench.samples(5, 25))
    ]

    def ratio(name: str) -> float:
        return statistics.median(one[name][0] / one["plain"][0] for one in rounds)

    def beside(name: str) -> str:
        seconds = statistics.median(one[name][0] for one in rounds)
        memory = statistics.median(one[name][1] for one in rounds) / 2**20
        return f"{seconds:.2f} s, {memory:.0f} MiB"

    against = f"{beside('ours')}; json.load + frozenset {beside('plain')}"
    yield Figure(
        FIRST_LOAD.name, "ManagedList made, first `in`", ratio("ours"), beside=against, at_most=0.9
    )
    yield Figure(
        FIRST_LOAD.name, "  msgspec + frozenset", ratio("msgspec"), beside=beside("msgspec")
    )


def _run(code: str, root: Path) -> tuple[float, float]:
    seconds, memory = json.loads(run_script([sys.executable, "-c", code, str(root)]))
    return float(seconds), float(memory)


FIRST_LOAD = Row("first-load", "read", "First load of a list of 1,000,000 strings", _first_load)
