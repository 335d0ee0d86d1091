"""Generating from a large IDL, and importing what was generated."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks._bench import REPOSITORY, Bench, Row
from benchmarks._figure import Figure
from benchmarks._probe import run_script
from tests.codegen.idl.large import METHODS, large_idl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["GENERATE", "IMPORT_GENERATED"]

_SECONDS, _IMPORT = 1.5, 0.8

_TIME_IMPORT = """
import sys, time
sys.path.insert(0, sys.argv[1])
import attrs, kingpin_sdk.rpc.runtime
began = time.perf_counter()
import shop.api.large
print(time.perf_counter() - began)
"""
_TIME_LOAD = """
import sys, time
import thriftpy2
began = time.perf_counter()
thriftpy2.load(sys.argv[1] + "/large.thrift", "large_thrift")
print(time.perf_counter() - began)
"""


def _written(bench: Bench) -> str:
    text = large_idl()
    (bench.scratch / "large.thrift").write_text(text, encoding="utf-8")
    return f"{len(text) / 1000:.0f} KB, {METHODS} methods"


def _run(folder: Path, *words: str) -> tuple[float, int]:
    """Seconds and exit code of one run of the command."""
    command = [sys.executable, "-m", "kingpin_codegen", "large.thrift", *words]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - began, done.returncode


def _generate(bench: Bench) -> Iterator[Figure]:
    size = _written(bench)
    taken = [_run(bench.scratch)[0] for _ in range(bench.samples(5, 31))]
    title = f"kingpin-codegen on {size}"
    yield Figure(GENERATE.name, title, statistics.median(taken), unit="s", at_most=_SECONDS)
    before = _state(bench.scratch)
    seconds, code = _run(bench.scratch, "--check")
    changed = float(before != _state(bench.scratch) or code != 0)
    said = f"{seconds:.2f} s"
    yield Figure(GENERATE.name, "--check: writes", changed, unit="", beside=said, at_most=0.0)


def _state(folder: Path) -> list[tuple[str, int]]:
    return [(str(file), file.stat().st_mtime_ns) for file in sorted(folder.rglob("*"))]


def _import(bench: Bench) -> Iterator[Figure]:
    size = _written(bench)
    _run(bench.scratch)
    # What a user's process has: byte code beside the module.
    environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": os.fspath(REPOSITORY)}
    scripts = {"ours": _TIME_IMPORT, "load": _TIME_LOAD}

    def seconds(script: str) -> float:
        command = [sys.executable, "-c", script, str(bench.scratch)]
        return float(run_script(command, environment=environment))

    seconds(scripts["ours"])
    rounds = [
        {name: seconds(script) for name, script in scripts.items()}
        for _ in range(bench.samples(11, 51))
    ]
    ratio = statistics.median(each["ours"] / each["load"] for each in rounds)
    ours, load = (statistics.median(each[name] for each in rounds) * 1e3 for name in scripts)
    said = f"{ours:.0f} ms; thriftpy2.load {load:.0f} ms"
    title = f"import of its module, {size}"
    yield Figure(IMPORT_GENERATED.name, title, ratio, beside=said, at_most=_IMPORT)


GENERATE = Row("generate", "codegen", "Generating from a large IDL", _generate)
IMPORT_GENERATED = Row("import-generated", "codegen", "Importing generated code", _import)
