"""Checks of types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kingpin_codegen.lint._elements import types_of
from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    DefinitionKind,
    DocumentKey,
    Field,
    ListType,
    MapType,
    Position,
    Record,
    Reference,
    SetType,
    Severity,
    Type,
    idl_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.lint._elements import Element
    from kingpin_codegen.lint._place import Place, Said
    from kingpin_codegen.model import Program

__all__ = ["depth", "disallowed", "map_key", "map_value", "narrow_id", "set_value", "union"]

_NARROW: Final = frozenset({BaseKind.I8, BaseKind.I16, BaseKind.I32})
_ID: Final = re.compile(r"(?:.*_)?ids?|.*[a-z0-9]I[dD]s?|.*ID")


def map_key(place: Place, element: Element | None) -> Iterator[Said]:
    """Maps whose keys are structs or containers."""
    for position, type_ in _written(element):
        if isinstance(type_, MapType) and not _scalar(place.program, type_.key):
            message = f"a key of {idl_text(type_)} is no scalar, which few languages can hash"
            yield position, Severity.ERROR, message


def set_value(place: Place, element: Element | None) -> Iterator[Said]:
    """Sets of structs or containers."""
    for position, type_ in _written(element):
        if isinstance(type_, SetType) and not _scalar(place.program, type_.element):
            message = f"{idl_text(type_)} does not hold scalars, which few languages can hash"
            yield position, Severity.ERROR, message


def map_value(place: Place, element: Element | None) -> Iterator[Said]:
    """Maps that hold what the settings forbid."""
    for position, type_ in _written(element):
        if isinstance(type_, MapType):
            kind = _kind(place.program, type_.value)
            if kind in place.settings.map_values_restricted:
                yield position, Severity.ERROR, f"{idl_text(type_)} may not hold a {kind}"


def disallowed(place: Place, element: Element | None) -> Iterator[Said]:
    """Types that the settings forbid, where they are defined or used."""
    if isinstance(element, Record) and element.kind in place.settings.types_disallowed:
        yield element.position, Severity.ERROR, f"{element.kind} is not to be used"
    for position, type_ in _written(element):
        kind = _kind(place.program, type_)
        if kind in place.settings.types_disallowed:
            yield position, Severity.ERROR, f"{idl_text(type_)}: {kind} is not to be used"


def union(place: Place, element: Element | None) -> Iterator[Said]:
    """Unions."""
    del place
    if isinstance(element, Record) and element.kind is DefinitionKind.UNION:
        yield element.position, Severity.ERROR, f"'{element.name}' is a union"


def narrow_id(place: Place, element: Element | None) -> Iterator[Said]:
    """Fields named as ids that have no room for more than two billion things."""
    if isinstance(element, Field) and _ID.fullmatch(element.name):
        for type_ in types_of(element):
            true = place.program.true_type(type_)
            if isinstance(true, BaseType) and true.kind in {
                BaseKind.I8,
                BaseKind.I16,
                BaseKind.I32,
            }:
                message = f"'{element.name}' is {idl_text(type_)}: ids outgrow it; use i64"
                yield element.position, Severity.WARNING, message
                return


def depth(place: Place, element: Element | None) -> Iterator[Said]:
    """Structs that are nested too deep, or that hold themselves where that is not wanted."""
    settings = place.settings
    if not isinstance(element, Record) or not (settings.depth_max or not settings.depth_cycles):
        return
    depths = _Depths(place.program)
    key = (place.document.key, element.name)
    found = depths.of(key)
    if found is None:
        if not settings.depth_cycles:
            message = f"{element.kind} {element.name} holds itself, by way of others or not"
            yield element.position, Severity.ERROR, message
    elif settings.depth_max and found > settings.depth_max:
        message = f"{element.kind} {element.name} is nested {found} deep"
        yield element.position, Severity.ERROR, f"{message}, more than {settings.depth_max}"


_Key = tuple[DocumentKey, str]


class _Depths:
    """How deep records are nested: 1 without any struct or container in it, None with a circle."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: dict[_Key, int | None] = {}

    def of(self, key: _Key) -> int | None:
        """The depth of a record; walks with its own stack."""
        way: dict[_Key, Iterator[tuple[_Key, int]]] = {key: self._inner(key)}
        while way:
            at = next(reversed(way))
            step = next(way[at], None)
            if step is None:
                del way[at]
                self._found[at] = self._sum(at)
            elif step[0] in way:
                return None
            elif step[0] not in self._found:
                way[step[0]] = self._inner(step[0])
        return self._found[key]

    def _sum(self, key: _Key) -> int | None:
        parts = [(self._found.get(inner), added) for inner, added in self._inner(key)]
        if any(part is None for part, _ in parts):
            return None
        nested = [(part or 0) + added for part, added in parts]
        return max([1 + self._containers(key), *nested])

    def _record(self, key: _Key) -> Record | None:
        document, name = key
        found = self._program.find(Reference(name, document, DefinitionKind.STRUCT))
        return found if isinstance(found, Record) else None

    def _containers(self, key: _Key) -> int:
        record = self._record(key)
        fields = record.fields if record is not None else ()
        return max((_layers(self._program, field.type)[0] for field in fields), default=0)

    def _inner(self, key: _Key) -> Iterator[tuple[_Key, int]]:
        """The records in a record's fields, and how many layers deeper they are."""
        record = self._record(key)
        for field in record.fields if record is not None else ():
            for reference, layers in _layers(self._program, field.type)[1]:
                yield (reference.document, reference.name), layers + 1


def _layers(program: Program, type_: Type) -> tuple[int, list[tuple[Reference, int]]]:
    """How many containers are in each other, and the records in them with their layer."""
    deepest = 0
    records: list[tuple[Reference, int]] = []
    rest: list[tuple[Type, int]] = [(type_, 0)]
    while rest:
        part, layer = rest.pop()
        deepest = max(deepest, layer)
        match program.true_type(part):
            case ListType(element=inner) | SetType(element=inner):
                rest.append((inner, layer + 1))
            case MapType(key=key, value=value):
                rest += [(key, layer + 1), (value, layer + 1)]
            case Reference() as reference if reference.kind is not DefinitionKind.ENUM:
                records.append((reference, layer))
            case _:
                pass
    return deepest, records


def _written(element: Element | None) -> Iterator[tuple[Position, Type]]:
    """The types in an element, at its place."""
    if element is not None:
        for type_ in types_of(element):
            yield element.position, type_


def _scalar(program: Program, type_: Type) -> bool:
    true = program.true_type(type_)
    return isinstance(true, BaseType) or (
        isinstance(true, Reference) and true.kind is DefinitionKind.ENUM
    )


def _kind(program: Program, type_: Type) -> str:
    """A type's word in the settings: ``union``, ``map``, ``string`` ..."""
    match program.true_type(type_):
        case BaseType(kind=kind):
            return kind.value
        case Reference(kind=kind):
            return kind.value
        case ListType():
            return "list"
        case SetType():
            return "set"
        case MapType():
            return "map"
