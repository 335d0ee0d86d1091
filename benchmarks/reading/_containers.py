"""What a hot read of a list or map costs, and what noticing changes adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._environments import EnvironmentFailedError, environment_of
from benchmarks._figure import Figure, unmeasured
from benchmarks._probe import ProbeError, time_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CHANGE", "CONTAINERS"]

_PLAIN = """
import json, os, tempfile, time
items = [f"key{number}" for number in range(1000)]
# Read from JSON on both sides, so that the key asked for is equal to the one found, not identical.
plain_set = frozenset(json.loads(json.dumps(items)))
DATA = json.loads(json.dumps({item: number for number, item in enumerate(items)}))
key = items[42]
root = tempfile.mkdtemp()
def write(name, value):
    path = os.path.join(root, name)
    with open(path, "w") as file:
        json.dump(value, file)
    return path
path = write("config.manageddata.bench.map", DATA)
"""

_OURS = """
from kingpin_sdk import ManagedHashMap, ManagedList
write("config.manageddata.bench.list", items)
a_list = ManagedList("bench", "list", str, root=root)
a_map = ManagedHashMap("bench", "map", str, int, root=root)
assert key in a_list and a_map.get(key) == 42 and a_map[key] == 42
"""

_HAND_WRITTEN = """
clock = time.monotonic
soon = clock() + 1e9
class Stat:
    def __init__(self, path):
        self.path, self.seen, self.data = path, None, None
    def get(self, key):
        status = os.stat(self.path)
        mark = status.st_ino, status.st_size, status.st_mtime_ns
        if mark != self.seen:
            self.seen = mark
            with open(self.path) as file:
                self.data = json.load(file)
        return self.data.get(key)
stat_each = Stat(path)
assert stat_each.get(key) == 42
"""

_BASEPLATE = """
from baseplate.lib.file_watcher import FileWatcher
watcher = FileWatcher(path, json.load)
assert watcher.get_data().get(key) == 42
"""

_GET = "DATA.get(key)"


def _containers(bench: Bench) -> Iterator[Figure]:
    cases = [
        ("key in a_list", "key in plain_set", "ManagedList `in`", 5.0),
        ("a_map.get(key)", _GET, "ManagedHashMap get", 5.0),
        ("a_map[key]", "DATA[key]", "ManagedHashMap [ ]", None),
        ("key in a_map", "key in DATA", "ManagedHashMap `in`", None),
    ]
    timings = time_statements(
        _PLAIN + _OURS, {ours: base for ours, base, _, _ in cases}, rounds=bench.samples(201, 2001)
    )
    for ours, base, what, target in cases:
        timing = timings[ours]
        beside = f"{timing.ns:.0f} ns; {base} {timing.base_ns:.1f} ns"
        yield Figure(CONTAINERS.name, what, timing.ratio, beside=beside, at_most=target)


def _change(bench: Bench) -> Iterator[Figure]:
    inline = "clock() >= soon or DATA.get(key)"
    stat = "stat_each.get(key)"
    rounds = bench.samples(201, 2001)
    timings = time_statements(
        _PLAIN + _OURS + _HAND_WRITTEN,
        dict.fromkeys(["a_map.get(key)", inline, stat], _GET),
        rounds=rounds,
    )
    for statement, what, target in [
        ("a_map.get(key)", "ManagedHashMap get, which looks every 10 ms", 4.5),
        (inline, "  a deadline compared inline, no call at all", None),
        (stat, "  stat at each read", None),
    ]:
        timing = timings[statement]
        beside = f"{timing.ns:.0f} ns; {_GET} {timing.base_ns:.1f} ns"
        yield Figure(CHANGE.name, what, timing.ratio, beside=beside, at_most=target)
    yield _baseplate(rounds)


def _baseplate(rounds: int) -> Figure:
    statement = "watcher.get_data().get(key)"
    what = "  baseplate's FileWatcher"
    try:
        timing = time_statements(
            _PLAIN + _BASEPLATE,
            {statement: _GET},
            rounds=rounds,
            python=environment_of("baseplate"),
        )[statement]
    except (EnvironmentFailedError, ProbeError) as error:
        return unmeasured(CHANGE.name, what, str(error))
    beside = f"{timing.ns:.0f} ns, beside {timing.base_ns:.1f} ns"
    return Figure(CHANGE.name, what, timing.ratio, beside=beside)


CONTAINERS = Row("containers", "read", "Hot reads of a list and a map, over bare ones", _containers)
CHANGE = Row("change-detection", "read", "A read that notices changes, over dict.get", _change)
