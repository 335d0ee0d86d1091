"""``kingpin monitor``: what an operator of this box decides over the head of what is published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import quote, urlencode

import typer
from attrs import asdict

from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._monitor_client import ask_versions, command
from kingpin_sdk.cli._options import AsJson
from kingpin_sdk.cli._output import note, say, show_json, show_rows, time_text
from kingpin_sdk.cli._session import settings_of
from kingpin_sdk.errors import InvalidNameError, one_line

__all__ = ["app"]

app: Final = typer.Typer(
    name="monitor",
    help="Command the monitor of this box: accept, roll back, pin. As its user, or as root.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Name = Annotated[
    str, typer.Argument(metavar="NAME", help="domain.key, service.env or a local file's name.")
]
_Version = Annotated[
    str | None, typer.Option("--version", metavar="VERSION", help="As `versions` shows it.")
]


@app.command("accept")
def accept(context: typer.Context, name: _Name) -> None:
    """Let what the guard holds back replace the local file, this once."""
    _order(context, "accept", name, None)


@app.command("rollback")
def rollback(context: typer.Context, name: _Name, *, version: _Version = None) -> None:
    """Go back to a version kept on this box, the one before by default, and stay there."""
    _order(context, "rollback", name, version)


@app.command("pin")
def pin(context: typer.Context, name: _Name, *, version: _Version = None) -> None:
    """Stay at a version, the current one by default, whatever is published."""
    _order(context, "pin", name, version)


@app.command("unpin")
def unpin(context: typer.Context, name: _Name) -> None:
    """Follow what is published again."""
    _order(context, "unpin", name, None)


@app.command("versions")
def versions(context: typer.Context, name: _Name, *, as_json: AsJson = False) -> None:
    """Show which earlier versions of a config this box has kept, newest first."""
    path = _path(name)
    kept = ask_versions(settings_of(context).monitor_http, path)
    if kept is None:
        note(f"{name} is no config that the monitor of this box follows")
        raise typer.Exit(FAILED)
    if as_json:
        show_json([asdict(each) for each in kept])
        return
    rows = [
        (
            each.version,
            time_text(datetime.fromtimestamp(each.written_at, UTC)),
            each.sha256[:12],
        )
        for each in kept
    ]
    show_rows(("VERSION", "WRITTEN", "SHA256"), rows)


def _order(context: typer.Context, verb: str, name: str, version: str | None) -> None:
    path = _path(name)
    chosen = f"?{urlencode({'version': version})}" if version is not None else ""
    told = command(settings_of(context).monitor_http, f"{verb}/{path}{chosen}")
    text = one_line(told.message)
    if not told.done:
        note(text)
        raise typer.Exit(FAILED)
    say(text)


def _path(name: str) -> str:
    """The name in a URL.

    Raises:
        InvalidNameError: it is nobody's.
    """
    if not name or not name.isprintable():
        raise InvalidNameError(f"{name!r} is no name: write domain.key or service.env")
    return quote(name)
