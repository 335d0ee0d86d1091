"""Checks of types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kingpin_codegen.lint._elements import types_of
from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    DefinitionKind,
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
    found = place.depths.of((place.document.key, element.name))
    if found is None:
        if not settings.depth_cycles:
            message = f"{element.kind} {element.name} holds itself, or something that does"
            yield element.position, Severity.ERROR, message
    elif settings.depth_max and found > settings.depth_max:
        message = f"{element.kind} {element.name} is nested {found} deep"
        yield element.position, Severity.ERROR, f"{message}, more than {settings.depth_max}"


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
