"""list, search, show, create, describe, delete: configs as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.admin import Signature
from kingpin_sdk.catalog import Declared
from kingpin_sdk.cli._asking import confirm
from kingpin_sdk.cli._declared import (
    ProtectEmpty,
    Said,
    SizeLimit,
    declared_rows,
    show_redeclared,
)
from kingpin_sdk.cli._options import (
    AsJson,
    Author,
    Comment,
    ConfigText,
    Description,
    DryRun,
    Owner,
    ShapeOption,
    ShrinkMinimum,
    ShrinkRatio,
    Yes,
)
from kingpin_sdk.cli._output import (
    headline,
    holding_documents,
    on_terminal,
    say,
    show_deed,
    show_json,
    show_result,
    show_rows,
    show_value,
    time_text,
)
from kingpin_sdk.cli._session import reading, writing
from kingpin_sdk.cli._values import version_of
from kingpin_sdk.names import ConfigName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kingpin_sdk.admin import Card, Shown
    from kingpin_sdk.catalog import Holding

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("list")
def list_configs(
    context: typer.Context,
    pattern: Annotated[
        str | None, typer.Argument(metavar="[PATTERN]", help="as in 'spam.*'")
    ] = None,
    *,
    long: Annotated[bool, typer.Option("--long", "-l", help="With shape, owner, author.")] = False,
    as_json: AsJson = False,
) -> None:
    """List all configs with their current versions."""
    with reading(context) as session:
        if long:
            _show_cards([*session.admin.configs.cards(pattern)], as_json=as_json)
            return
        found = [*session.admin.configs.list(pattern)]
    if as_json:
        show_json([{"name": one.name.short, "version": one.version} for one in found])
    else:
        show_rows(("NAME", "VERSION"), [(one.name.short, one.version or "-") for one in found])


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="in whatever case")],
    *,
    values: Annotated[bool, typer.Option("--values", help="Look into values, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find configs by name, owner or description, and on request by their values."""
    with reading(context) as session:
        hits = [*session.admin.configs.search(text, in_values=values)]
    if as_json:
        show_json([{"name": one.name.short, "where": one.where, "text": one.text} for one in hits])
    else:
        show_rows(
            ("NAME", "WHERE", "TEXT"), [(one.name.short, one.where, one.text) for one in hits]
        )


