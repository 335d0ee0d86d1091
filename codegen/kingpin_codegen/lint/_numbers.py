"""Checks of ids, of requiredness and of how many or how large things are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.model import (
    Const,
    DefinitionKind,
    Enum,
    Field,
    IntValue,
    Record,
    Requiredness,
    Severity,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.lint._elements import Element
    from kingpin_codegen.lint._place import Place, Said

__all__ = [
    "enum_size",
    "id_missing",
    "id_negative",
    "id_zero",
    "large_constant",
    "optional",
    "required",
    "requiredness",
]

_I32: Final = 1 << 31


def enum_size(place: Place, element: Element | None) -> Iterator[Said]:
    """Enums with too many members."""
    if isinstance(element, Enum):
        size = len(element.members)
        settings = place.settings
        if size >= min(settings.enum_warning, settings.enum_error):
            severity = Severity.ERROR if size >= settings.enum_error else Severity.WARNING
            yield element.position, severity, f"enum {element.name} has {size} members"


def id_missing(place: Place, element: Element | None) -> Iterator[Said]:
    """Fields and arguments without an id."""
    del place
    if isinstance(element, Field) and element.written_id is None:
        message = f"'{element.name}' has no id: write {element.id} or, in a new struct, one from 1"
        yield element.position, Severity.ERROR, message


def id_negative(place: Place, element: Element | None) -> Iterator[Said]:
    """Ids below zero."""
    del place
    if isinstance(element, Field) and (element.written_id or 0) < 0:
        message = f"id {element.written_id} of '{element.name}' is negative"
        yield element.position, Severity.ERROR, message


def id_zero(place: Place, element: Element | None) -> Iterator[Said]:
    """Ids of zero, which is a result's."""
    del place
    if isinstance(element, Field) and element.written_id == 0:
        yield element.position, Severity.ERROR, f"id of '{element.name}' is zero"


def optional(place: Place, element: Element | None) -> Iterator[Said]:
    """Fields of structs and exceptions that are not optional."""
    del place
    for field in _fields(element):
        if field.requiredness is not Requiredness.OPTIONAL:
            yield field.position, Severity.WARNING, f"'{field.name}' should be optional"


def required(place: Place, element: Element | None) -> Iterator[Said]:
    """Fields that are required, and so can never be taken away again."""
    del place
    for field in _fields(element):
        if field.requiredness is Requiredness.REQUIRED:
            message = f"'{field.name}' is required: no later version can do without it"
            yield field.position, Severity.WARNING, message


def requiredness(place: Place, element: Element | None) -> Iterator[Said]:
    """Fields that are neither required nor optional."""
    del place
    for field in _fields(element):
        if field.requiredness is Requiredness.DEFAULT:
            message = f"'{field.name}' should say 'optional' or 'required'"
            yield field.position, Severity.WARNING, message


def large_constant(place: Place, element: Element | None) -> Iterator[Said]:
    """Constants that need 64 bits."""
    del place
    if isinstance(element, Const) and isinstance(element.value, IntValue):
        number = element.value.value
        if not -_I32 <= number < _I32:
            message = f"{number} needs 64 bits, which not every language has"
            yield element.position, Severity.WARNING, message


def _fields(element: Element | None) -> Iterator[Field]:
    """The fields whose requiredness means something: arguments' and unions' means nothing."""
    if isinstance(element, Record) and element.kind is not DefinitionKind.UNION:
        yield from element.fields
