"""What commands print: tables on a terminal, tab-separated rows in a pipe, JSON on demand."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kingpin_sdk.admin import Entry, Plan, Shown
    from kingpin_sdk.catalog import Holding
    from kingpin_sdk.model import Diff, Json, PublishResult

__all__ = [
    "ago_text",
    "diff_rows",
    "headline",
    "holding_documents",
    "note",
    "on_terminal",
    "say",
    "show_deed",
    "show_diff",
    "show_entries",
    "show_holdings",
    "show_json",
    "show_plan",
    "show_result",
    "show_rows",
    "show_value",
    "text_of",
    "time_text",
]


def say(text: str) -> None:
    """A line on standard output, or several; none may move a terminal's cursor."""
    if on_terminal():
        text = "".join(one if one in "\n\t" else _printable(one) for one in text)
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"kingpin: {text}\n")


def on_terminal() -> bool:
    """True if a person reads standard output."""
    return sys.stdout.isatty()


def show_json(document: object) -> None:
    """A document for programs: ASCII, so that any locale can print it."""
    say(json.dumps(document, indent=2))


def show_rows(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal; in a pipe the rows alone, with tabs between their cells."""
    clean = [[_printable(cell) for cell in row] for row in rows]
    if not on_terminal():
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
        table.add_row(*(Text(cell, style=_style(row)) for cell in row))
    Console().print(table)


def show_value(value: Json) -> None:
    """A config's value: items or entries a row each, anything else as it is."""
    if isinstance(value, list):
        show_rows(("ITEM",), [(text_of(item),) for item in value])
    elif isinstance(value, dict):
        show_rows(("KEY", "VALUE"), [(key, text_of(item)) for key, item in value.items()])
    else:
        say(text_of(value))


def show_holdings(holdings: Iterable[Holding], *, as_json: bool = False) -> None:
    """Which dependencies bring something, and by what way."""
    if as_json:
        show_json(holding_documents(holdings))
        return
    rows = [(str(one.dependency), " > ".join(map(str, one.way))) for one in holdings]
    show_rows(("DEPENDENCY", "WAY"), rows)


def holding_documents(holdings: Iterable[Holding]) -> list[dict[str, object]]:
    """Which dependencies bring something, for programs."""
    return [
        {"dependency": str(one.dependency), "way": [str(step) for step in one.way]}
        for one in holdings
    ]


def show_entries(entries: Iterable[Entry]) -> None:
    """Who did what, a row each."""
    rows = [
        (
            time_text(one.time),
            one.author or "-",
            one.action,
            one.name.removeprefix("config.manageddata."),
            one.detail.removeprefix("config.manageddata."),
            one.comment,
        )
        for one in entries
    ]
    show_rows(("TIME", "AUTHOR", "ACTION", "NAME", "DETAIL", "COMMENT"), rows)


def show_result(name: object, result: PublishResult, *, as_json: bool = False) -> None:
    """What a publication did."""
    if as_json:
        show_json({"name": str(name), "dry_run": False, **result._asdict()})
    elif result.changed == 0:
        say(f"{name}: nothing to change, version {result.version}")
    else:
        before = "first" if result.previous is None else f"was {result.previous}"
        say(f"{name}: {result.changed} changed, version {result.version} ({before})")


def show_deed(name: object, done: str, *, as_json: bool, changed: bool, dry_run: bool) -> None:
    """What was done to something that has no versions.

    Args:
        name: to what.
        done: what, after ``name:``.
        as_json: for programs.
        changed: False if nothing had to change.
        dry_run: nothing was done.
    """
    if as_json:
        show_json({"name": str(name), "dry_run": dry_run, "changed": changed, "done": done})
    else:
        say(f"{name}: {done}{' (dry run: nothing was written)' if dry_run else ''}")


def show_plan(plan: Plan, *, as_json: bool = False) -> None:
    """What a change would do."""
    if as_json:
        show_json(
            {
                "name": str(plan.name),
                "dry_run": True,
                "changed": plan.changed,
                "base": plan.base,
                "diff": plan.diff._asdict(),
            }
        )
    elif plan.pointless:
        say(f"{plan.name}: nothing to change, version {plan.base}")
    else:
        show_diff(plan.diff)


def show_diff(diff: Diff) -> None:
    """What differs, a row each."""
    show_rows(("", "WHERE", "WHAT"), diff_rows(diff))


def diff_rows(diff: Diff) -> list[tuple[str, str, str]]:
    """A row for each difference: + came, - went, ~ changed; where; what."""
    rows = [("+", path, text_of(value)) for path, value in diff.added.items()]
    rows += [("-", path, text_of(value)) for path, value in diff.removed.items()]
    rows += [
        ("~", path, f"{text_of(before)} -> {text_of(after)}")
        for path, (before, after) in diff.changed.items()
    ]
    return rows


def text_of(value: Json) -> str:
    """A value in a cell: strings as they are, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def time_text(moment: datetime | None) -> str:
    """A moment in UTC, to the second."""
    if moment is None:
        return "-"
    return moment.isoformat(" ", "seconds").removesuffix("+00:00") + "Z"


def ago_text(seconds: float) -> str:
    """How long ago, in the largest unit that is not nothing."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit} ago"
    return f"{max(0.0, seconds):.0f} s ago"


def headline(shown: Shown) -> str:
    """One line over a value: which it is, since when, by whom and why."""
    record = shown.record
    age = ago_text((datetime.now(UTC) - record.time).total_seconds())
    who = f" by {record.author}" if record.author else ""
    why = f": {record.comment}" if record.comment else ""
    return f"# {shown.name.short} {record.version}, {time_text(record.time)} ({age}){who}{why}"


def _printable(cell: str) -> str:
    """The cell with control characters escaped: a comment must not move a terminal's cursor."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in cell)


def _style(row: Sequence[str]) -> str:
    """The colour of a diff's row; none for others."""
    return {"+": "green", "-": "red", "~": "yellow"}.get(row[0], "") if row else ""
