"""Which file, and which type, of the old program is which of the new one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from itertools import chain

from attrs import frozen

from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    DefinitionKind,
    Document,
    DocumentKey,
    Field,
    ListType,
    ListValue,
    MapType,
    MapValue,
    MemberRef,
    Program,
    Record,
    RecordValue,
    Reference,
    Requiredness,
    SetType,
    SetValue,
    Type,
    Value,
    idl_text,
)

__all__ = ["Pairing", "pair_documents"]

_Pair = tuple[tuple[DocumentKey, str], tuple[DocumentKey, str]]


def pair_documents(old: Program, new: Program) -> Mapping[DocumentKey, DocumentKey]:
    """Old file -> new file: roots by their order, the others by their place beside the first root.

    Where the place changed, the only file of that name is taken.
    """
    pairs = dict(zip(old.roots, new.roots, strict=False))
    places = _places(new)
    for document in old.documents:
        if document.key not in pairs:
            found = places.get(_place(old, document))
            named = [each.key for each in new.documents if each.stem == document.stem]
            if found is None and len(named) == 1:
                found = named[0]
            if found is not None:
                pairs[document.key] = found
    return pairs


def _places(program: Program) -> Mapping[str, DocumentKey]:
    return {_place(program, document): document.key for document in program.documents}


def _place(program: Program, document: Document) -> str:
    start = posixpath.dirname(program.roots[0]) if program.roots else ""
    return posixpath.relpath(document.key, start or ".")


@frozen(eq=False)
class Pairing:
    """Two programs side by side.

    Attributes:
        old: before.
        new: after.
        documents: old file -> new file.
    """

    old: Program
    new: Program
    documents: Mapping[DocumentKey, DocumentKey]

    def type_change(self, old: Type | None, new: Type | None) -> str | None:
        """What became of a type: None nothing, ``wire`` or ``source`` whom the change breaks."""
        if self._alike(old, new):
            return None
        return "source" if self._same_wire(old, new, frozenset()) else "wire"

    def same_value(self, old: Value | None, new: Value | None) -> bool:
        """Whether two defaults are one value, however they were written."""
        before = self.old.true_value(old) if old is not None else None
        after = self.new.true_value(new) if new is not None else None
        match before, after:
            case (ListValue(items=theirs), ListValue(items=own)) | (
                SetValue(items=theirs),
                SetValue(items=own),
            ):
                return self._same_values(theirs, own)
            case MapValue(entries=theirs), MapValue(entries=own):
                return self._same_values(tuple(chain(*theirs)), tuple(chain(*own)))
            case RecordValue(entries=theirs), RecordValue(entries=own):
                known, given = dict(theirs), dict(own)
                return known.keys() == given.keys() and all(
                    self.same_value(known[name], given[name]) for name in known
                )
            case MemberRef(), MemberRef():
                return before.value == after.value
            case _:
                return before == after

    def _same_values(self, old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
        return len(old) == len(new) and all(map(self.same_value, old, new))

    def _alike(self, old: Type | None, new: Type | None) -> bool:
        """Whether both types give the same code; typedefs may come and go."""
        old = self.old.true_type(old) if old is not None else None
        new = self.new.true_type(new) if new is not None else None
        match old, new:
            case None, None:
                return True
            case BaseType(kind=before), BaseType(kind=after):
                return before is after
            case (ListType(element=before), ListType(element=after)) | (
                SetType(element=before),
                SetType(element=after),
            ):
                return self._alike(before, after)
            case MapType(), MapType():
                return self._alike(old.key, new.key) and self._alike(old.value, new.value)
            case Reference(), Reference():
                return self._same_definition(old, new)
            case _:
                return False

    def _same_definition(self, old: Reference, new: Reference) -> bool:
        there = self.documents.get(old.document)
        return old.name == new.name and old.kind is new.kind and there == new.document

    def _same_wire(self, old: Type | None, new: Type | None, seen: frozenset[_Pair]) -> bool:
        """Whether bytes of one type can be read as the other."""
        old = self.old.true_type(old) if old is not None else None
        new = self.new.true_type(new) if new is not None else None
        match old, new:
            case (ListType(element=before), ListType(element=after)) | (
                SetType(element=before),
                SetType(element=after),
            ):
                return self._same_wire(before, after, seen)
            case MapType(), MapType():
                return self._same_wire(old.key, new.key, seen) and self._same_wire(
                    old.value, new.value, seen
                )
            case Reference(), Reference() if _wire_kind(old) == _wire_kind(new) == "struct":
                return self._same_definition(old, new) or self._same_fields(old, new, seen)
            case _:
                return _wire_kind(old) == _wire_kind(new)

    def _same_fields(self, old: Reference, new: Reference, seen: frozenset[_Pair]) -> bool:
        """Whether two structs of different names are one on the wire."""
        pair = (old.place, new.place)
        if pair in seen:
            return True
        before, after = self.old.find(old), self.new.find(new)
        if not (isinstance(before, Record) and isinstance(after, Record)):
            return False
        theirs = {field.id: field for field in before.fields}
        own = {field.id: field for field in after.fields}
        if _required(theirs) != _required(own):
            return False
        return all(
            self._same_wire(theirs[number].type, own[number].type, seen | {pair})
            for number in theirs.keys() & own.keys()
        )


def _required(fields: Mapping[int, Field]) -> set[int]:
    return {
        number for number, field in fields.items() if field.requiredness is Requiredness.REQUIRED
    }


def _wire_kind(true: Type | None) -> str:
    """What a type is on the wire: an enum is an i32, text is bytes, a union is a struct."""
    match true:
        case BaseType(kind=BaseKind.STRING | BaseKind.BINARY):
            return "string"
        case Reference(kind=DefinitionKind.ENUM):
            return "i32"
        case Reference():
            return "struct"
        case ListType() | SetType() | MapType():
            return type(true).__name__
        case _:
            return idl_text(true) if true is None else true.kind.value
