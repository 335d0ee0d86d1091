"""``kingpin serverset``: who is in a serverset, by the store and on this box."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.admin import Signature
from kingpin_sdk.catalog import Declared
from kingpin_sdk.cli._asking import confirm
from kingpin_sdk.cli._box_file import BoxFile, read_box_file
from kingpin_sdk.cli._completing import serverset_names
from kingpin_sdk.cli._declared import Said, declared_rows, show_redeclared
from kingpin_sdk.cli._options import (
    AsJson,
    Author,
    Comment,
    Description,
    DryRun,
    Owner,
    ShrinkMinimum,
    ShrinkRatio,
    Yes,
)
from kingpin_sdk.cli._output import (
    ago_text,
    holding_documents,
    say,
    show_deed,
    show_json,
    show_result,
    show_rows,
)
from kingpin_sdk.cli._session import reading, writing
from kingpin_sdk.names import ServersetName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kingpin_sdk.catalog import Holding
    from kingpin_sdk.model import Endpoint

__all__ = ["app"]

app: Final = typer.Typer(
    name="serverset", help="Create serversets and see who is in them.", rich_markup_mode=None
)

_ServersetText = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="service.env or discovery.service.env",
        autocompletion=serverset_names,
    ),
]
_CONFIGS_ONLY: Final = ("shape", "size limit", "protect empty")


@app.command("list")
def list_serversets(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all serversets with the number of their members."""
    with reading(context) as session:
        found = [(str(name), size) for name, size in session.admin.serversets.list()]
    if as_json:
        show_json([{"name": name, "members": size} for name, size in found])
    else:
        show_rows(("NAME", "MEMBERS"), [(name, str(size)) for name, size in found])


