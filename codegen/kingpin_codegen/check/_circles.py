"""Things that are made of themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kingpin_codegen.check._finding import Finding
from kingpin_codegen.model import (
    DefinitionKind,
    DocumentKey,
    Record,
    RecordValue,
    Reference,
    Requiredness,
    Service,
    Severity,
    Typedef,
    type_parts,
    value_parts,
)

if TYPE_CHECKING:
    from kingpin_codegen.model import Field, Position, Program, Value

__all__ = ["default_circles", "extends_circles", "required_circles", "typedef_circles"]

T = TypeVar("T", bound=Hashable)


class _Place(NamedTuple):
    """A definition, or a field of one, in a graph."""

    document: DocumentKey
    name: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.name}.{self.field}" if self.field else self.name


def typedef_circles(program: Program) -> Iterator[Finding]:
    """A typedef of itself, by way of others or inside of a container."""
    graph: dict[_Place, list[_Place]] = {}
    positions: dict[_Place, Position] = {}
    for document in program.documents:
        for typedef in document.definitions:
            if isinstance(typedef, Typedef):
                place = _Place(document.key, typedef.name)
                positions.setdefault(place, typedef.position)
                graph[place] = [
                    _Place(used.document, used.name)
                    for used in type_parts(typedef.type)
                    if isinstance(used, Reference) and used.kind is DefinitionKind.TYPEDEF
                ]
    for way in _circles(graph, lambda place: graph.get(place, ())):
        yield Finding(positions[way[0]], f"typedef '{way[0]}' is made of itself: {_words(way)}")


def extends_circles(program: Program) -> Iterator[Finding]:
    """A service that extends itself, by way of others."""
    graph: dict[_Place, list[_Place]] = {}
    positions: dict[_Place, Position] = {}
    for document in program.documents:
        for service in document.definitions:
            if isinstance(service, Service) and service.extends is not None:
                place = _Place(document.key, service.name)
                positions.setdefault(place, service.position)
                graph[place] = [_Place(service.extends.document, service.extends.name)]
    for way in _circles(graph, lambda place: graph.get(place, ())):
        yield Finding(positions[way[0]], f"service '{way[0]}' extends itself: {_words(way)}")


def required_circles(program: Program) -> Iterator[Finding]:
    """A struct that must hold one of its own kind, so that none can ever be made.

    A warning: Apache's compiler takes it, and the rest of the file is none the worse.
    """
    graph: dict[_Place, list[_Place]] = {}
    positions: dict[_Place, Position] = {}
    for place, record in _records(program):
        positions.setdefault(place, record.position)
        fields = record.fields if record.kind is not DefinitionKind.UNION else ()
        graph[place] = [
            _Place(used.document, used.name)
            for field in fields
            if field.requiredness is Requiredness.REQUIRED
            and isinstance(used := program.true_type(field.type), Reference)
        ]
    for way in _circles(graph, lambda place: graph.get(place, ())):
        message = f"{way[0]} requires one of its own kind, so there can be none: {_words(way)}"
        yield Finding(positions[way[0]], message, Severity.WARNING)


def default_circles(program: Program) -> Iterator[Finding]:
    """A default that makes a struct whose defaults make it again, without end."""
    fields: dict[_Place, Field] = {}
    graph: dict[_Place, list[_Place]] = {}
    for place, record in _records(program):
        for field in record.fields:
            if field.default is not None:
                fields[place._replace(field=field.name)] = field
    for place, field in fields.items():
        graph[place] = [
            _Place(made.record.document, made.record.name, name)
            for made in _made(program, field.default)
            for name in _defaults(program, made)
        ]
    for way in _circles(graph, lambda place: graph.get(place, ())):
        message = f"the default of {way[0]} makes itself again: {_words(way)}"
        yield Finding(fields[way[0]].position, message)


def _records(program: Program) -> Iterator[tuple[_Place, Record]]:
    for document in program.documents:
        for record in document.definitions:
            if isinstance(record, Record):
                yield _Place(document.key, record.name), record


def _made(program: Program, value: Value | None) -> Iterator[RecordValue]:
    """The records that are made with a value."""
    rest = [value] if value is not None else []
    seen: set[int] = set()
    while rest:
        value = program.true_value(rest.pop())
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, RecordValue):
            yield value
        rest += value_parts(value)


def _defaults(program: Program, made: RecordValue) -> Iterator[str]:
    """The fields of a record that are made from their defaults."""
    record = program.find(made.record)
    given = {name for name, _ in made.entries}
    if isinstance(record, Record):
        yield from (
            field.name
            for field in record.fields
            if field.default is not None and field.name not in given
        )


def _circles(nodes: Iterable[T], following: Callable[[T], Iterable[T]]) -> Iterator[list[T]]:
    """Ways that end where they begin, one for each node at which a circle is met."""
    done: set[T] = set()
    for node in nodes:
        way: dict[T, Iterator[T]] = {node: iter(following(node))} if node not in done else {}
        while way:
            at = next(reversed(way))
            step = next(way[at], None)
            if step is None:
                del way[at]
                done.add(at)
            elif step in way:
                names = list(way)
                yield [*names[names.index(step) :], step]
            elif step not in done:
                way[step] = iter(following(step))


def _words(way: list[_Place]) -> str:
    return " -> ".join(str(place) for place in way)
