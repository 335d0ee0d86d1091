"""What `import kingpin_sdk` and one read cost a process: time, memory, and what is loaded with it.

On the installed wheel, with warm .pyc files: what a user's process pays.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from benchmarks._bench import Bench, Row
from benchmarks._environments import EnvironmentFailedError, environment_of, installed_wheel
from benchmarks._figure import Figure, unmeasured
from benchmarks._probe import ProbeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["IMPORT"]

_ABSENT = ("kazoo", "boto3", "botocore", "thriftpy2", "tenacity")
_TIME, _MEMORY = 0.8, 8.0

_TELL = """
import sys
with open("/proc/self/status") as file:
    resident = [line.split()[1] for line in file if line.startswith("VmRSS")][0]
print(resident)
print(" ".join(name for name in sys.modules if "." not in name))
"""
_READ = "import kingpin_sdk\nkingpin_sdk.Decider().decide_experiment('new_board')\n"


@frozen
class _Run:
    seconds: float
    kib: int
    modules: frozenset[str]


@frozen
class _Case:
    python: Path
    code: str
    title: str


def _import(bench: Bench) -> Iterator[Figure]:
    try:
        ours, theirs = installed_wheel(), environment_of("openfeature-sdk")
    except EnvironmentFailedError as error:
        yield unmeasured(IMPORT.name, "import and one read", str(error), at_most=_TIME)
        return
    (bench.scratch / "config.manageddata.admin.decider").write_text(json.dumps({"new_board": 50}))
    # A bare interpreter of each environment: what its site-packages make every start pay.
    cases = {
        "bare": _Case(ours, "", "bare interpreter"),
        "ours": _Case(ours, _READ, "import kingpin_sdk and one Decider read"),
        "bare beside": _Case(theirs, "", "bare interpreter"),
        "OpenFeature": _Case(
            theirs, "from openfeature import api\n", "from openfeature import api"
        ),
        "boto3": _Case(ours, "import boto3\n", "import boto3"),
    }
    environment = _environment(bench.scratch)
    for case in cases.values():
        _start(case, environment)  # writes the .pyc files
    rounds = [
        {name: _start(case, environment) for name, case in cases.items()}
        for _ in range(bench.samples(21, 301))
    ]
    yield from _figures(rounds)


def _figures(rounds: list[dict[str, _Run]]) -> Iterator[Figure]:
    def added(name: str, bare: str) -> tuple[float, float]:
        """Milliseconds and MiB over the bare interpreter."""
        seconds = statistics.median(one[name].seconds - one[bare].seconds for one in rounds)
        kib = statistics.median(one[name].kib - one[bare].kib for one in rounds)
        return seconds * 1e3, kib / 1024

    ours, theirs = added("ours", "bare"), added("OpenFeature", "bare beside")
    boto = added("boto3", "bare")
    said = f"{ours[0]:.1f} ms; from openfeature import api {theirs[0]:.1f} ms"
    what = "import kingpin_sdk and one Decider read, time"
    yield Figure(IMPORT.name, what, ours[0] / theirs[0], beside=said, at_most=_TIME)
    yield Figure(
        IMPORT.name,
        "the same, memory",
        ours[1],
        unit="MiB",
        beside=f"openfeature {theirs[1]:.1f} MiB",
        at_most=_MEMORY,
    )
    modules = rounds[0]["ours"].modules
    loaded = sorted(modules.intersection(_ABSENT))
    yield Figure(
        IMPORT.name,
        f"of {', '.join(_ABSENT)}: loaded",
        float(len(loaded)),
        unit="",
        at_most=0.0,
        note=", ".join(loaded),
    )
    new = sorted(modules - rounds[0]["bare"].modules)
    yield Figure(IMPORT.name, "  modules over bare", float(len(new)), unit="", note=" ".join(new))
    yield Figure(
        IMPORT.name,
        "  boto3, for comparison",
        boto[0] / theirs[0],
        beside=f"{boto[0]:.0f} ms, {boto[1]:.1f} MiB",
    )


def _environment(root: Path) -> dict[str, str]:
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPROFILEIMPORTTIME")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "KINGPIN_CONFIG_DIR": str(root)}


def _start(case: _Case, environment: Mapping[str, str]) -> _Run:
    """One process from its start to its end."""
    command = [str(case.python), "-c", case.code + _TELL]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode != 0:
        raise ProbeError(f"{case.title}: {done.stderr.strip()[-200:]}")
    kib, names = done.stdout.strip().splitlines()
    return _Run(seconds, int(kib), frozenset(names.split()))


IMPORT = Row("import", "read", "Import of the installed wheel and one read", _import)