@app.command()
def create(
    context: typer.Context,
    name: _ServersetText,
    *,
    ratio: ShrinkRatio = None,
    minimum: ShrinkMinimum = None,
    owner: Owner = None,
    description: Description = None,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Create a serverset, so that services can join it and dependencies can hold it.

    Without --shrink-ratio and --shrink-minimum monitors take 0.5, from 5 endpoints on.
    """
    serverset = ServersetName.parse(name)
    said = Said(owner=owner, description=description, shrink_ratio=ratio, shrink_minimum=minimum)
    with writing(context) as session:
        serversets = session.admin.serversets
        if dry_run:
            serversets.check_creation(serverset)
        else:
            serversets.create(serverset, said.over(Declared()), Signature(author, comment))
    show_deed(serverset, "created", as_json=as_json, changed=True, dry_run=dry_run)


@app.command()
def describe(
    context: typer.Context,
    name: _ServersetText,
    *,
    ratio: ShrinkRatio = None,
    minimum: ShrinkMinimum = None,
    no_shrink: Annotated[
        bool, typer.Option("--no-shrink", help="Back to what monitors take by default.")
    ] = False,
    owner: Owner = None,
    description: Description = None,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Show what is said of a serverset and who gets it; with options, say something else."""
    ServersetName.parse(name)
    said = Said(
        owner=owner,
        description=description,
        shrink_ratio=ratio,
        shrink_minimum=minimum,
        no_shrink=no_shrink,
    )
    with reading(context) if said.nothing else writing(context) as session:
        serversets = session.admin.serversets
        serverset = serversets.named(name)
        if said.nothing:
            declared = serversets.declared(serverset)
            _show_described(
                serverset, declared or Declared(), serversets.who_gets(serverset), as_json=as_json
            )
        elif dry_run:
            serversets.check_description(serverset, said.over)
            before = serversets.declared(serverset) or Declared()
            show_redeclared(serverset, before, said, as_json=as_json)
        else:
            result = serversets.describe(serverset, said.over, Signature(author, comment))
            show_result(serverset, result, as_json=as_json)


@app.command()
def delete(
    context: typer.Context,
    name: _ServersetText,
    *,
    author: Author = None,
    comment: Comment = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a serverset away that nobody is in and no dependency holds."""
    ServersetName.parse(name)
    with writing(context) as session:
        serversets = session.admin.serversets
        serverset = serversets.named(name)
        serversets.check_deletion(serverset)
        if not dry_run:
            confirm(f"Delete {serverset}?", yes=yes)
            serversets.delete(serverset, Signature(author, comment))
    show_deed(serverset, "deleted", as_json=as_json, changed=True, dry_run=dry_run)


@app.command()
def members(context: typer.Context, name: _ServersetText, *, as_json: AsJson = False) -> None:
    """Show who is in a serverset: = in store and local file, + store only, - local file only."""
    with reading(context) as session:
        serverset = session.admin.serversets.named(name)
        listed = session.admin.serversets.members(serverset)
        file = read_box_file(session.settings.serverset_dir / serverset.file_name)
    store = {str(endpoint): endpoint for endpoint in listed.endpoints.values()}
    if as_json:
        show_json(_document(serverset, store, file, listed.ignored))
        return
    say(_headline(file))
    for odd in listed.ignored:
        say(f"# no endpoint in the name of member {odd!r}")
    rows = [
        (mark, text, f"{endpoint.weight:g}", endpoint.zone or "-", endpoint.status or "-")
        if endpoint is not None
        else (mark, text, "-", "-", "-")
        for mark, text, endpoint in _merged(store, file)
    ]
    show_rows(("", "ENDPOINT", "WEIGHT", "ZONE", "STATUS"), rows)


def _show_described(
    serverset: ServersetName, declared: Declared, holdings: Sequence[Holding], *, as_json: bool
) -> None:
    limits = declared.limits
    if as_json:
        show_json(
            {
                "name": str(serverset),
                "owner": declared.owner,
                "description": declared.description,
                "shrink_ratio": limits.shrink_ratio,
                "shrink_minimum": limits.shrink_minimum,
                "dependencies": holding_documents(holdings),
            }
        )
        return
    rows = [row for row in declared_rows(declared) if row[0] not in _CONFIGS_ONLY]
    rows += [("reaches", " > ".join(map(str, one.way[:-1]))) for one in holdings]
    show_rows(("WHAT", "VALUE"), [("name", str(serverset)), *rows])


def _merged(store: Mapping[str, Endpoint], file: BoxFile) -> list[tuple[str, str, Endpoint | None]]:
    """Every endpoint of either side with its mark; the store knows it better."""
    merged: list[tuple[str, str, Endpoint | None]] = []
    for text in sorted(store.keys() | file.endpoints.keys()):
        mark = "-" if text not in store else "=" if text in file.endpoints else "+"
        merged.append((mark, text, store.get(text) or file.endpoints.get(text)))
    return merged


def _document(
    name: ServersetName, store: Mapping[str, Endpoint], file: BoxFile, ignored: Sequence[str]
) -> dict[str, object]:
    """For programs."""
    return {
        "name": str(name),
        "file": None
        if file.modified is None
        else {
            "path": str(file.path),
            "version": file.version,
            "modified": file.modified,
            "age_seconds": round(_age(file.modified), 3),
            "endpoints": len(file.endpoints),
        },
        "members": [
            {
                "endpoint": text,
                "in_store": mark != "-",
                "in_file": mark != "+",
                "weight": endpoint.weight if endpoint else None,
                "zone": endpoint.zone if endpoint else None,
                "status": endpoint.status if endpoint else None,
            }
            for mark, text, endpoint in _merged(store, file)
        ],
        "ignored": list(ignored),
    }


def _headline(file: BoxFile) -> str:
    if file.modified is None:
        return f"# {file.path}: not there"
    count = len(file.endpoints)
    what = "1 endpoint" if count == 1 else f"{count} endpoints"
    return f"# {file.path}: {what}, written {ago_text(_age(file.modified))}"


def _age(modified: float) -> float:
    return max(0.0, time.time() - modified)
