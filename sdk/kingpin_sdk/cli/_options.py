"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import attrs
import typer

from kingpin_sdk.cli._completing import config_names, dependency_names, member_names
from kingpin_sdk.spec import Shape

__all__ = [
    "AsJson",
    "Author",
    "Comment",
    "ConfigText",
    "DependencyText",
    "Description",
    "DryRun",
    "Globals",
    "JsonValue",
    "MemberText",
    "Owner",
    "ShapeOption",
    "ShrinkMinimum",
    "ShrinkRatio",
    "Yes",
    "globals_of",
]

ConfigText: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="domain.key or config.manageddata.domain.key",
        autocompletion=config_names,
    ),
]
DependencyText: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="a name that ends in .dep", autocompletion=dependency_names
    ),
]
MemberText: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="MEMBER",
        help="a config's name, discovery.service.env, or another .dep",
        autocompletion=member_names,
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Author: TypeAlias = Annotated[
    str | None, typer.Option("--author", metavar="WHO", help="Who the history names.")
]
Comment: TypeAlias = Annotated[
    str, typer.Option("--comment", metavar="WHY", help="Why, for the history.")
]
DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
JsonValue: TypeAlias = Annotated[
    bool, typer.Option("--json-value", help="Values are JSON; otherwise text is a string.")
]
ShapeOption: TypeAlias = Annotated[
    Shape | None,
    typer.Option("--shape", help="What the config is, where it was not declared."),
]
Owner: TypeAlias = Annotated[
    str | None, typer.Option("--owner", metavar="WHO", help="Who answers for it.")
]
Description: TypeAlias = Annotated[
    str | None, typer.Option("--description", metavar="TEXT", help="What it is for.")
]
ShrinkRatio: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--shrink-ratio",
        min=0.0,
        max=1.0,
        help="Monitors hold back a drop by more than this share.",
    ),
]
ShrinkMinimum: TypeAlias = Annotated[
    int | None,
    typer.Option("--shrink-minimum", min=0, help="... from this many entries on."),
]


@attrs.frozen(kw_only=True)
class Globals:
    """What was said before the command's name.

    Attributes:
        settings_file: instead of the usual files; None for those.
        overrides: settings by name; None for what was not said.
    """

    settings_file: Path | None
    overrides: dict[str, object]


def globals_of(context: typer.Context) -> Globals:
    """What the root command was told."""
    found = context.find_object(Globals)
    assert found is not None, "the root command runs first"  # noqa: S101 - a bug here, no input
    return found
