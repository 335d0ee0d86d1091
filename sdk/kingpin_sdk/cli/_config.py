"""``kingpin config``: create, show and change configs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.cli._edits import Words, add, remove, set_value
from kingpin_sdk.cli._options import (
    AsJson,
    Author,
    Comment,
    ConfigText,
    JsonValue,
    ShapeOption,
)
from kingpin_sdk.cli._output import say, show_json, show_result, show_rows, text_of
from kingpin_sdk.cli._session import Session, existing, reading, writing
from kingpin_sdk.cli._values import spec_of, version_of
from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import NodeNotFoundError, SnapshotCorruptError
from kingpin_sdk.names import ConfigName

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.cli._values import ConfigSpec
    from kingpin_sdk.model import Json, PublishResult, Version
    from kingpin_sdk.publishing import Publisher
    from kingpin_sdk.spec import Shape

__all__ = ["app"]

app: Final = typer.Typer(
    name="config", help="Create, show and change configs.", rich_markup_mode=None
)

_VersionText = Annotated[
    str | None, typer.Option("--version", metavar="VERSION", help="Instead of the current one.")
]


@app.command("list")
def list_configs(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all configs with their current versions."""
    with reading(context) as session:
        found = [(name.short, session.engine.current(name)) for name in session.catalog.configs()]
    if as_json:
        show_json([{"name": name, "version": version} for name, version in found])
    else:
        show_rows(("NAME", "VERSION"), [(name, version or "-") for name, version in found])


@app.command()
def create(
    context: typer.Context,
    name: ConfigText,
    *,
    shape: ShapeOption = None,
    author: Author = None,
    comment: Comment = "",
) -> None:
    """Create a config, so that dependencies can hold it; its first edit gives it a value."""
    config = ConfigName.parse(name)
    with writing(context) as session:
        who = author or session.settings.author
        session.catalog.create_config(config, shape, author=who, comment=comment)
    say(f"{config}: created{'' if shape is None else f' as {shape}'}")


@app.command()
def show(
    context: typer.Context,
    name: ConfigText,
    *,
    version: _VersionText = None,
    as_json: AsJson = False,
) -> None:
    """Show a config's value."""
    wanted = None if version is None else version_of(version)
    with reading(context) as session:
        config = existing(session, name)
        found, body = session.engine.body(config, wanted)
    try:
        value: Json = parse_json(body, what=str(config)) if body else None
    except SnapshotCorruptError:
        # KingPin's raw text configs need not be JSON.
        value = body.decode(errors="replace")
    if as_json:
        show_json({"name": config.short, "version": found, "value": value})
    elif isinstance(value, list):
        show_rows(("ITEM",), [(text_of(item),) for item in value])
    elif isinstance(value, dict):
        show_rows(("KEY", "VALUE"), [(key, text_of(item)) for key, item in value.items()])
    else:
        say(text_of(value))


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
) -> None:
    """Set one key's value of a map, or the whole value."""
    _edit(context, name, set_value, Words(values, json_value, author, comment), shape=shape)


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
) -> None:
    """Add items to a list, or to one LIST of a map of lists; those it has are left alone."""
    _edit(context, name, add, Words(items, json_value, author, comment), shape=shape)


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
) -> None:
    """Remove an ITEM of a list, a KEY of a map, a LIST of a map of lists or items of that."""
    _edit(context, name, remove, Words(items, json_value, author, comment), shape=shape)


@app.command()
def history(
    context: typer.Context,
    name: ConfigText,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Not only the newest ones.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List a config's versions, newest first."""
    with reading(context) as session:
        records = session.publisher.history(existing(session, name))
        shown = list(records if everything else islice(records, limit))
    if as_json:
        show_json([{**one._asdict(), "time": one.time.isoformat()} for one in shown])
        return
    rows = [
        (
            one.version,
            one.time.isoformat(" ", "seconds").removesuffix("+00:00") + "Z",
            one.author or "-",
            str(one.size),
            one.comment or "",
        )
        for one in shown
    ]
    show_rows(("VERSION", "TIME", "AUTHOR", "BYTES", "COMMENT"), rows)


@app.command()
def diff(
    context: typer.Context,
    name: ConfigText,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what differs between two versions: by default the current one and the one before."""
    with reading(context) as session:
        config = existing(session, name)
        newer = version_of(new) if new else session.engine.body(config)[0]
        older = version_of(old) if old else _before(session, config, newer)
        found = session.publisher.diff(config, older, newer)
    if as_json:
        show_json({"old": older, "new": newer, **found._asdict()})
        return
    rows = [("+", path, text_of(value)) for path, value in found.added.items()]
    rows += [("-", path, text_of(value)) for path, value in found.removed.items()]
    rows += [
        ("~", path, f"{text_of(before)} -> {text_of(after)}")
        for path, (before, after) in found.changed.items()
    ]
    show_rows(("", "WHERE", "WHAT"), rows)


@app.command()
def rollback(
    context: typer.Context,
    name: ConfigText,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="one of its history")],
    *,
    author: Author = None,
    comment: Comment = "",
) -> None:
    """Publish an old version's value again, as a new version."""
    wanted = version_of(version)
    with writing(context) as session:
        config = existing(session, name)
        result = session.publisher.roll_back(config, wanted, author=author, comment=comment)
    show_result(config, result)


def _edit(
    context: typer.Context,
    name: str,
    verb: Callable[[Publisher, ConfigSpec, Words], PublishResult],
    words: Words,
    *,
    shape: Shape | None,
) -> None:
    with writing(context) as session:
        config = ConfigName.parse(name)
        result = verb(session.publisher, spec_of(session, config, shape), words)
    show_result(config, result)


def _before(session: Session, config: ConfigName, version: Version) -> Version:
    """The version that another one replaced."""
    for record in session.publisher.history(config):
        if record.version == version and record.previous is not None:
            return record.previous
    raise NodeNotFoundError(f"{config.short} has no version before {version}")
