"""Compares fields, arguments and exceptions: on the wire they are known by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.breaking._change import Change, Level
from kingpin_codegen.model import DefinitionKind, Field, Requiredness, idl_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.breaking._pairing import Pairing
    from kingpin_codegen.model import Function, Position, Record

__all__ = ["argument_changes", "field_changes", "thrown_changes"]


def field_changes(pairing: Pairing, old: Record, new: Record) -> Iterator[Change]:
    """Changes of a struct's, union's or exception's fields."""
    after = {field.id: field for field in new.fields}
    names = {field.name: field for field in new.fields}
    for field in old.fields:
        name = f"{old.name}.{field.name}"
        found = after.get(field.id)
        moved = names.get(field.name)
        if moved is not None and moved.id != field.id:
            message = f"{name} had id {field.id}, has {moved.id}"
            yield Change(moved.position, Level.WIRE, "field.id", message)
        if found is not None and (moved is None or moved is found):
            yield from _same_id(pairing, name, field, found)
        elif found is None and moved is None:
            yield _removed(name, field, new.position)
    before = {field.id for field in old.fields}
    union = new.kind is DefinitionKind.UNION
    for field in new.fields:
        if field.requiredness is Requiredness.REQUIRED and field.id not in before and not union:
            message = f"{new.name}.{field.name} is new and required: old peers do not send it"
            yield Change(field.position, Level.WIRE, "field.added-required", message)


def argument_changes(
    pairing: Pairing, name: str, functions: tuple[Function, Function]
) -> Iterator[Change]:
    """Changes of a function's arguments."""
    old, new = functions
    after = {field.id: field for field in new.arguments}
    names = {field.name: field for field in new.arguments}
    for field in old.arguments:
        found, moved = after.get(field.id), names.get(field.name)
        if moved is not None and moved.id != field.id:
            message = f"argument '{field.name}' of {name} had id {field.id}, has {moved.id}"
            yield Change(moved.position, Level.WIRE, "argument.id", message)
        elif found is not None:
            yield from _argument(pairing, name, field, found)
        else:
            message = f"argument '{field.name}' of {name} is gone"
            yield Change(new.position, Level.SOURCE, "argument.removed", message)
    yield from _added_arguments(name, functions)
    yield from _order(name, functions)


def thrown_changes(
    pairing: Pairing, name: str, functions: tuple[Function, Function]
) -> Iterator[Change]:
    """Changes of what a function throws."""
    old, new = functions
    after = {field.id: field for field in new.throws}
    before = {field.id: field for field in old.throws}
    for number, field in before.items():
        found = after.get(number)
        if found is None:
            message = f"{name} throws {idl_text(field.type)} no longer"
            yield Change(new.position, Level.SOURCE, "throws.removed", message)
        elif change := pairing.type_change(field.type, found.type):
            message = f"{name} threw {idl_text(field.type)} as {number}, "
            message += f"throws {idl_text(found.type)}"
            yield Change(found.position, Level(change), "throws.type", message)
    for number, field in after.items():
        if number not in before:
            message = f"{name} throws {idl_text(field.type)}, which old clients take for no answer"
            yield Change(field.position, Level.WIRE, "throws.added", message)


def _same_id(pairing: Pairing, name: str, old: Field, new: Field) -> Iterator[Change]:
    change = pairing.type_change(old.type, new.type)
    was, now = idl_text(old.type), idl_text(new.type)
    if change and old.name != new.name:
        message = f"id {old.id} was {name} ({was}), is {new.name} ({now}): an id is not used twice"
        yield Change(new.position, Level.WIRE, "field.id-reused", message)
        return
    if change:
        yield Change(new.position, Level(change), "field.type", f"{name} was {was}, is {now}")
    if old.name != new.name:
        yield Change(new.position, Level.SOURCE, "field.name", f"{name} is called {new.name} now")
    yield from _requiredness(name, old, new)
    if not change and not pairing.same_value(old.default, new.default):
        message = f"{name} has another default: peers differ on what is not sent"
        yield Change(new.position, Level.WIRE, "field.default", message)


def _requiredness(name: str, old: Field, new: Field) -> Iterator[Change]:
    if old.requiredness is new.requiredness:
        return
    if new.requiredness is Requiredness.REQUIRED:
        message = f"{name} is required now: old peers may not send it"
        yield Change(new.position, Level.WIRE, "field.requiredness", message)
    elif old.requiredness is Requiredness.REQUIRED:
        message = f"{name} is required no longer: old peers cannot do without it"
        yield Change(new.position, Level.WIRE, "field.requiredness", message)
    else:
        words = {Requiredness.OPTIONAL: "optional", Requiredness.DEFAULT: "not optional"}
        message = f"{name} is {words[new.requiredness]} now"
        yield Change(new.position, Level.SOURCE, "field.requiredness", message)


def _removed(name: str, field: Field, position: Position) -> Change:
    if field.requiredness is Requiredness.REQUIRED:
        message = f"{name} is gone: old peers cannot do without it"
        return Change(position, Level.WIRE, "field.removed", message)
    return Change(position, Level.SOURCE, "field.removed", f"{name} is gone")


def _argument(pairing: Pairing, name: str, old: Field, new: Field) -> Iterator[Change]:
    if change := pairing.type_change(old.type, new.type):
        message = f"argument '{old.name}' of {name} was {idl_text(old.type)}, "
        message += f"is {idl_text(new.type)}"
        yield Change(new.position, Level(change), "argument.type", message)
    elif old.name != new.name:
        message = f"argument '{old.name}' of {name} is called '{new.name}' now"
        yield Change(new.position, Level.SOURCE, "argument.name", message)
    if _mandatory(new) and not _mandatory(old):
        message = f"argument '{new.name}' of {name} must be given now"
        yield Change(new.position, Level.WIRE, "argument.requiredness", message)


def _mandatory(field: Field) -> bool:
    return field.requiredness is not Requiredness.OPTIONAL and field.default is None


def _added_arguments(name: str, functions: tuple[Function, Function]) -> Iterator[Change]:
    old, new = functions
    before = {field.id for field in old.arguments}
    names = {field.name for field in old.arguments}
    for field in new.arguments:
        if field.id not in before and field.name not in names and _mandatory(field):
            required = field.requiredness is Requiredness.REQUIRED
            message = f"argument '{field.name}' of {name} is new and must be given"
            level = Level.WIRE if required else Level.SOURCE
            yield Change(field.position, level, "argument.added", message)


def _order(name: str, functions: tuple[Function, Function]) -> Iterator[Change]:
    """Arguments may be given by position, so their order counts for callers."""
    old, new = functions
    after = [field.id for field in new.arguments]
    kept = [field.id for field in old.arguments if field.id in after]
    if after[: len(kept)] != kept:
        message = f"the arguments of {name} are in another order, or a new one is before them"
        yield Change(new.position, Level.SOURCE, "argument.order", message)
