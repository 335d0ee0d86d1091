"""set, add, remove, edit, rollback: changes of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.admin import Signature
from kingpin_sdk.cli._edits import Words, add, remove, set_value
from kingpin_sdk.cli._options import (
    AsJson,
    Author,
    Comment,
    ConfigText,
    DryRun,
    JsonValue,
    ShapeOption,
    Yes,
)
from kingpin_sdk.cli._output import show_deed, show_plan, show_result
from kingpin_sdk.cli._session import writing
from kingpin_sdk.cli._values import version_of
from kingpin_sdk.cli.config._editing import edit_value
from kingpin_sdk.names import ConfigName

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.admin import Plan, Verb
    from kingpin_sdk.spec import Shape

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("set")
def set_(
    context: typer.Context,
    name: ConfigText,
    values: Annotated[
        list[str], typer.Argument(metavar="[KEY] VALUE", help="'-' reads VALUE from stdin")
    ],
    *,
    json_value: JsonValue = False,
    shape: ShapeOption = None,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Set one key's value of a map, or the whole value."""
    words = Words(values, json_value)
    by = Signature(author, comment)
    _change(context, name, set_value, words, shape=shape, by=by, dry_run=dry_run, as_json=as_json)


@app.command("add")
def add_(
    context: typer.Context,
    name: ConfigText,
    items: Annotated[
        list[str],
        typer.Argument(
            metavar="[LIST] ITEM...", help="'-' reads items from stdin, one a line; LIST names one"
        ),
    ],
    *,
    json_value: JsonValue = False,
    shape: ShapeOption = None,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add items to a list, or to one LIST of a map of lists; those it has are left alone."""
    words = Words(items, json_value)
    by = Signature(author, comment)
    _change(context, name, add, words, shape=shape, by=by, dry_run=dry_run, as_json=as_json)


@app.command("remove")
def remove_(
    context: typer.Context,
    name: ConfigText,
    items: Annotated[list[str], typer.Argument(metavar="ITEM|KEY|LIST [ITEM...]")],
    *,
    json_value: JsonValue = False,
    shape: ShapeOption = None,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Remove an ITEM of a list, a KEY of a map, a LIST of a map of lists or items of that."""
    words = Words(items, json_value)
    by = Signature(author, comment)
    _change(context, name, remove, words, shape=shape, by=by, dry_run=dry_run, as_json=as_json)


@app.command()
def edit(
    context: typer.Context,
    name: ConfigText,
    *,
    shape: ShapeOption = None,
    author: Author = None,
    comment: Comment = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Edit the value in $EDITOR; it is checked when you save, and shown as a diff before it goes.

    It goes only if nobody published in the meantime; else you see what would change now.
    """
    with writing(context) as session:
        changes = session.admin.changes
        config = ConfigName.parse(name)

        def publish(plan: Plan) -> None:
            if dry_run:
                show_plan(plan, as_json=as_json)
            else:
                result = changes.apply(plan, Signature(author, comment))
                show_result(config, result, as_json=as_json)

        if not edit_value(session.admin, config, publish, shape=shape, yes=yes or dry_run):
            show_deed(config, "not changed", as_json=as_json, changed=False, dry_run=dry_run)


@app.command()
def rollback(
    context: typer.Context,
    name: ConfigText,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="one of its history")],
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Publish an old version's value again, as a new version."""
    wanted = version_of(version)
    with writing(context) as session:
        admin = session.admin
        config = admin.configs.named(name)
        if dry_run:
            show_plan(admin.changes.plan_roll_back(config, wanted), as_json=as_json)
            return
        result = admin.changes.roll_back(config, wanted, Signature(author, comment))
    show_result(config, result, as_json=as_json)


def _change(
    context: typer.Context,
    name: str,
    verb_of: Callable[[ConfigName, Shape, Words], Verb],
    words: Words,
    *,
    shape: Shape | None,
    by: Signature,
    dry_run: bool,
    as_json: bool,
) -> None:
    """What set, add and remove share: only what the words ask for differs."""
    with writing(context) as session:
        changes = session.admin.changes
        config = ConfigName.parse(name)
        verb = verb_of(config, changes.shape_of(config, shape), words)
        if dry_run:
            show_plan(changes.plan(config, verb, shape=shape), as_json=as_json)
            return
        result = changes.make(config, verb, by, shape=shape)
    show_result(config, result, as_json=as_json)
