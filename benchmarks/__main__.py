"""Measure rows, print each figure beside its target, exit with 1 where one is missed."""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import calls, codegen, freshness, reading
from benchmarks._arguments import parse
from benchmarks._bench import Bench, Row
from benchmarks._table import as_json, line_of, machine, summary_of

if TYPE_CHECKING:
    from benchmarks._figure import Figure

_ROWS = (*reading.ROWS, *freshness.ROWS, *codegen.ROWS, *calls.ROWS)


def main() -> int:
    """Run the command line; the exit code."""
    asked = parse(_ROWS)
    figures: list[Figure] = []
    # With --json, standard output belongs to the document.
    with contextlib.redirect_stdout(sys.stderr if asked.json else sys.stdout):
        print(machine())
        for row in asked.rows:
            figures += _measure(row, thorough=asked.thorough)
        print(f"\n{summary_of(figures)}")
    if asked.json:
        print(as_json(figures))
    return int(any(figure.missed for figure in figures))


def _measure(row: Row, *, thorough: bool) -> list[Figure]:
    begun = time.monotonic()
    print(f"\n{row.title}  [{row.part}: {row.name}]", flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="kingpin-bench-") as folder:
        for figure in row.measure(Bench(Path(folder), thorough)):
            print(line_of(figure), flush=True)
            figures.append(figure)
    print(f"  ({time.monotonic() - begun:.1f} s)", flush=True)
    return figures


if __name__ == "__main__":
    sys.exit(main())
