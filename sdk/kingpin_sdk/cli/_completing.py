"""What the shell offers when somebody presses Tab: names that the store knows.

The shell shows nothing of what goes wrong here, and must not wait long: any failure offers nothing.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kingpin_sdk.catalog import Catalog
from kingpin_sdk.errors import KingpinError
from kingpin_sdk.publishing import PublishEngine
from kingpin_sdk.settings import load_settings
from kingpin_sdk.wiring import open_blobs, open_coordination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["config_names", "dependency_names", "member_names", "serverset_names"]

_OVERRIDES = ("coordination", "blobs")


def config_names(context: typer.Context, incomplete: str) -> list[str]:
    """Configs, in the spelling that was begun."""
    long = incomplete.startswith("config.manageddata.")
    return _offer(
        context,
        incomplete,
        lambda catalog: (str(name) if long else name.short for name in catalog.configs()),
    )


def dependency_names(context: typer.Context, incomplete: str) -> list[str]:
    """Dependencies."""
    return _offer(context, incomplete, lambda catalog: map(str, catalog.dependencies()))


def serverset_names(context: typer.Context, incomplete: str) -> list[str]:
    """Serversets, in the spelling that was begun."""
    long = incomplete.startswith("discovery.")
    return _offer(
        context,
        incomplete,
        lambda catalog: (
            str(name) if long else str(name).removeprefix("discovery.")
            for name in catalog.serversets()
        ),
    )


def member_names(context: typer.Context, incomplete: str) -> list[str]:
    """Everything that a dependency can hold."""
    return _offer(
        context,
        incomplete,
        lambda catalog: [
            *(name.short for name in catalog.configs()),
            *map(str, catalog.serversets()),
            *map(str, catalog.dependencies()),
        ],
    )


def _offer(
    context: typer.Context, incomplete: str, names: Callable[[Catalog], Iterable[str]]
) -> list[str]:
    try:
        with ExitStack() as opened:
            return [name for name in names(_open(context, opened)) if name.startswith(incomplete)]
    except (KingpinError, OSError):
        return []


def _open(context: typer.Context, opened: ExitStack) -> Catalog:
    # The root command does not run for a completion: its options are read here.
    said = context.find_root().params
    file: object = said.get("settings")
    settings = load_settings(
        {name: said.get(name) for name in _OVERRIDES},
        interactive=True,
        settings_file=None if file is None else Path(str(file)),
    )
    coordination = open_coordination(settings)
    opened.callback(coordination.close)
    blobs = open_blobs(settings)
    opened.callback(blobs.close)
    return Catalog(coordination, PublishEngine(coordination, blobs))
