"""Constant values, already brought to the type they are for.

The IDL's notation is looser than its types: ``1`` may be a bool, a double or an enum's member, and
``{}`` a map, a set or a struct. A value here is of the class its type asks for, and was checked
against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, final

from attrs import field, frozen

from kingpin_codegen.model._types import DocumentKey, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BinaryValue",
    "BoolValue",
    "ConstantRef",
    "FloatValue",
    "IntValue",
    "ListValue",
    "MapValue",
    "MemberRef",
    "RecordValue",
    "SetValue",
    "StringValue",
    "UuidValue",
    "Value",
    "value_parts",
]


@final
@frozen
class BoolValue:
    """For ``bool``."""

    value: bool


@final
@frozen
class IntValue:
    """For ``i8`` to ``i64``; in range."""

    value: int


@final
@frozen
class FloatValue:
    """For ``double``; finite."""

    value: float


@final
@frozen
class StringValue:
    """For ``string``."""

    value: str


@final
@frozen
class BinaryValue:
    """For ``binary``: the literal's characters in UTF-8."""

    value: bytes


@final
@frozen
class UuidValue:
    """For ``uuid``: lower case with hyphens, without braces."""

    value: str


@final
@frozen
class ListValue:
    """For ``list``."""

    items: tuple[Value, ...]


@final
@frozen
class SetValue:
    """For ``set``, in the order written; a member may be given twice."""

    items: tuple[Value, ...]


@final
@frozen
class MapValue:
    """For ``map``: keys and values in the order written; a key may be given twice."""

    entries: tuple[tuple[Value, Value], ...]


@final
@frozen
class RecordValue:
    """For a struct, union or exception.

    Attributes:
        record: which.
        entries: field's name -> value, in the order written, each name once.
    """

    record: Reference
    entries: tuple[tuple[str, Value], ...]


@final
@frozen
class ConstantRef:
    """Another constant's value, by its name; of the class that is asked for here.

    Attributes:
        name: of the constant.
        document: the file that defines it.
        text: as written.
    """

    name: str
    document: DocumentKey
    text: str = field(default="", eq=False)


@final
@frozen
class MemberRef:
    """A member of an enum, for that enum or for ``i8`` to ``i64``.

    Attributes:
        enum: the enum.
        member: its member's name.
        value: its number.
        text: as written: ``Color.RED``, ``common.Color.RED``, ``RED`` or ``1``.
    """

    enum: Reference
    member: str
    value: int
    text: str = field(default="", eq=False)


Value: TypeAlias = (
    BoolValue
    | IntValue
    | FloatValue
    | StringValue
    | BinaryValue
    | UuidValue
    | ListValue
    | SetValue
    | MapValue
    | RecordValue
    | ConstantRef
    | MemberRef
)


def value_parts(value: Value) -> Iterable[Value]:
    """The values directly inside of one; nothing is looked up."""
    match value:
        case ListValue(items=items) | SetValue(items=items):
            return items
        case MapValue(entries=entries):
            return [part for entry in entries for part in entry]
        case RecordValue(entries=entries):
            return [part for _, part in entries]
        case _:
            return ()
