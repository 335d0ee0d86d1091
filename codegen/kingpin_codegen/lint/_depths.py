"""How deep records are nested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.model import (
    DefinitionKind,
    DocumentKey,
    ListType,
    MapType,
    Program,
    Record,
    Reference,
    SetType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Depths"]

_Key = tuple[DocumentKey, str]


class Depths:
    """Depths of one program's records, each found once.

    A record of scalars has depth 1; each struct and each container on the way down adds 1.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: dict[_Key, int | None] = {}

    def of(self, key: _Key) -> int | None:
        """The depth of a record; None if it holds itself, or something that does.

        The walk keeps its own stack: records may be chained as long as files are.
        """
        circular: set[_Key] = set()
        way = {key: self._inner(key)} if key not in self._found else {}
        while way:
            at = next(reversed(way))
            step = next(way[at], None)
            if step is None:
                del way[at]
                self._found[at] = None if at in circular else self._sum(at)
            elif step[0] in way:
                names = list(way)
                circular.update(names[names.index(step[0]) :])
            elif step[0] not in self._found:
                way[step[0]] = self._inner(step[0])
        return self._found[key]

    def _sum(self, key: _Key) -> int | None:
        deepest = 1 + self._containers(key)
        for inner, added in self._inner(key):
            part = self._found[inner]
            if part is None:
                return None
            deepest = max(deepest, part + added)
        return deepest

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
                yield reference.place, layers + 1


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
