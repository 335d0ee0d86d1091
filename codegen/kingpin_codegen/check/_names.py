"""Names and numbers that are given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kingpin_codegen.check._finding import Finding
from kingpin_codegen.model import Const, Enum, Position, Record, Service, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kingpin_codegen.model import Definition, Document, Field, Program

__all__ = [
    "duplicate_definitions",
    "duplicate_functions",
    "duplicate_members",
    "inherited_functions",
]


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def position(self) -> Position: ...


def duplicate_definitions(document: Document) -> Iterator[Finding]:
    """Two types, two constants or two services of one name.

    A service and a type may share one: they never stand in each other's place. Apache's compiler
    refuses that since 0.15, so it is told.
    """
    definitions = document.definitions
    types = [each for each in definitions if not isinstance(each, Const | Service)]
    services = [each for each in definitions if isinstance(each, Service)]
    yield from _twice("type", types)
    yield from _twice("constant", [each for each in definitions if isinstance(each, Const)])
    yield from _twice("service", services)
    names: dict[str, Definition] = {each.name: each for each in types}
    for service in services:
        if other := names.get(service.name):
            line = other.position.line
            message = f"service '{service.name}' has the name of the type of line {line}"
            yield Finding(service.position, message, Severity.WARNING)


def duplicate_members(document: Document) -> Iterator[Finding]:
    """Members of an enum and fields that share a name or a number."""
    for definition in document.definitions:
        if isinstance(definition, Enum):
            yield from _twice(f"member of enum {definition.name}", definition.members)
            numbers: dict[int, str] = {}
            for member in definition.members:
                first = numbers.setdefault(member.value, member.name)
                if first != member.name:
                    message = f"'{member.name}' has the value of '{first}', {member.value}"
                    yield Finding(member.position, message, Severity.WARNING)
        elif isinstance(definition, Record):
            yield from _fields(f"{definition.kind} {definition.name}", definition.fields)
        elif isinstance(definition, Service):
            for function in definition.functions:
                yield from _fields(f"the arguments of {function.name}", function.arguments)
                yield from _fields(f"the exceptions of {function.name}", function.throws)


def duplicate_functions(document: Document) -> Iterator[Finding]:
    """Two functions of one name in a service."""
    for definition in document.definitions:
        if isinstance(definition, Service):
            yield from _twice(f"function of service {definition.name}", definition.functions)


def inherited_functions(program: Program, document: Document) -> Iterator[Finding]:
    """A function that a service has already from one it extends; wants no circles."""
    for service in document.definitions:
        if not isinstance(service, Service):
            continue
        inherited = {
            function.name: ancestor
            for ancestor in program.ancestors(service)
            for function in ancestor.functions
        }
        for function in service.functions:
            if ancestor := inherited.get(function.name):
                message = f"function '{function.name}' comes from service {ancestor.name} already"
                yield Finding(function.position, message)


def _fields(where: str, fields: Sequence[Field]) -> Iterator[Finding]:
    yield from _twice(f"field of {where}", fields)
    ids: dict[int, Field] = {}
    for field in fields:
        first = ids.setdefault(field.id, field)
        if first is not field:
            message = f"'{field.name}' has the id of '{first.name}', {field.id}"
            yield Finding(field.position, message)


def _twice(what: str, things: Iterable[_Named]) -> Iterator[Finding]:
    first: dict[str, _Named] = {}
    for thing in things:
        other = first.setdefault(thing.name, thing)
        if other is not thing:
            line = other.position.line
            message = f"{what} '{thing.name}' is defined twice, first in line {line}"
            yield Finding(thing.position, message)
