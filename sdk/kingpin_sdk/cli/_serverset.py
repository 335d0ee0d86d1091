"""``kingpin serverset``: who is in a serverset, by the store and on this box."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.cli._box_file import BoxFile, read_box_file
from kingpin_sdk.cli._options import AsJson, Author, Comment
from kingpin_sdk.cli._output import say, show_json, show_rows
from kingpin_sdk.cli._session import existing_serverset, reading, writing
from kingpin_sdk.names import ServersetName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kingpin_sdk.model import Endpoint

__all__ = ["app"]

app: Final = typer.Typer(
    name="serverset", help="Create serversets and see who is in them.", rich_markup_mode=None
)

_ServersetText = Annotated[
    str, typer.Argument(metavar="NAME", help="service.env or discovery.service.env")
]
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400


@app.command("list")
def list_serversets(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all serversets with the number of their members."""
    with reading(context) as session:
        catalog = session.catalog
        found = [(str(name), catalog.serverset_size(name)) for name in catalog.serversets()]
    if as_json:
        show_json([{"name": name, "members": size} for name, size in found])
    else:
        show_rows(("NAME", "MEMBERS"), [(name, str(size)) for name, size in found])


@app.command()
def create(
    context: typer.Context,
    name: _ServersetText,
    *,
    ratio: Annotated[
        float | None,
        typer.Option(
            "--shrink-ratio", min=0.0, max=1.0, help="Monitors hold back larger drops (0.5)."
        ),
    ] = None,
    minimum: Annotated[
        int | None,
        typer.Option("--shrink-minimum", min=0, help="From this many endpoints on (5)."),
    ] = None,
    author: Author = None,
    comment: Comment = "",
) -> None:
    """Create a serverset, so that services can join it and dependencies can hold it."""
    serverset = ServersetName.parse(name)
    with writing(context) as session:
        session.catalog.create_serverset(
            serverset,
            shrink_ratio=ratio,
            shrink_minimum=minimum,
            author=author or session.settings.author,
            comment=comment,
        )
    say(f"{serverset}: created")


@app.command()
def members(context: typer.Context, name: _ServersetText, *, as_json: AsJson = False) -> None:
    """Show who is in a serverset: = in store and local file, + store only, - local file only."""
    with reading(context) as session:
        serverset = existing_serverset(session, name)
        listed = session.catalog.serverset_members(serverset)
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
    return f"# {file.path}: {what}, written {_ago(_age(file.modified))} ago"


def _age(modified: float) -> float:
    return max(0.0, time.time() - modified)


def _ago(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.0f} h" if seconds < _DAY else f"{seconds / _DAY:.0f} d"
