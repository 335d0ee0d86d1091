"""An order in which every definition stands after those it needs when it is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kingpin_codegen.model import (
    Const,
    ConstantRef,
    DefinitionKind,
    Enum,
    ListType,
    ListValue,
    MapType,
    MapValue,
    Record,
    RecordValue,
    Reference,
    Service,
    SetType,
    SetValue,
    Typedef,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kingpin_codegen.model import Definition, Program, Type, Value

__all__ = ["dependents_last"]

D = TypeVar("D", Typedef, Const, Enum, Record, Service)


def dependents_last(program: Program, definitions: Sequence[D]) -> list[D]:
    """Definitions of one kind and file in the order written, but each after those it needs."""
    waiting = {id(each): each for each in definitions}
    ordered: list[D] = []

    def place(each: D) -> None:
        if waiting.pop(id(each), None) is None:
            return
        for needed in _needs(program, each):
            found = waiting.get(id(needed))
            if found is not None:
                place(found)
        ordered.append(each)

    for each in definitions:
        place(each)
    return ordered


def _needs(program: Program, definition: Definition) -> Iterator[Definition]:
    match definition:
        case Typedef():
            yield from _named(program, definition.type)
        case Const():
            yield from _constants(program, definition.value)
        case Service():
            if definition.extends is not None:
                yield program.find(definition.extends)
        case _:
            return


def _named(program: Program, type_: Type) -> Iterator[Definition]:
    match type_:
        case Reference(kind=DefinitionKind.TYPEDEF):
            yield program.find(type_)
        case ListType() | SetType():
            yield from _named(program, type_.element)
        case MapType():
            yield from _named(program, type_.key)
            yield from _named(program, type_.value)
        case _:
            return


def _constants(program: Program, value: Value) -> Iterator[Definition]:
    match value:
        case ConstantRef():
            found = program.constant(value)
            yield found
            # Where it is written out instead of named, what it names is needed.
            yield from _constants(program, found.value)
        case ListValue() | SetValue():
            for item in value.items:
                yield from _constants(program, item)
        case MapValue():
            for entry in value.entries:
                for part in entry:
                    yield from _constants(program, part)
        case RecordValue():
            for _, part in value.entries:
                yield from _constants(program, part)
        case _:
            return
