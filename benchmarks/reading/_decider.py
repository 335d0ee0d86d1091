"""What one decision costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure
from benchmarks._probe import time_statements
from benchmarks.reading._field import ask_peers

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DECIDE", "DECIDE_AT_50", "HASHED"]

_PLAIN = """
from random import random
try:
    from _md5 import md5
except ImportError:
    from hashlib import md5
plain = {"on": 100, "off": 0, "half": 50, "new_board": 30}
key, zero, missing, half, name, user = "on", "off", "nowhere", "half", "new_board", "user42"
text = "decider_new_boarduser42"
"""

_OURS = """
import json, os, tempfile
from kingpin_sdk import Decider
root = tempfile.mkdtemp()
with open(os.path.join(root, "config.manageddata.admin.decider"), "w") as file:
    json.dump(plain, file)
decider = Decider(root=root)
assert decider.decide_experiment(key) and not decider.decide_experiment(zero)
assert 4500 < sum(decider.decide_experiment(half) for _ in range(10000)) < 5500
assert decider.is_hashed_id_in_experiment(user, name) is (
    int.from_bytes(md5(text.encode()).digest(), "big") % 100 < 30)
"""

_GET = "plain.get(key)"
_RANDOM = "random() * 100 < plain.get(half)"
_FORMULA = (
    'int.from_bytes(md5(f"decider_{name}{user}".encode()).digest(), "big") % 100 < plain.get(name)'
)
_DIGEST = 'int.from_bytes(md5(text.encode()).digest(), "big") % 100 < 30'


def _decide(bench: Bench) -> Iterator[Figure]:
    statements = {
        "decider.decide_experiment(key)": "decide_experiment, flag at 100",
        "decider.decide_experiment(zero)": "decide_experiment, flag at 0",
        "decider.decide_experiment(missing)": "decide_experiment, no such flag",
    }
    timings = time_statements(
        _PLAIN + _OURS, dict.fromkeys(statements, _GET), rounds=bench.samples(201, 2001)
    )
    for statement, what in statements.items():
        timing = timings[statement]
        beside = f"{timing.ns:.0f} ns; dict.get {timing.base_ns:.1f} ns"
        yield Figure(DECIDE.name, what, timing.ratio, beside=beside, at_most=5.0)
    yield from ask_peers(bench, DECIDE.name, lambda peer: peer.on, setup=_PLAIN, baseline=_GET)


def _decide_at_50(bench: Bench) -> Iterator[Figure]:
    statement = "decider.decide_experiment(half)"
    timing = time_statements(_PLAIN + _OURS, {statement: _RANDOM}, rounds=bench.samples(201, 2001))[
        statement
    ]
    beside = f"{timing.ns:.0f} ns; {_RANDOM} {timing.base_ns:.1f} ns"
    what = "decide_experiment, flag at 50"
    yield Figure(DECIDE_AT_50.name, what, timing.ratio, beside=beside, at_most=3.0)
    yield from ask_peers(
        bench, DECIDE_AT_50.name, lambda peer: peer.chance, setup=_PLAIN, baseline=_RANDOM
    )


def _hashed(bench: Bench) -> Iterator[Figure]:
    statement = "decider.is_hashed_id_in_experiment(user, name)"
    timings = time_statements(
        _PLAIN + _OURS,
        {statement: _FORMULA, _FORMULA: _DIGEST},
        rounds=bench.samples(201, 2001),
    )
    timing = timings[statement]
    beside = f"{timing.ns:.0f} ns; the formula inline {timing.base_ns:.0f} ns"
    what = "is_hashed_id_in_experiment"
    yield Figure(HASHED.name, what, timing.ratio, beside=beside, at_most=1.5)
    inline = timings[_FORMULA]
    yield Figure(
        HASHED.name,
        "  the formula inline, over the digest of a text made before",
        inline.ratio,
        beside=f"{inline.ns:.0f} ns, beside {inline.base_ns:.0f} ns",
    )
    yield from ask_peers(
        bench, HASHED.name, lambda peer: peer.half, setup=_PLAIN, baseline=_FORMULA
    )


DECIDE = Row("decide", "read", "A decision, over dict.get", _decide)
DECIDE_AT_50 = Row(
    "decide-at-50", "read", "A decision by chance, over the same inline", _decide_at_50
)
HASHED = Row("hashed", "read", "A decision by hashed id, over the formula inline", _hashed)
