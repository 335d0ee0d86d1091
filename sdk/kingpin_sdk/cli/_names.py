"""``kingpin names``: what the catalog knows, as a module of typed constants."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._out_file import write_out
from kingpin_sdk.cli._output import note, say
from kingpin_sdk.cli._session import reading
from kingpin_sdk.errors import RequestError

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("names")
def names(
    context: typer.Context,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Instead of printing it.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if FILE is stale.")
    ] = False,
) -> None:
    """Make a Python module of all names: a wrong one is an error before the program runs."""
    if check and out is None:
        raise RequestError("--check needs --out FILE")
    with reading(context) as session:
        text = session.admin.constants()
    if out is None:
        sys.stdout.write(text)
        return
    body = text.encode()
    if out.is_file() and out.read_bytes() == body:
        say(f"{out}: is as it should be")
    elif check:
        note(f"{out} is stale: run `kingpin names --out {out}`")
        raise typer.Exit(FAILED)
    else:
        write_out(out, body)
        say(f"{out}: written")
