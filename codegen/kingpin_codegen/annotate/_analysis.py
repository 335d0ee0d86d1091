"""What a program's records need, found by following types through every file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    Const,
    DefinitionKind,
    DocumentKey,
    Enum,
    ListType,
    MapType,
    Record,
    Reference,
    Requiredness,
    Service,
    SetType,
    Typedef,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kingpin_codegen.model import Program, Type

__all__ = ["Analysis"]

_Key: TypeAlias = tuple[DocumentKey, str]


class Analysis:
    """Answers about types, each found once.

    Args:
        program: what was loaded.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._records = {
            (document.key, each.name): each
            for document in program.documents
            for each in document.definitions
            if isinstance(each, Record)
        }
        self._finished = self._closure(self._finishes_itself)
        self._portable = self._closure(self._is_portable_itself)
        self._keys: set[_Key] = set()
        self._listed: set[_Key] = set()
        for type_ in self._all_types():
            self._look_into(type_)

    def true(self, type_: Type) -> Type:
        """The type behind typedefs."""
        return self._program.true_type(type_)

    def is_key(self, document: DocumentKey, record: Record) -> bool:
        """True if some map or set of the program may hold the record as a key or member."""
        return (document, record.name) in self._keys

    def is_listed(self, document: DocumentKey, record: Record) -> bool:
        """True if the record is an element of some list of the program."""
        return (document, record.name) in self._listed

    def needs_finish(self, type_: Type) -> bool:
        """True if a decoded value is not yet what Python's type says."""
        return self._any(type_, self._type_finishes, self._finished)

    def is_portable(self, type_: Type | None) -> bool:
        """True if only the portable codec can read and write it."""
        return type_ is not None and self._any(type_, self._type_is_portable, self._portable)

    def record_needs_finish(self, document: DocumentKey, record: Record) -> bool:
        """The same of a record as a whole."""
        return (document, record.name) in self._finished

    def is_container(self, type_: Type) -> bool:
        """True for a list, set or map."""
        return isinstance(self.true(type_), ListType | SetType | MapType)

    def _any(self, type_: Type, fits: Callable[[Type], bool], records: set[_Key]) -> bool:
        return any(
            part.place in records
            if isinstance(part, Reference) and self._is_record(part)
            else fits(part)
            for part in self._parts(type_)
        )

    def _parts(self, type_: Type) -> Iterator[Type]:
        """The type and the types within it, typedefs resolved; not into records."""
        true = self.true(type_)
        yield true
        match true:
            case BaseType() | Reference():
                pass
            case ListType() | SetType():
                yield from self._parts(true.element)
            case MapType():
                yield from self._parts(true.key)
                yield from self._parts(true.value)
            case _:
                assert_never(true)

    @staticmethod
    def _is_record(reference: Reference) -> bool:
        return reference.kind in {
            DefinitionKind.STRUCT,
            DefinitionKind.UNION,
            DefinitionKind.EXCEPTION,
        }

    def _closure(self, fits: Callable[[Record], bool]) -> set[_Key]:
        """The records that fit, and those that hold such a record, however deep."""
        found = {key for key, record in self._records.items() if fits(record)}
        users: dict[_Key, set[_Key]] = {}
        for key, record in self._records.items():
            for used in self._used(record):
                users.setdefault(used, set()).add(key)
        fresh = list(found)
        while fresh:
            for user in users.get(fresh.pop(), set()) - found:
                found.add(user)
                fresh.append(user)
        return found

    def _used(self, record: Record) -> set[_Key]:
        return {
            part.place
            for field in record.fields
            for part in self._parts(field.type)
            if isinstance(part, Reference) and self._is_record(part)
        }

    def _finishes_itself(self, record: Record) -> bool:
        return record.kind is DefinitionKind.UNION or any(
            field.requiredness is Requiredness.REQUIRED
            or any(self._type_finishes(part) for part in self._parts(field.type))
            for field in record.fields
        )

    def _is_portable_itself(self, record: Record) -> bool:
        return any(
            self._type_is_portable(part)
            for field in record.fields
            for part in self._parts(field.type)
        )

    def _type_finishes(self, part: Type) -> bool:
        match part:
            case SetType():
                return True
            case Reference():
                return part.kind is DefinitionKind.ENUM
            case MapType():
                return self.is_container(part.key)
            case _:
                return False

    def _type_is_portable(self, part: Type) -> bool:
        match part:
            case BaseType():
                return part.kind is BaseKind.UUID
            case MapType():
                return self.is_container(part.key)
            case _:
                return False

    def _look_into(self, type_: Type) -> None:
        """Find elements of lists; and records within keys and members of sets, however deep."""
        for part in self._parts(type_):
            if isinstance(part, SetType):
                self._add_keys(part.element)
            elif isinstance(part, MapType):
                self._add_keys(part.key)
            elif isinstance(part, ListType):
                element = self.true(part.element)
                if isinstance(element, Reference):
                    self._listed.add(element.place)

    def _add_keys(self, type_: Type) -> None:
        for part in self._parts(type_):
            if isinstance(part, Reference) and self._is_record(part):
                key = part.place
                if key not in self._keys:
                    self._keys.add(key)
                    for field in self._records[key].fields:
                        self._add_keys(field.type)

    def _all_types(self) -> Iterator[Type]:
        for document in self._program.documents:
            for each in document.definitions:
                match each:
                    case Typedef() | Const():
                        yield each.type
                    case Record():
                        yield from (field.type for field in each.fields)
                    case Service():
                        for function in each.functions:
                            yield from (field.type for field in function.arguments)
                            if function.result is not None:
                                yield function.result
                    case Enum():
                        pass
                    case _:
                        assert_never(each)
