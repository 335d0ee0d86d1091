"""What people ask for, and which editor's verb that is for each shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, assert_never, final

from attrs import frozen

from kingpin_sdk.errors import RequestError
from kingpin_sdk.model import Json
from kingpin_sdk.spec import DeciderSpec, JsonSpec, ListSpec, MappedListSpec, MapSpec

if TYPE_CHECKING:
    from kingpin_sdk.admin._signature import Signed
    from kingpin_sdk.admin._specs import ConfigSpec
    from kingpin_sdk.model import PublishResult
    from kingpin_sdk.publishing import Publisher

__all__ = ["AddItems", "RemoveEntry", "RemoveItems", "SetEntry", "SetWhole", "Verb", "carry_out"]


@final
@frozen
class AddItems:
    """Add items to a list, or to the list under a key; those that are there are left alone."""

    items: Sequence[Json]
    key: str | None = None


@final
@frozen
class RemoveItems:
    """Remove items from a list, or from the list under a key."""

    items: Sequence[Json]
    key: str | None = None


@final
@frozen
class SetEntry:
    """Set the value of one key."""

    key: str
    value: Json


@final
@frozen
class RemoveEntry:
    """Remove one key."""

    key: str


@final
@frozen
class SetWhole:
    """Replace the whole value."""

    value: Json


Verb: TypeAlias = AddItems | RemoveItems | SetEntry | RemoveEntry | SetWhole


def carry_out(publisher: Publisher, spec: ConfigSpec, verb: Verb, signed: Signed) -> PublishResult:
    """Do what was asked for.

    Raises:
        RequestError: the shape does not take it.
        KingpinError: as the editors' verbs do.
    """
    match verb:
        case AddItems():
            return _add(publisher, spec, verb, signed)
        case RemoveItems():
            return _remove_items(publisher, spec, verb, signed)
        case SetEntry():
            return _set_entry(publisher, spec, verb, signed)
        case RemoveEntry():
            return _remove_entry(publisher, spec, verb, signed)
        case SetWhole():
            return _set_whole(publisher, spec, verb.value, signed)
        case _:
            assert_never(verb)


def _add(publisher: Publisher, spec: ConfigSpec, verb: AddItems, signed: Signed) -> PublishResult:
    author, comment = signed.author, signed.comment
    match spec:
        case ListSpec() if verb.key is None:
            return publisher.edit(spec).add_many(verb.items, author=author, comment=comment)
        case MappedListSpec() if verb.key is not None:
            editor = publisher.edit(spec)
            return editor.add_items(verb.key, verb.items, author=author, comment=comment)
        case _:
            raise RequestError(f"{spec.name} is a {spec.shape}, not a list: use set")


def _remove_items(
    publisher: Publisher, spec: ConfigSpec, verb: RemoveItems, signed: Signed
) -> PublishResult:
    author, comment = signed.author, signed.comment
    match spec:
        case ListSpec() if verb.key is None and len(verb.items) == 1:
            [item] = verb.items
            return publisher.edit(spec).remove(item, author=author, comment=comment)
        case MappedListSpec() if verb.key is not None:
            editor = publisher.edit(spec)
            return editor.remove_items(verb.key, verb.items, author=author, comment=comment)
        case ListSpec():
            raise RequestError(f"{spec.name}: one at a time, please")
        case _:
            raise RequestError(f"{spec.name} is a {spec.shape}: it has no such items")


def _set_entry(
    publisher: Publisher, spec: ConfigSpec, verb: SetEntry, signed: Signed
) -> PublishResult:
    key, value = verb.key, verb.value
    author, comment = signed.author, signed.comment
    match spec:
        case MapSpec():
            return publisher.edit(spec).set(key, value, author=author, comment=comment)
        case MappedListSpec():
            items = _list(value)
            return publisher.edit(spec).set_list(key, items, author=author, comment=comment)
        case DeciderSpec():
            ramp = _number(value)
            editor = publisher.edit(spec)
            return editor.set_experiment_value(key, ramp, author=author, comment=comment)
        case ListSpec() | JsonSpec():
            raise RequestError(f"{spec.name} is a {spec.shape}: it takes a VALUE, no KEY")
        case _:
            assert_never(spec)


def _remove_entry(
    publisher: Publisher, spec: ConfigSpec, verb: RemoveEntry, signed: Signed
) -> PublishResult:
    author, comment = signed.author, signed.comment
    match spec:
        case MappedListSpec():
            return publisher.edit(spec).remove_list(verb.key, author=author, comment=comment)
        case MapSpec():
            return publisher.edit(spec).remove(verb.key, author=author, comment=comment)
        case DeciderSpec():
            return publisher.edit(spec).remove(verb.key, author=author, comment=comment)
        case ListSpec() | JsonSpec():
            raise RequestError(f"{spec.name} is a {spec.shape}: it has no keys to remove")
        case _:
            assert_never(spec)


def _set_whole(
    publisher: Publisher, spec: ConfigSpec, value: Json, signed: Signed
) -> PublishResult:
    author, comment = signed.author, signed.comment
    match spec:
        case JsonSpec():
            return publisher.edit(spec).set_json_config(value, author=author, comment=comment)
        case ListSpec():
            return publisher.edit(spec).set_list(_list(value), author=author, comment=comment)
        case MapSpec():
            return publisher.edit(spec).set_map(_object(value), author=author, comment=comment)
        case MappedListSpec():
            lists = {key: tuple(_list(items)) for key, items in _object(value).items()}
            now = publisher.engine.current(spec.name)
            return publisher.edit(spec).replace(lists, expected=now, author=author, comment=comment)
        case DeciderSpec():
            ramps = {key: _number(ramp) for key, ramp in _object(value).items()}
            now = publisher.engine.current(spec.name)
            return publisher.edit(spec).replace(ramps, expected=now, author=author, comment=comment)
        case _:
            assert_never(spec)


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise RequestError("expected a JSON list: give one, with --json-value")
    return value


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise RequestError("expected KEY VALUE, or a JSON object with --json-value")
    return value


def _number(value: Json) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RequestError(f"{value!r} is no number from 0 to 100")
    return value
