"""Rules about single elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.check._finding import Finding
from kingpin_codegen.model import (
    UNKNOWN,
    DefinitionKind,
    Enum,
    Field,
    Record,
    Reference,
    Requiredness,
    Service,
    Severity,
    idl_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.model import Document, Function, Program

__all__ = ["document_rules", "field_rules", "function_rules"]

_I16: Final = 1 << 15
_I32: Final = 1 << 31


def document_rules(document: Document) -> Iterator[Finding]:
    """Headers that take each other's place, and enums' numbers."""
    scopes: dict[str, str] = {}
    for namespace in document.namespaces:
        first = scopes.setdefault(namespace.scope, namespace.name)
        if first != namespace.name:
            message = f"namespace {namespace.scope} was '{first}'; the last one counts"
            yield Finding(namespace.position, message, Severity.WARNING)
    prefixes: dict[str, str] = {}
    for include in document.includes:
        first = prefixes.setdefault(include.prefix, include.document)
        if first != include.document:
            message = f"another include has the prefix '{include.prefix}' too"
            yield Finding(include.position, message, Severity.WARNING)
    for enum in document.definitions:
        if isinstance(enum, Enum):
            for member in enum.members:
                if not -_I32 <= member.value < _I32:
                    message = f"{enum.name}.{member.name}: {member.value} does not fit an i32"
                    yield Finding(member.position, message)


def field_rules(document: Document) -> Iterator[Finding]:
    """Ids that the wire has no room for, and what a union may not have."""
    for definition in document.definitions:
        if isinstance(definition, Record):
            yield from _ids(definition.fields)
            if definition.kind is DefinitionKind.UNION:
                yield from _union(definition)
        elif isinstance(definition, Service):
            for function in definition.functions:
                yield from _ids(function.arguments)
                yield from _ids(function.throws)


def function_rules(program: Program, document: Document) -> Iterator[Finding]:
    """What functions may throw, and what oneway leaves no room for; wants no circles."""
    for service in document.definitions:
        if isinstance(service, Service):
            for function in service.functions:
                yield from _function(program, function)


def _ids(fields: tuple[Field, ...]) -> Iterator[Finding]:
    for field in fields:
        if not -_I16 <= field.id < _I16:
            message = f"id {field.id} of field '{field.name}' is out of range (1 to {_I16 - 1})"
            yield Finding(field.position, message)


def _union(union: Record) -> Iterator[Finding]:
    default: Field | None = None
    for field in union.fields:
        if field.requiredness is Requiredness.REQUIRED:
            message = f"field '{field.name}' of union {union.name} cannot be required; taken as "
            yield Finding(field.position, f"{message}optional", Severity.WARNING)
        if field.default is not None and default is not None:
            message = f"union {union.name} has defaults for '{default.name}' and '{field.name}'"
            yield Finding(field.position, f"{message}; one is the most")
        default = default or (field if field.default is not None else None)


def _function(program: Program, function: Function) -> Iterator[Finding]:
    for field in function.throws:
        if field.type is UNKNOWN:
            continue
        true = program.true_type(field.type)
        if not (isinstance(true, Reference) and true.kind is DefinitionKind.EXCEPTION):
            message = f"{function.name} throws '{idl_text(field.type)}', which is no exception"
            yield Finding(field.position, message)
    if function.oneway and function.result is not None:
        message = f"oneway {function.name} cannot have a result: nothing is answered; use void"
        yield Finding(function.position, message)
    if function.oneway and function.throws:
        message = f"oneway {function.name} cannot throw: nothing is answered"
        yield Finding(function.position, message)
