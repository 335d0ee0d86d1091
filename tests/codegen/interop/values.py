"""Values of every type of an IDL file, for our classes and for Apache's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    DefinitionKind,
    Enum,
    ListType,
    MapType,
    Record,
    Reference,
    Requiredness,
    SetType,
)
from kingpin_sdk.rpc import FrozenMap

if TYPE_CHECKING:
    from kingpin_codegen.model import Program, Type

__all__ = ["Values"]

_BASES: dict[BaseKind, st.SearchStrategy[Any]] = {
    BaseKind.BOOL: st.booleans(),
    BaseKind.I8: st.integers(-(2**7), 2**7 - 1),
    BaseKind.I16: st.integers(-(2**15), 2**15 - 1),
    BaseKind.I32: st.integers(-(2**31), 2**31 - 1),
    BaseKind.I64: st.integers(-(2**63), 2**63 - 1),
    BaseKind.DOUBLE: st.floats().filter(lambda number: not math.isnan(number)),
    BaseKind.STRING: st.text(max_size=20),
    BaseKind.BINARY: st.binary(max_size=20),
    BaseKind.UUID: st.uuids(),
}


class Values:
    """Neutral values, drawn by type, and either side's objects made of them.

    A record is a dict of the fields that are set; a set or map is a tuple of its items.

    Args:
        program: the IDL.
        ours: our module of a document, by its stem.
        theirs: Apache's module of its types, by the same.
    """

    def __init__(self, program: Program, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        self._program = program
        self._ours = ours
        self._theirs = theirs

    def neutral(self, type_: Type, depth: int = 3) -> st.SearchStrategy[Any]:
        """Neutral values of a type; records nest that deep."""
        true = self._program.true_type(type_)
        match true:
            case BaseType():
                return _BASES[true.kind]
            case ListType() | SetType():
                return st.lists(self.neutral(true.element, depth), max_size=3).map(tuple)
            case MapType():
                pair = st.tuples(self.neutral(true.key, depth), self.neutral(true.value, depth))
                return st.lists(pair, max_size=3).map(tuple)
            case Reference():
                return self._reference(true, depth)

    def _reference(self, type_: Reference, depth: int) -> st.SearchStrategy[Any]:
        found = self._program.find(type_)
        if isinstance(found, Enum):
            return st.sampled_from([*(each.value for each in found.members), 77])
        assert isinstance(found, Record)
        if found.kind is DefinitionKind.UNION:
            fields = [each for each in found.fields if depth > 0 or self._is_flat(each.type)]
            return st.one_of(
                [st.fixed_dictionaries({each.name: self.neutral(each.type, depth - 1)})
                 for each in fields]
            )  # fmt: skip
        # Apache's classes share their defaults, so that one who reads into one changes them all.
        needed = {
            each.name: self.neutral(each.type, depth - 1)
            for each in found.fields
            if each.requiredness is Requiredness.REQUIRED or each.default is not None
        }
        optional = {
            each.name: self.neutral(each.type, depth - 1)
            for each in found.fields
            if each.name not in needed and (depth > 0 or self._is_flat(each.type))
        }
        return st.fixed_dictionaries(needed, optional=optional)

    def _is_flat(self, type_: Type) -> bool:
        return isinstance(self._program.true_type(type_), BaseType)

    def theirs(self, neutral: Any, type_: Type) -> Any:  # noqa: ANN401 - any type of the IDL
        """As Apache has it."""
        true = self._program.true_type(type_)
        match true:
            case BaseType():
                return neutral
            case ListType():
                return [self.theirs(each, true.element) for each in neutral]
            case SetType():
                return {self.theirs(each, true.element) for each in neutral}
            case MapType():
                return {
                    self.theirs(key, true.key): self.theirs(value, true.value)
                    for key, value in neutral
                }
            case Reference():
                found = self._program.find(true)
                if isinstance(found, Enum):
                    return neutral
                assert isinstance(found, Record)
                types = {each.name: each.type for each in found.fields}
                module = self._theirs[self._program.document(true.document).stem]
                fields = {name: self.theirs(each, types[name]) for name, each in neutral.items()}
                return getattr(module, found.name)(**fields)

    def ours(self, neutral: Any, type_: Type, *, key: bool = False) -> Any:  # noqa: ANN401
        """As we have it; in a key, containers are those that have a hash."""
        true = self._program.true_type(type_)
        match true:
            case BaseType():
                return neutral
            case ListType():
                items = [self.ours(each, true.element, key=key) for each in neutral]
                return tuple(items) if key else items
            case SetType():
                members = {self.ours(each, true.element, key=True) for each in neutral}
                return frozenset(members) if key else members
            case MapType():
                entries = {
                    self.ours(one, true.key, key=True): self.ours(other, true.value, key=key)
                    for one, other in neutral
                }
                return FrozenMap(entries) if key else entries
            case Reference():
                found = self._program.find(true)
                module = self._ours[self._program.document(true.document).stem]
                if isinstance(found, Enum):
                    return getattr(module, found.name)(neutral)
                assert isinstance(found, Record)
                types = {each.name: each.type for each in found.fields}
                fields = {name: self.ours(each, types[name]) for name, each in neutral.items()}
                return getattr(module, found.name)(**fields)
