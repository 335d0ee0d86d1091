"""Checks of names and docs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kingpin_codegen.model import (
    Const,
    Enum,
    EnumMember,
    Field,
    Function,
    Record,
    Service,
    Severity,
    Typedef,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.lint._elements import Element
    from kingpin_codegen.lint._place import Place, Said

__all__ = ["doc_missing", "field_doc_missing", "reserved", "style"]

_TYPE: Final = (re.compile(r"[A-Z][A-Za-z0-9]*"), "UpperCamelCase")
_CONSTANT: Final = (re.compile(r"[A-Z][A-Z0-9_]*"), "UPPER_CASE")
# Both of these are usual; a file should stay with one, which thriftcheck does not judge either.
_FIELD: Final = (re.compile(r"[a-z][a-z0-9_]*|[a-z][A-Za-z0-9]*"), "snake_case or lowerCamelCase")


def doc_missing(place: Place, element: Element | None) -> Iterator[Said]:
    """Types, services and functions without a comment."""
    del place
    if isinstance(element, Enum | Record | Service | Function) and not element.doc:
        yield element.position, Severity.WARNING, f"{_what(element)} '{element.name}' has no doc"


def field_doc_missing(place: Place, element: Element | None) -> Iterator[Said]:
    """Fields of structs without a comment."""
    del place
    if isinstance(element, Record):
        for field in element.fields:
            if not field.doc:
                yield field.position, Severity.WARNING, f"field '{field.name}' has no doc"


def reserved(place: Place, element: Element | None) -> Iterator[Said]:
    """Names that the settings forbid."""
    if element is not None and element.name in place.settings.names_reserved:
        yield element.position, Severity.ERROR, f"the name '{element.name}' is reserved"


def style(place: Place, element: Element | None) -> Iterator[Said]:
    """Names that are not written as is usual for what they name."""
    del place
    if element is None:
        return
    pattern, words = _usual(element)
    if not pattern.fullmatch(element.name):
        message = f"{_what(element)} '{element.name}' is not {words}"
        yield element.position, Severity.WARNING, message


def _usual(element: Element) -> tuple[re.Pattern[str], str]:
    match element:
        case Typedef() | Enum() | Record() | Service():
            return _TYPE
        case Const() | EnumMember():
            return _CONSTANT
        case Field() | Function():
            return _FIELD


def _what(element: Element) -> str:
    if isinstance(element, Record):
        return element.kind.value
    if isinstance(element, EnumMember):
        return "member"
    return type(element).__name__.lower()
