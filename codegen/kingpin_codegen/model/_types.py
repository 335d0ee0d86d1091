"""Types as fields, constants and functions name them.

Equality passes over annotations' positions and over how a name was written: two types are equal if
they mean the same and carry the same annotations.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NewType, TypeAlias, final

from attrs import field, frozen

from kingpin_codegen.model._position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "UNKNOWN",
    "Annotation",
    "BaseKind",
    "BaseType",
    "DefinitionKind",
    "DocumentKey",
    "ListType",
    "MapType",
    "Reference",
    "SetType",
    "Type",
    "annotation_value",
    "idl_text",
    "type_parts",
]

DocumentKey = NewType("DocumentKey", str)
"""Identity of one IDL file: its real path, whatever include reached it. Not for output."""


@frozen
class Annotation:
    """One ``name = "value"`` of the parentheses behind a thing.

    Attributes:
        name: with its dots, as in ``cpp.type``.
        value: the text; ``"1"`` where only the name was written.
    """

    name: str
    value: str
    position: Position = field(eq=False, repr=False)


def annotation_value(annotations: tuple[Annotation, ...], name: str) -> str | None:
    """The value of the annotation with this name; the last one if it was given twice."""
    return next((each.value for each in reversed(annotations) if each.name == name), None)


class BaseKind(enum.StrEnum):
    """The types that are built in, by their IDL names; ``byte`` is `I8`."""

    BOOL = "bool"
    I8 = "i8"
    I16 = "i16"
    I32 = "i32"
    I64 = "i64"
    DOUBLE = "double"
    STRING = "string"
    BINARY = "binary"
    UUID = "uuid"


class DefinitionKind(enum.StrEnum):
    """What a name stands for."""

    TYPEDEF = "typedef"
    ENUM = "enum"
    STRUCT = "struct"
    UNION = "union"
    EXCEPTION = "exception"
    SERVICE = "service"


@final
@frozen
class BaseType:
    """A built-in type.

    Attributes:
        kind: which.
        text: as written; ``byte`` and ``i8`` are one kind.
        annotations: of this use of the type.
    """

    kind: BaseKind
    text: str = field(default="", eq=False)
    annotations: tuple[Annotation, ...] = ()


@final
@frozen
class ListType:
    """``list<element>``.

    Attributes:
        element: what it holds.
        cpp_type: of ``list cpp_type "..."``; None without.
        annotations: of this use of the type.
    """

    element: Type
    cpp_type: str | None = None
    annotations: tuple[Annotation, ...] = ()


@final
@frozen
class SetType:
    """``set<element>``; attributes as `ListType`'s."""

    element: Type
    cpp_type: str | None = None
    annotations: tuple[Annotation, ...] = ()


@final
@frozen
class MapType:
    """``map<key, value>``; other attributes as `ListType`'s."""

    key: Type
    value: Type
    cpp_type: str | None = None
    annotations: tuple[Annotation, ...] = ()


@final
@frozen
class Reference:
    """A use of something defined in IDL; `Program.find` gives the definition.

    It is a name and not the thing itself, because IDL is recursive.

    Attributes:
        name: of the definition, without a prefix.
        document: the file that defines it.
        kind: what it is.
        text: as written, with the include's prefix if there was one.
        annotations: of this use of the type.
    """

    name: str
    document: DocumentKey
    kind: DefinitionKind
    text: str = field(default="", eq=False)
    annotations: tuple[Annotation, ...] = ()

    @property
    def place(self) -> tuple[DocumentKey, str]:
        """What tells definitions apart: the file and the name."""
        return self.document, self.name


UNKNOWN: Final = BaseType(BaseKind.BINARY, "?")
"""Stands for a type that could not be found while problems are gathered; compare by identity.

No loaded program holds it.
"""

Type: TypeAlias = BaseType | ListType | SetType | MapType | Reference
"""Any type but void, which is None where a function gives it."""


def idl_text(type_: Type | None) -> str:
    """A type as IDL has it, without annotations; None is ``void``."""
    match type_:
        case None:
            return "void"
        case BaseType():
            return type_.text or type_.kind.value
        case Reference():
            return type_.text or type_.name
        case ListType():
            return f"list<{idl_text(type_.element)}>"
        case SetType():
            return f"set<{idl_text(type_.element)}>"
        case MapType():
            return f"map<{idl_text(type_.key)}, {idl_text(type_.value)}>"


def type_parts(type_: Type) -> Iterator[Type]:
    """A type itself and all that are written inside of it, containers before what they hold."""
    rest = [type_]
    while rest:
        part = rest.pop()
        yield part
        match part:
            case ListType(element=element) | SetType(element=element):
                rest.append(element)
            case MapType(key=key, value=value):
                rest += [value, key]
            case _:
                pass
