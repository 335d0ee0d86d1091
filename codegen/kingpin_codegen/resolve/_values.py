"""From literals to values of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from kingpin_codegen.model import (
    BaseType,
    ConstantRef,
    DefinitionKind,
    DocumentKey,
    IntValue,
    ListType,
    ListValue,
    MapType,
    MapValue,
    MemberRef,
    RecordValue,
    Reference,
    SetType,
    SetValue,
    Type,
    Value,
    idl_text,
)
from kingpin_codegen.parse.syntax import (
    BoolNode,
    ConstNode,
    FloatNode,
    IntNode,
    ListNode,
    MapNode,
    NameNode,
    StringNode,
    ValueNode,
)
from kingpin_codegen.resolve._constants import member_meant
from kingpin_codegen.resolve._reports import Reports
from kingpin_codegen.resolve._scalars import doubt, scalar
from kingpin_codegen.resolve._scope import Scope, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_codegen.resolve._lookup import Lookup

__all__ = ["Values"]

_WORDS: Final[Mapping[type[ValueNode], str]] = {
    IntNode: "a number",
    FloatNode: "a number with a fraction",
    StringNode: "a string",
    ListNode: "a list",
    MapNode: "a map",
}
_DEEPEST: Final = 200
_MOST_COPIED: Final = 10_000


@frozen
class _Use:
    """Where a value stands.

    Attributes:
        scope: the file whose names it uses.
        what: whom it is for, in words.
        reports: who hears of problems.
    """

    scope: Scope
    what: str
    reports: Reports


class Values:
    """Values of one program; constants are resolved by their order of need."""

    def __init__(self, lookup: Lookup, reports: Reports) -> None:
        self._lookup = lookup
        self._reports = reports
        self._constants: dict[tuple[DocumentKey, str], tuple[Type, Value] | None] = {}
        self._depth = 0
        self._copied = 0

    def add_constant(self, scope: Scope, node: ConstNode) -> None:
        """Resolve a constant; those it names must have been added."""
        type_ = self._lookup.type(scope, node.type)
        value = (
            self.value(scope, node.value, type_, f"constant '{node.name.text}'") if type_ else None
        )
        found = (type_, value) if type_ is not None and value is not None else None
        self._constants[scope.key, node.name.text] = found

    def constant(self, scope: Scope, node: ConstNode) -> tuple[Type, Value] | None:
        """A constant's type and value; None if something is wrong with it, which is told."""
        return self._constants.get((scope.key, node.name.text))

    def value(self, scope: Scope, node: ValueNode, type_: Type, what: str) -> Value | None:
        """A literal as a value of a type; None if it does not fit, which is told."""
        return self._value(_Use(scope, what, self._reports), node, type_)

    def _value(self, use: _Use, node: ValueNode, type_: Type) -> Value | None:
        true = self._lookup.true_type(type_)
        if true is None:
            return None
        # Types may be recursive and constants refer to constants: depth has no other limit.
        if self._depth >= _DEEPEST:
            return self._refuse(use, node, f"{use.what} is nested deeper than {_DEEPEST}")
        self._depth += 1
        try:
            return self._of_type(use, node, type_, true)
        finally:
            self._depth -= 1

    def _of_type(self, use: _Use, node: ValueNode, type_: Type, true: Type) -> Value | None:
        if isinstance(node, NameNode):
            return self._named(use, node, type_, true)
        match true:
            case BaseType():
                return self._scalar(use, node, true)
            case ListType() | SetType():
                return self._items(use, node, true)
            case MapType():
                return self._entries(use, node, true)
            case Reference(kind=DefinitionKind.ENUM):
                return self._number(use, node, true)
            case Reference():
                return self._record(use, node, true)

    def _scalar(self, use: _Use, node: ValueNode, type_: BaseType) -> Value | None:
        value = scalar(node, type_.kind)
        if value is None:
            return self._mismatch(use, node, type_)
        if isinstance(value, str):
            return self._refuse(use, node, f"{use.what}: {value}")
        if odd := doubt(node, type_.kind):
            self._warn(use, node, f"{use.what}: {odd}")
        return value

    def _items(self, use: _Use, node: ValueNode, type_: ListType | SetType) -> Value | None:
        if isinstance(node, MapNode) and not node.entries:
            self._warn(use, node, f"{use.what}: '{{}}' for {idl_text(type_)}: write '[]'")
            node = ListNode((), node.offset)
        if not isinstance(node, ListNode):
            return self._mismatch(use, node, type_)
        found = [self._value(use, item, type_.element) for item in node.items]
        items = tuple(item for item in found if item is not None)
        if len(items) < len(found):
            return None
        if isinstance(type_, ListType):
            return ListValue(items)
        if len(set(items)) < len(items):
            self._warn(use, node, f"{use.what}: a member of the set is given twice")
        return SetValue(items)

    def _entries(self, use: _Use, node: ValueNode, type_: MapType) -> Value | None:
        if isinstance(node, ListNode) and not node.items:
            self._warn(use, node, f"{use.what}: '[]' for {idl_text(type_)}: write '{{}}'")
            node = MapNode((), node.offset)
        if not isinstance(node, MapNode):
            return self._mismatch(use, node, type_)
        entries: list[tuple[Value, Value]] = []
        for key_node, value_node in node.entries:
            key = self._value(use, key_node, type_.key)
            value = self._value(use, value_node, type_.value)
            if key is not None and value is not None:
                entries.append((key, value))
        if len(entries) < len(node.entries):
            return None
        if len({key for key, _ in entries}) < len(entries):
            self._warn(use, node, f"{use.what}: a key of the map is given twice")
        return MapValue(tuple(entries))

    def _number(self, use: _Use, node: ValueNode, type_: Reference) -> Value | None:
        if not isinstance(node, IntNode):
            return self._mismatch(use, node, type_)
        members = self._lookup.members(type_)
        for name, number in members.items():
            if number == node.value:
                return MemberRef(type_, name, number, str(node.value))
        return self._refuse(
            use, node, f"{use.what}: enum {type_.name} has no member with value {node.value}"
        )

    def _record(self, use: _Use, node: ValueNode, type_: Reference) -> Value | None:
        if not isinstance(node, MapNode):
            return self._mismatch(use, node, type_)
        fields = self._lookup.fields(type_)
        entries: dict[str, Value] = {}
        complete = True
        for key, value_node in node.entries:
            if not isinstance(key, StringNode):
                return self._refuse(use, key, f"{use.what}: a field's name is a string in quotes")
            if key.value not in fields:
                hint = suggestion(key.value, fields, use.reports)
                message = f"{use.what}: {type_.kind} {type_.name} has no field '{key.value}'{hint}"
                return self._refuse(use, key, message)
            if key.value in entries:
                self._warn(use, key, f"{use.what}: field '{key.value}' is given twice")
            field_type = fields[key.value][1]
            value = self._value(use, value_node, field_type) if field_type else None
            complete = complete and value is not None
            if value is not None:
                entries[key.value] = value
        if not complete:
            return None
        self._check_presence(use, node, type_, entries)
        return RecordValue(type_, tuple(entries.items()))

    def _check_presence(
        self, use: _Use, node: MapNode, type_: Reference, entries: Mapping[str, Value]
    ) -> None:
        if type_.kind is DefinitionKind.UNION and len(entries) != 1:
            message = f"{use.what}: union {type_.name} with {len(entries)} fields set, not one"
            self._warn(use, node, message)
        for name, (field, _) in self._lookup.fields(type_).items():
            if field.requiredness == "required" and not field.default and name not in entries:
                message = f"{use.what}: required field '{name}' of {type_.name} is not given"
                self._warn(use, node, message)

    def _named(self, use: _Use, node: NameNode, type_: Type, true: Type) -> Value | None:
        meant = member_meant(self._lookup, use.scope, node.text)
        if isinstance(true, Reference) and true.kind is DefinitionKind.ENUM:
            if (member := self._member(use, node, true)) is not None:
                return member
        elif meant is not None:
            return self._member_as(use, node, meant, true)
        if found := use.scope.constant(node.text):
            return self._constant(use, node, found, type_)
        if meant is not None:
            return self._mismatch(use, node, true)
        if not use.scope.doubtful(node.text):
            self._unknown(use, node, true)
        return None

    def _member(self, use: _Use, node: NameNode, enum: Reference) -> Value | None:
        """The member of an enum: by its full name, by its own name alone, or by a wrong enum's."""
        members = self._lookup.members(enum)
        qualifier, _, name = node.text.rpartition(".")
        if name not in members:
            return None
        meant = member_meant(self._lookup, use.scope, node.text)
        if not qualifier and use.scope.constant(name) is not None:
            return None  # a constant of that name is nearer
        if qualifier and (meant is None or meant.enum.place != enum.place):
            # Apache's compiler looks at the last word only.
            message = f"{use.what}: '{node.text}' is taken as {enum.name}.{name}"
            self._warn(use, node, message)
        return MemberRef(enum, name, members[name], node.text)

    def _member_as(self, use: _Use, node: NameNode, member: MemberRef, true: Type) -> Value | None:
        """A member of an enum where another type is asked for."""
        if not isinstance(true, BaseType):
            return self._mismatch(use, node, true)
        value = scalar(IntNode(member.value, node.offset), true.kind)
        if value is None:
            return self._mismatch(use, node, true)
        if isinstance(value, str):
            return self._refuse(use, node, f"{use.what}: {value}")
        return member if isinstance(value, IntValue) else value

    def _constant(
        self, use: _Use, node: NameNode, found: tuple[Scope, ConstNode], type_: Type
    ) -> Value | None:
        resolved = self.constant(*found)
        if resolved is None:
            return None
        scope, constant = found
        reference = ConstantRef(constant.name.text, scope.key, node.text)
        their_type, their_value = resolved
        true, their_true = self._lookup.true_type(type_), self._lookup.true_type(their_type)
        if true == their_true:
            return reference
        # Another type: would what the constant was given fit here too? Then it stands here as a
        # value of this type, unless that is the very same value.
        self._copied += 1
        if self._copied > _MOST_COPIED:
            return self._refuse(use, node, f"{use.what}: constants of other types copied too often")
        quiet = _Use(scope, use.what, Reports())
        value = self._value(quiet, constant.value, type_)
        if value is None:
            message = f"'{node.text}' is {idl_text(their_type)}, not {idl_text(type_)}"
            return self._refuse(use, node, f"{use.what}: {message}")
        return reference if value == their_value else value

    def _unknown(self, use: _Use, node: NameNode, true: Type) -> None:
        known = list(use.scope.known("constants"))
        if isinstance(true, Reference) and true.kind is DefinitionKind.ENUM:
            prefix = true.text or true.name
            known += [f"{prefix}.{name}" for name in self._lookup.members(true)]
        hint = suggestion(node.text, known, use.reports)
        self._refuse(use, node, f"{use.what}: unknown constant '{node.text}'{hint}")

    def _mismatch(self, use: _Use, node: ValueNode, type_: Type) -> Value | None:
        return self._refuse(
            use, node, f"{use.what}: {_words(node)} where {idl_text(type_)} is asked for"
        )

    def _refuse(self, use: _Use, node: ValueNode, message: str) -> Value | None:
        """Tell what is wrong; None, for callers to give back."""
        use.reports.error(use.scope.source, node.offset, message)
        return None

    def _warn(self, use: _Use, node: ValueNode, message: str) -> None:
        use.reports.warning(use.scope.source, node.offset, message)


def _words(node: ValueNode) -> str:
    match node:
        case BoolNode(value=truth):
            return "true" if truth else "false"
        case NameNode(text=text):
            return f"'{text}'"
        case _:
            return _WORDS[type(node)]
