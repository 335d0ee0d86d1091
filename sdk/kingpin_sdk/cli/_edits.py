"""add, set and remove: which verb they are for each of the shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

import typer

from kingpin_sdk.cli._values import items_of, number_of, value_of
from kingpin_sdk.model import PublishResult
from kingpin_sdk.spec import DeciderSpec, JsonSpec, ListSpec, MappedListSpec, MapSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kingpin_sdk.cli._values import ConfigSpec
    from kingpin_sdk.model import Json
    from kingpin_sdk.publishing import Publisher

__all__ = ["Words", "add", "remove", "set_value"]

_PAIR = 2


class Words(NamedTuple):
    """What a command line said about a change.

    Attributes:
        texts: its words after the name.
        as_json: the values among them are JSON.
        author: who; None for the publisher's.
        comment: why.
    """

    texts: Sequence[str]
    as_json: bool
    author: str | None
    comment: str


def add(publisher: Publisher, spec: ConfigSpec, words: Words) -> PublishResult:
    """Add items to a list, or to one list of a map of lists.

    Raises:
        BadParameter: the config takes no items.
    """
    author, comment = words.author, words.comment
    match spec:
        case ListSpec():
            items = items_of(words.texts, as_json=words.as_json)
            return publisher.edit(spec).add_many(items, author=author, comment=comment)
        case MappedListSpec():
            key, items = _key_and_items(words)
            return publisher.edit(spec).add_items(key, items, author=author, comment=comment)
        case MapSpec() | JsonSpec() | DeciderSpec():
            raise typer.BadParameter(f"{spec.name} is a {spec.shape}, not a list: use set")
        case _:
            assert_never(spec)


def set_value(publisher: Publisher, spec: ConfigSpec, words: Words) -> PublishResult:
    """Set the whole value, or the value of one key.

    Raises:
        BadParameter: the words do not fit the shape.
    """
    if len(words.texts) == _PAIR:
        return _set_key(publisher, spec, words)
    return _set_whole(publisher, spec, words)


def _set_key(publisher: Publisher, spec: ConfigSpec, words: Words) -> PublishResult:
    key, text = words.texts
    author, comment = words.author, words.comment
    match spec:
        case MapSpec():
            value = value_of(text, as_json=words.as_json)
            return publisher.edit(spec).set(key, value, author=author, comment=comment)
        case MappedListSpec():
            items = _list(value_of(text, as_json=words.as_json))
            return publisher.edit(spec).set_list(key, items, author=author, comment=comment)
        case DeciderSpec():
            return publisher.edit(spec).set_experiment_value(
                key, number_of(text), author=author, comment=comment
            )
        case ListSpec() | JsonSpec():
            raise typer.BadParameter(f"{spec.name} is a {spec.shape}: it takes a VALUE, no KEY")
        case _:
            assert_never(spec)


def _set_whole(publisher: Publisher, spec: ConfigSpec, words: Words) -> PublishResult:
    author, comment = words.author, words.comment
    match spec:
        case JsonSpec():
            value = _whole(words)
            return publisher.edit(spec).set_json_config(value, author=author, comment=comment)
        case ListSpec():
            items = _list(_whole(words))
            return publisher.edit(spec).set_list(items, author=author, comment=comment)
        case MapSpec():
            entries = _object(_whole(words))
            return publisher.edit(spec).set_map(entries, author=author, comment=comment)
        case MappedListSpec():
            lists = {key: tuple(_list(value)) for key, value in _object(_whole(words)).items()}
            now = publisher.engine.current(spec.name)
            return publisher.edit(spec).replace(lists, expected=now, author=author, comment=comment)
        case DeciderSpec():
            raise typer.BadParameter("say EXPERIMENT VALUE, or use `kingpin decider set`")
        case _:
            assert_never(spec)


def remove(publisher: Publisher, spec: ConfigSpec, words: Words) -> PublishResult:
    """Remove an item of a list, a key of a map, a list of a map of lists or items of that list.

    Raises:
        BadParameter: the words do not fit the shape.
    """
    author, comment = words.author, words.comment
    match spec:
        case ListSpec():
            item = value_of(_only(words), as_json=words.as_json)
            return publisher.edit(spec).remove(item, author=author, comment=comment)
        case MappedListSpec() if len(words.texts) >= _PAIR:
            key, items = _key_and_items(words)
            return publisher.edit(spec).remove_items(key, items, author=author, comment=comment)
        case MappedListSpec():
            return publisher.edit(spec).remove_list(_only(words), author=author, comment=comment)
        case MapSpec():
            return publisher.edit(spec).remove(_only(words), author=author, comment=comment)
        case DeciderSpec():
            return publisher.edit(spec).remove(_only(words), author=author, comment=comment)
        case JsonSpec():
            raise typer.BadParameter(f"{spec.name} is one value: use set")
        case _:
            assert_never(spec)


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


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise typer.BadParameter("expected a JSON list: give one, with --json-value")
    return value


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise typer.BadParameter("expected KEY VALUE, or a JSON object with --json-value")
    return value
