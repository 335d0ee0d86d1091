"""The command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from attrs import frozen

from benchmarks._bench import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Arguments", "parse"]


@frozen
class Arguments:
    """What was asked for.

    Attributes:
        rows: the rows to measure, in the order of the table.
        thorough: take more samples.
        json: print JSON and nothing else on standard output.
    """

    rows: tuple[Row, ...]
    thorough: bool
    json: bool


def parse(rows: Sequence[Row], words: Sequence[str] | None = None) -> Arguments:
    """Read the command line; exits with 2 where it makes no sense."""
    parts = list(dict.fromkeys(row.part for row in rows))
    names = [*parts, *(row.name for row in rows)]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure, and say which targets are reached. Exits with 1 if one is missed.",
        epilog="parts: " + ", ".join(parts) + "; rows: " + ", ".join(row.name for row in rows),
    )
    parser.add_argument("name", nargs="*", help="a part or a row; default: all")
    parser.add_argument("--thorough", action="store_true", help="more samples, much longer")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    given = parser.parse_args(words)
    chosen = set(map(str, given.name))
    unknown = sorted(chosen - set(names))
    if unknown:
        parser.error(f"no part or row named {', '.join(unknown)}")
    wanted = [row for row in rows if not chosen or {row.name, row.part} & chosen]
    return Arguments(tuple(wanted), bool(given.thorough), bool(given.json))
