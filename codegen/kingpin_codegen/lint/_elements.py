"""The elements of a document that checks look at, and what is common to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from kingpin_codegen.model import (
    Const,
    Enum,
    EnumMember,
    Field,
    Function,
    Record,
    Service,
    Typedef,
    type_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.model import Type

__all__ = ["Element", "children", "quieted", "types_of"]

Element: TypeAlias = Typedef | Const | Enum | EnumMember | Record | Field | Service | Function

_NOLINT: Final = re.compile(r"@nolint\b(?:\(([^)]*)\))?")


def children(element: Element) -> Iterator[Element]:
    """The elements directly inside of one."""
    match element:
        case Enum(members=members):
            yield from members
        case Record(fields=fields):
            yield from fields
        case Service(functions=functions):
            yield from functions
        case Function(arguments=arguments, throws=throws):
            yield from arguments
            yield from throws
        case _:
            pass


def types_of(element: Element) -> Iterator[Type]:
    """Every type that is written in an element itself, containers before what they hold."""
    match element:
        case Typedef(type=type_) | Const(type=type_) | Field(type=type_):
            yield from type_parts(type_)
        case Function(result=type_) if type_ is not None:
            yield from type_parts(type_)
        case _:
            pass


def quieted(doc: str | None, element: Element | None = None) -> frozenset[str]:
    """The checks that an element does not want, ``""`` for all of them.

    They stand in an annotation ``nolint = "check, other"`` or in the doc as
    ``@nolint(check, other)``; without names all are meant.
    """
    texts = [found[1] or "" for found in _NOLINT.finditer(doc or "")]
    if element is not None:
        texts += [each.value for each in element.annotations if each.name == "nolint"]
    names = {name.strip() for text in texts for name in text.split(",")}
    # An annotation without a value has the value 1.
    return frozenset("" if name == "1" else name for name in names)
