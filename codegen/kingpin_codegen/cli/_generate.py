"""``kingpin-codegen FILE...``: writes clients, or checks that they are up to date."""

from __future__ import annotations

import json
import keyword
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kingpin_codegen.annotate import Clients
from kingpin_codegen.cli._failures import FOUND
from kingpin_codegen.cli._job import Job
from kingpin_codegen.cli._output import note, say
from kingpin_codegen.cli._watch import Watched
from kingpin_codegen.jsonmodel import model_json

if TYPE_CHECKING:
    from kingpin_codegen.write import Plan

__all__ = ["generate"]


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"kingpin-codegen {version('kingpin-sdk')}")
        raise typer.Exit


def _checked_prefix(prefix: str | None) -> str | None:
    if prefix is not None:
        for part in prefix.split("."):
            if not part.isidentifier() or keyword.iskeyword(part):
                raise typer.BadParameter(f"{part or prefix!r} can name no Python package")
    return prefix


def generate(  # noqa: PLR0913 - one a flag
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Thrift IDL files.", show_default=False),
    ],
    *,
    include: Annotated[
        list[Path] | None,
        typer.Option("-I", "--include", metavar="DIR", help="Look for includes here, too."),
    ] = None,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="DIR", help="Import root of the generated packages."),
    ] = Path(),
    package_prefix: Annotated[
        str | None,
        typer.Option(
            "--package-prefix",
            metavar="PACKAGE",
            callback=_checked_prefix,
            help="Package above all of them.",
        ),
    ] = None,
    client: Annotated[
        Clients, typer.Option("--client", help="Which clients a service gets.")
    ] = Clients.BOTH,
    recurse: Annotated[
        bool, typer.Option("--recurse/--no-recurse", help="Generate included files, too.")
    ] = True,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit with 1 and a diff if something would."),
    ] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Remove generated files that no FILE makes any more."),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and generate again when a file changes.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what the IDL says as JSON; write nothing.")
    ] = False,
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> int:
    """Typed Python clients and handlers from Thrift IDL.

    Further commands: `kingpin-codegen lint FILE...` and `kingpin-codegen breaking OLD NEW`; each
    has a --help of its own.

    One command makes one output folder: give it all files, so that it can tell what is stale.
    Exit codes: 0 done; 1 --check found something to change; 2 usage, or something is wrong in the
    IDL or cannot be written.
    """
    del show_version
    if sum((check, watch, as_json)) > 1:
        raise typer.BadParameter("--check, --watch and --json exclude each other")
    job = Job(
        files=tuple(files),
        include_dirs=tuple(include or ()),
        out=out,
        package_prefix=package_prefix,
        clients=client,
        recurse=recurse,
    )
    if as_json:
        say(json.dumps(model_json(job.load()), indent=2))
        return 0
    if check:
        return _check(job)
    if watch:
        Watched(job, lambda plan: _write(job, plan, prune=prune)).run()
    return _write(job, job.plan(job.load()), prune=prune)


def _check(job: Job) -> int:
    plan = job.plan(job.load())
    for change in plan.changes:
        for line in change.diff():
            say(line)
    for change in plan.stale:
        note(f"{change.path}: nothing generates it any more")
    if plan.changes:
        note(f"{len(plan.changes)} files are not up to date: run kingpin-codegen without --check")
    return FOUND if plan.changes else 0


def _write(job: Job, plan: Plan, *, prune: bool) -> int:
    job.tree.apply(plan, remove_stale=prune)
    for change in plan.writes:
        say(f"wrote {job.out / change.path}")
    for change in plan.stale:
        path = job.out / change.path
        if prune:
            say(f"removed {path}")
        else:
            note(f"{path}: no FILE of this command makes it; --prune removes it")
    say(f"{len(plan.writes)} files written, {plan.unchanged} unchanged")
    return 0
