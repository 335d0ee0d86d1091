"""add, set and remove: what a command line's words ask for, by the shape they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import typer

from kingpin_sdk.admin import DECIDER, AddItems, RemoveEntry, RemoveItems, SetEntry, SetWhole
from kingpin_sdk.cli._values import items_of, number_of, value_of
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kingpin_sdk.admin import Verb
    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = ["Words", "add", "remove", "set_value"]

_PAIR = 2


class Words(NamedTuple):
    """What a command line said about a change.

    Attributes:
        texts: its words after the name.
        as_json: the values among them are JSON.
    """

    texts: Sequence[str]
    as_json: bool


def add(name: ConfigName, shape: Shape, words: Words) -> Verb:
    """Add items to a list, or to one list of a map of lists."""
    del name
    if shape is Shape.MAPPED_LIST:
        key, items = _key_and_items(words)
        return AddItems(items, key)
    return AddItems(items_of(words.texts, as_json=words.as_json))


def set_value(name: ConfigName, shape: Shape, words: Words) -> Verb:
    """Set the whole value, or the value of one key."""
    if len(words.texts) == _PAIR:
        key, text = words.texts
        if name == DECIDER:
            return SetEntry(key, number_of(text))
        if shape in (Shape.LIST, Shape.JSON):
            # Refused by whoever knows why; the text need not be a value.
            return SetEntry(key, text)
        return SetEntry(key, value_of(text, as_json=words.as_json))
    if name == DECIDER and not words.as_json:
        raise typer.BadParameter("say EXPERIMENT VALUE, or use `kingpin decider set`")
    return SetWhole(_whole(words))


def remove(name: ConfigName, shape: Shape, words: Words) -> Verb:
    """Remove an item of a list, a key of a map, a list of a map of lists or items of that list."""
    if shape is Shape.MAPPED_LIST and len(words.texts) >= _PAIR:
        key, items = _key_and_items(words)
        return RemoveItems(items, key)
    if shape is Shape.LIST:
        return RemoveItems([value_of(_only(words), as_json=words.as_json)])
    if shape is Shape.JSON:
        raise typer.BadParameter(f"{name} is one value: use set")
    return RemoveEntry(_only(words))


def _only(words: Words) -> str:
    if len(words.texts) != 1:
        raise typer.BadParameter("one at a time, please")
    return words.texts[0]


def _whole(words: Words) -> Json:
    if len(words.texts) != 1:
        raise typer.BadParameter("expected KEY VALUE or VALUE: put words with spaces in quotes")
    return value_of(words.texts[0], as_json=words.as_json)


def _key_and_items(words: Words) -> tuple[str, list[Json]]:
    if len(words.texts) < _PAIR:
        raise typer.BadParameter("say which list and what: LIST ITEM...")
    return words.texts[0], items_of(words.texts[1:], as_json=words.as_json)