@app.command()
def show(
    context: typer.Context,
    name: ConfigText,
    *,
    version: Annotated[
        str | None,
        typer.Option("--version", metavar="VERSION", help="Instead of the current one."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a config's value; on a terminal also who published it, and when."""
    wanted = None if version is None else version_of(version)
    with reading(context) as session:
        configs = session.admin.configs
        shown = configs.show(configs.named(name), wanted)
    if as_json:
        show_json(_shown_document(shown))
        return
    if on_terminal():
        say(headline(shown))
    show_value(shown.value)


@app.command()
def create(
    context: typer.Context,
    name: ConfigText,
    *,
    shape: ShapeOption = None,
    owner: Owner = None,
    description: Description = None,
    size_limit: SizeLimit = None,
    protect_empty: ProtectEmpty = None,
    shrink_ratio: ShrinkRatio = None,
    shrink_minimum: ShrinkMinimum = None,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Create a config, so that dependencies can hold it; its first edit gives it a value."""
    config = ConfigName.parse(name)
    said = Said(
        shape=shape,
        owner=owner,
        description=description,
        size_limit=size_limit,
        protect_empty=protect_empty,
        shrink_ratio=shrink_ratio,
        shrink_minimum=shrink_minimum,
    )
    done = f"created{'' if shape is None else f' as {shape}'}"
    with writing(context) as session:
        if dry_run:
            session.admin.configs.check_creation(config, said.over(Declared()))
        else:
            by = Signature(author, comment)
            session.admin.configs.create(config, said.over(Declared()), by)
    show_deed(config, done, as_json=as_json, changed=True, dry_run=dry_run)


@app.command()
def describe(
    context: typer.Context,
    name: ConfigText,
    *,
    shape: ShapeOption = None,
    owner: Owner = None,
    description: Description = None,
    size_limit: SizeLimit = None,
    protect_empty: ProtectEmpty = None,
    shrink_ratio: ShrinkRatio = None,
    shrink_minimum: ShrinkMinimum = None,
    no_shrink: Annotated[
        bool, typer.Option("--no-shrink", help="Take the rule about shrinking back.")
    ] = False,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Show what is said of a config and who gets it; with options, say something else."""
    said = Said(
        shape=shape,
        owner=owner,
        description=description,
        size_limit=size_limit,
        protect_empty=protect_empty,
        shrink_ratio=shrink_ratio,
        shrink_minimum=shrink_minimum,
        no_shrink=no_shrink,
    )
    if said.nothing:
        with reading(context) as session:
            configs = session.admin.configs
            config = configs.named(name)
            _show_card(configs.card(config), configs.who_gets(config), as_json=as_json)
        return
    with writing(context) as session:
        configs = session.admin.configs
        config = configs.named(name)
        if dry_run:
            configs.check_description(config, said.over)
            before = configs.card(config).declared or Declared()
            show_redeclared(config, before, said, as_json=as_json)
        else:
            result = configs.describe(config, said.over, Signature(author, comment))
            show_result(config, result, as_json=as_json)


@app.command()
def delete(
    context: typer.Context,
    name: ConfigText,
    *,
    author: Author = None,
    comment: Comment = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a config away that no dependency holds; its values stay in the blob store."""
    with writing(context) as session:
        configs = session.admin.configs
        config = configs.named(name)
        configs.check_deletion(config)
        last = configs.card(config).version
        if not dry_run:
            confirm(f"Delete {config.short} with its history?", yes=yes)
            last = configs.delete(config, Signature(author, comment))
    done = "deleted" if last is None else f"deleted, last version {last}"
    show_deed(config, done, as_json=as_json, changed=True, dry_run=dry_run)


def _show_cards(cards: Sequence[Card], *, as_json: bool) -> None:
    if as_json:
        show_json([_card_document(card) for card in cards])
        return
    rows = [
        (
            card.name.short,
            card.version or "-",
            (card.declared and card.declared.shape) or "-",
            (card.declared and card.declared.owner) or "-",
            time_text(card.published),
            (card.record and card.record.author) or "-",
            (card.declared and card.declared.description) or "-",
        )
        for card in cards
    ]
    headers = ("NAME", "VERSION", "SHAPE", "OWNER", "PUBLISHED", "AUTHOR", "DESCRIPTION")
    show_rows(headers, rows)


def _show_card(card: Card, holdings: Sequence[Holding], *, as_json: bool) -> None:
    if as_json:
        show_json({**_card_document(card), "dependencies": holding_documents(holdings)})
        return
    record = card.record
    rows = [
        ("name", str(card.name)),
        *declared_rows(card.declared or Declared()),
        ("version", card.version or "-"),
        ("published", time_text(card.published)),
        ("author", (record and record.author) or "-"),
        ("comment", (record and record.comment) or "-"),
        ("bytes", str(record.size) if record else "-"),
        *([("value", "gone: `kingpin config rollback` to one that is there")] if card.lost else []),
        *(("reaches", " > ".join(map(str, one.way[:-1]))) for one in holdings),
    ]
    if card.declared is None:
        rows.append(("metaconfig", "none: `kingpin config create` makes it"))
    show_rows(("WHAT", "VALUE"), rows)


def _card_document(card: Card) -> dict[str, object]:
    declared, record = card.declared or Declared(), card.record
    return {
        "name": card.name.short,
        "version": card.version,
        "time": card.published.isoformat() if card.published else None,
        "author": record.author if record else None,
        "comment": record.comment if record else None,
        "size": record.size if record else None,
        "lost": card.lost,
        "metaconfig": card.declared is not None,
        "shape": declared.shape,
        "owner": declared.owner,
        "description": declared.description,
        **declared.limits._asdict(),
    }


def _shown_document(shown: Shown) -> dict[str, object]:
    return {
        "name": shown.name.short,
        "version": shown.record.version,
        "time": shown.record.time.isoformat(),
        "author": shown.record.author,
        "comment": shown.record.comment,
        "value": shown.value,
    }
