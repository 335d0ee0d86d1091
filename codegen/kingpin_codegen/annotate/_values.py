"""Constant values as Python expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from attrs import frozen

from kingpin_codegen.annotate._naming import field_names, member_names
from kingpin_codegen.annotate._scope import Scope
from kingpin_codegen.annotate._text import quoted, quoted_bytes
from kingpin_codegen.model import (
    BinaryValue,
    BoolValue,
    ConstantRef,
    DefinitionKind,
    Enum,
    FloatValue,
    IntValue,
    ListType,
    ListValue,
    MapType,
    MapValue,
    MemberRef,
    Record,
    RecordValue,
    Reference,
    Requiredness,
    SetType,
    SetValue,
    StringValue,
    UuidValue,
)

if TYPE_CHECKING:
    from kingpin_codegen.annotate._types import TypeWriter
    from kingpin_codegen.model import Program, Type, Value

__all__ = ["Expression", "ValueWriter"]


@frozen
class Expression:
    """An expression and what must be known to place it.

    Attributes:
        text: the expression.
        names: first parts of the names in it.
        fresh: it makes a new object that may change, so it must be evaluated each time.
    """

    text: str
    names: frozenset[str] = frozenset()
    fresh: bool = False


class ValueWriter:
    """Writes values of the IDL.

    Args:
        program: what was loaded.
        types: writes its types.
    """

    def __init__(self, program: Program, types: TypeWriter) -> None:
        self._program = program
        self._types = types

    def field_default(self, value: Value, type_: Type, scope: Scope) -> Expression:
        """A value of a field or argument: its containers may be changed by who gets them."""
        return self._write(value, type_, scope, key=False, frozen_=False)

    def constant(self, value: Value, type_: Type, scope: Scope) -> Expression:
        """A constant: its containers never change."""
        return self._write(value, type_, scope, key=False, frozen_=True)

    def _write(
        self, value: Value, type_: Type, scope: Scope, *, key: bool, frozen_: bool
    ) -> Expression:
        true = self._program.true_type(type_)
        if isinstance(value, ConstantRef):
            if not self._may_change(true) or (frozen_ and not key):
                return self._constant_name(value, scope)
            value = self._program.true_value(value)
        match true:
            case ListType():
                return self._list(value, true, scope, key=key, frozen_=frozen_)
            case SetType():
                return self._set(value, true, scope, key=key, frozen_=frozen_)
            case MapType():
                return self._map(value, true, scope, key=key, frozen_=frozen_)
            case _:
                return self._scalar(value, true, scope)

    def _may_change(self, type_: Type) -> bool:
        """Whether what holds such a constant's value must not share it with the constant."""
        if isinstance(type_, Reference):
            return isinstance(self._program.find(type_), Record)
        return isinstance(type_, ListType | SetType | MapType)

    @staticmethod
    def _constant_name(value: ConstantRef, scope: Scope) -> Expression:
        name = scope.module.naming.of(value.document).constants[value.name]
        text = scope.module.defined(value.document, name)
        return Expression(text, _first(text))

    def _list(
        self, value: Value, type_: ListType, scope: Scope, *, key: bool, frozen_: bool
    ) -> Expression:
        assert isinstance(value, ListValue)  # noqa: S101 - the loader brought it to its type
        items = [
            self._write(item, type_.element, scope, key=key, frozen_=frozen_)
            for item in value.items
        ]
        inner = ", ".join(item.text for item in items)
        if key or frozen_:
            text = f"({inner},)" if len(items) == 1 else f"({inner})"
        else:
            text = f"[{inner}]"
        return _joined(text, items, fresh=not (key or frozen_))

    def _set(
        self, value: Value, type_: SetType, scope: Scope, *, key: bool, frozen_: bool
    ) -> Expression:
        assert isinstance(value, SetValue)  # noqa: S101 - see _list
        items = [
            self._write(item, type_.element, scope, key=True, frozen_=frozen_)
            for item in value.items
        ]
        unique = list(dict.fromkeys(item.text for item in items))
        inner = f"{{{', '.join(unique)}}}" if unique else ""
        if key or frozen_:
            text = f"{scope.module.builtin('frozenset')}({inner})"
        else:
            text = inner or f"{scope.module.builtin('set')}()"
        return _joined(text, items, fresh=not (key or frozen_))

    def _map(
        self, value: Value, type_: MapType, scope: Scope, *, key: bool, frozen_: bool
    ) -> Expression:
        assert isinstance(value, MapValue)  # noqa: S101 - see _list
        entries: dict[str, str] = {}
        items: list[Expression] = []
        for one, other in value.entries:
            first = self._write(one, type_.key, scope, key=True, frozen_=frozen_)
            second = self._write(other, type_.value, scope, key=key, frozen_=frozen_)
            # Of a key that was given twice the last value counts, as in every Thrift.
            entries[first.text] = second.text
            items += [first, second]
        inner = f"{{{', '.join(f'{one}: {other}' for one, other in entries.items())}}}"
        if not (key or frozen_):
            return _joined(inner, items, fresh=True)
        top = Scope(scope.module)
        kind = self._types.python(type_, top, key=True) if key else self._types.constant(type_, top)
        return _joined(f"{kind}({inner})", items, fresh=False)

    def _scalar(  # noqa: PLR0911 - one a kind of value
        self, value: Value, type_: Type, scope: Scope
    ) -> Expression:
        match value:
            case BoolValue():
                return Expression(str(value.value))
            case IntValue() if self._is_enum(type_):
                return self._unknown_member(value, type_, scope)
            case IntValue() | FloatValue():
                return Expression(repr(value.value))
            case StringValue():
                return Expression(quoted(value.value))
            case BinaryValue():
                return Expression(quoted_bytes(value.value))
            case UuidValue():
                return Expression(f"{scope.module.used('_uuid')}.UUID({quoted(value.value)})")
            case MemberRef():
                return self._member(value, scope)
            case RecordValue():
                return self._record(value, scope)
            case ListValue() | SetValue() | MapValue() | ConstantRef():
                raise AssertionError(value)  # the loader brought values to their types
            case _:
                assert_never(value)

    def _is_enum(self, type_: Type) -> bool:
        return isinstance(type_, Reference) and isinstance(self._program.find(type_), Enum)

    def _unknown_member(self, value: IntValue, type_: Type, scope: Scope) -> Expression:
        assert isinstance(type_, Reference)  # noqa: S101 - an enum
        text = _class_of(type_, scope)
        return Expression(f"{text}({value.value})", _first(text))

    def _member(self, value: MemberRef, scope: Scope) -> Expression:
        enum = self._program.find(value.enum)
        assert isinstance(enum, Enum)  # noqa: S101 - a MemberRef names an enum
        text = _class_of(value.enum, scope)
        member = member_names(enum)[value.member]
        return Expression(f"{text}.{member}", _first(text))

    def _record(self, value: RecordValue, scope: Scope) -> Expression:
        record = self._program.find(value.record)
        assert isinstance(record, Record)  # noqa: S101 - a RecordValue names a record
        text = _class_of(value.record, scope)
        types = {each.name: each.type for each in record.fields}
        said = {one for one, _ in value.entries}
        attributes = field_names(record)
        items = [
            (attributes[one], self._write(other, types[one], scope, key=False, frozen_=False))
            for one, other in value.entries
        ]
        given = [f"{one}={other.text}" for one, other in items]
        # Apache's compiler takes a value without a required field.
        given += [
            f"{attributes[each.name]}={scope.module.used('_rt')}.UNSET"
            for each in record.fields
            if each.requiredness is Requiredness.REQUIRED
            and each.default is None
            and each.name not in said
            and record.kind is not DefinitionKind.UNION
        ]
        inner = ", ".join(given)
        made = _joined(f"{text}({inner})", [each for _, each in items], fresh=True)
        return Expression(made.text, made.names | _first(text), fresh=True)


def _class_of(type_: Reference, scope: Scope) -> str:
    """A defined type, as a value names it."""
    name = scope.module.naming.of(type_.document).types[type_.name]
    return scope.module.defined(type_.document, name)


def _first(text: str) -> frozenset[str]:
    """The first part of a dotted name, as the names of an expression."""
    return frozenset([text.partition(".")[0]])


def _joined(text: str, items: list[Expression], *, fresh: bool) -> Expression:
    names = frozenset(name for item in items for name in item.names)
    return Expression(text, names, fresh=fresh or any(item.fresh for item in items))
