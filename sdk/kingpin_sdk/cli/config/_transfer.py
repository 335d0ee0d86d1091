"""export and import: the whole catalog as JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.admin import Signature, parse_lines
from kingpin_sdk.cli._asking import progress
from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._options import AsJson, Author, Comment, DryRun
from kingpin_sdk.cli._out_file import write_out
from kingpin_sdk.cli._output import diff_rows, note, say, show_json, show_rows
from kingpin_sdk.cli._session import reading, writing
from kingpin_sdk.cli._values import bytes_of
from kingpin_sdk.errors import RequestError, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.admin import Imported
    from kingpin_sdk.model import Diff

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="default: standard output")] = "-",
    *,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Go on without values that the store has lost.")
    ] = False,
) -> None:
    """Write everything as JSON lines: configs with their values, serversets, dependencies.

    Nothing is written, and the exit code is 1, if the store has lost a current value.
    """
    with reading(context) as session:
        export = session.admin.transfer.export()
    for name in export.lost:
        note(f"{name.short}: its current value is gone")
    if export.lost and not incomplete:
        note("nothing was exported; --incomplete exports the rest")
        raise typer.Exit(FAILED)
    lines = export.lines
    if file == "-":
        for line in lines:
            say(line)
        return
    write_out(Path(file), "".join(f"{line}\n" for line in lines).encode("ascii"))
    note(f"{len(lines) - 2} things written to {file}")


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="an export; '-' for stdin")],
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make everything as an export says; what is equal already is not written again.

    What the export does not name stays as it is. Exit code 1 if something was refused.
    """
    bundle = parse_lines(_lines(bytes_of(file)))
    total = len(bundle.configs) + len(bundle.serversets) + len(bundle.dependencies)
    with writing(context) as session, progress("importing", total) as tick:
        transfer = session.admin.transfer
        diffs: dict[str, Diff] = {}
        if dry_run:
            report = transfer.plan_import(bundle, tick=tick)
            diffs = {name.short: diff for name, diff in transfer.differences(bundle)}
        else:
            report = transfer.import_(bundle, Signature(author, comment), tick=tick)
    if as_json:
        _show_json(report, diffs, dry_run=dry_run)
    else:
        _show(report, diffs, dry_run=dry_run)
    if report.refused:
        for name, why in report.refused.items():
            note(one_line(f"{name}: {why}"))
        raise typer.Exit(FAILED)


def _lines(body: bytes) -> list[str]:
    try:
        return body.decode().split("\n")
    except UnicodeDecodeError as error:
        raise RequestError("the import is not UTF-8 text") from error


def _show(report: Imported, diffs: Mapping[str, Diff], *, dry_run: bool) -> None:
    if dry_run:
        rows = [("+", name, "") for name in report.created]
        rows += [("~", name, "") for name in report.updated]
        for name, diff in diffs.items():
            rows += [(mark, f"{name} {path}", what) for mark, path, what in diff_rows(diff)]
        show_rows(("", "WHERE", "WHAT"), rows)
    say(
        f"{len(report.created)} created, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.refused)} refused"
        f"{' (dry run: nothing was written)' if dry_run else ''}"
    )


def _show_json(report: Imported, diffs: Mapping[str, Diff], *, dry_run: bool) -> None:
    show_json(
        {
            "dry_run": dry_run,
            "created": report.created,
            "updated": report.updated,
            "unchanged": len(report.unchanged),
            "refused": dict(report.refused),
            "differences": {name: diff._asdict() for name, diff in diffs.items()},
        }
    )
