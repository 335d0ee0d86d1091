"""What commands print: tables on a terminal, tab-separated rows in a pipe, JSON on demand."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.names import PublishedName

__all__ = ["note", "say", "show_json", "show_result", "show_rows", "text_of"]


def say(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"kingpin: {text}\n")


def show_json(document: object) -> None:
    """A document for programs: ASCII, so that any locale can print it."""
    say(json.dumps(document, indent=2))


def show_rows(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal; in a pipe the rows alone, with tabs between their cells."""
    clean = [[_printable(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in clean:
            say("\t".join(row))
        return
    # rich takes 60 ms to load, which a pipe need not wait for.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in clean:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def show_result(name: PublishedName, result: PublishResult) -> None:
    """What a publication did."""
    if result.changed == 0:
        say(f"{name}: nothing to change, version {result.version}")
        return
    before = "first" if result.previous is None else f"was {result.previous}"
    say(f"{name}: {result.changed} changed, version {result.version} ({before})")


def text_of(value: Json) -> str:
    """A value in a cell: strings as they are, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _printable(cell: str) -> str:
    """The cell with control characters escaped: a comment must not move a terminal's cursor."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in cell)
