"""``kingpin config``: its commands, in the order of the help."""

from __future__ import annotations

from typing import Final

import typer

from kingpin_sdk.cli.config import _catalog, _changes, _checks, _transfer, _versions

__all__ = ["app"]

app: Final = typer.Typer(
    name="config", help="Create, show and change configs.", rich_markup_mode=None
)
for part in (_catalog, _changes, _versions, _checks, _transfer):
    app.add_typer(part.app)
