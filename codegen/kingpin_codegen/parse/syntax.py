"""What the parser gives: the file's elements with names as written, nothing looked up yet.

Every ``offset`` is that of the element's first character in the file's text, that of a name for
what has one. NamedTuples: there are many and they live short.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

__all__ = [
    "AnnotationNode",
    "BoolNode",
    "ConstNode",
    "ContainerNode",
    "DefinitionNode",
    "EnumNode",
    "FieldNode",
    "FloatNode",
    "FunctionNode",
    "IncludeNode",
    "IntNode",
    "ListNode",
    "MapNode",
    "MemberNode",
    "Name",
    "NameNode",
    "NamedTypeNode",
    "NamespaceNode",
    "RecordNode",
    "ServiceNode",
    "StringNode",
    "Syntax",
    "TypeNode",
    "TypedefNode",
    "ValueNode",
]


class Name(NamedTuple):
    """A name where it is given or used; may hold dots."""

    text: str
    offset: int


class AnnotationNode(NamedTuple):
    """``name = "value"``; the value is ``1`` where none was written."""

    name: str
    value: str
    offset: int


class NamedTypeNode(NamedTuple):
    """A built-in type or a reference."""

    name: str
    offset: int
    annotations: tuple[AnnotationNode, ...]


class ContainerNode(NamedTuple):
    """``list``, ``set`` (one argument) or ``map`` (two)."""

    kind: str
    arguments: tuple[TypeNode, ...]
    cpp_type: str | None
    offset: int
    annotations: tuple[AnnotationNode, ...]


TypeNode: TypeAlias = NamedTypeNode | ContainerNode


class IntNode(NamedTuple):
    """A decimal or hexadecimal number."""

    value: int
    offset: int


class FloatNode(NamedTuple):
    """A number with a point or an exponent."""

    value: float
    offset: int


class StringNode(NamedTuple):
    """A string; escapes are undone."""

    value: str
    offset: int


class BoolNode(NamedTuple):
    """``true`` or ``false``."""

    value: bool
    offset: int


class NameNode(NamedTuple):
    """The name of a constant or of an enum's member."""

    text: str
    offset: int


class ListNode(NamedTuple):
    """``[ ... ]``."""

    items: tuple[ValueNode, ...]
    offset: int


class MapNode(NamedTuple):
    """``{ key: value ... }``."""

    entries: tuple[tuple[ValueNode, ValueNode], ...]
    offset: int


ValueNode: TypeAlias = IntNode | FloatNode | StringNode | BoolNode | NameNode | ListNode | MapNode


class IncludeNode(NamedTuple):
    """``include "text"``."""

    text: str
    offset: int


class NamespaceNode(NamedTuple):
    """``namespace scope name``."""

    scope: str
    name: Name
    annotations: tuple[AnnotationNode, ...]


class TypedefNode(NamedTuple):
    """``typedef type name``."""

    name: Name
    type: TypeNode
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class ConstNode(NamedTuple):
    """``const type name = value``."""

    name: Name
    type: TypeNode
    value: ValueNode
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class MemberNode(NamedTuple):
    """One member of an enum; no value where none was written."""

    name: Name
    value: int | None
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class EnumNode(NamedTuple):
    """``enum name { ... }``."""

    name: Name
    members: tuple[MemberNode, ...]
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class FieldNode(NamedTuple):
    """A field, an argument or an exception of a throws clause.

    ``id`` is None where none was written; ``requiredness`` is ``required``, ``optional`` or empty.
    """

    name: Name
    id: IntNode | None
    requiredness: str
    type: TypeNode
    by_pointer: bool
    default: ValueNode | None
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class RecordNode(NamedTuple):
    """``struct``, ``union`` or ``exception``, as ``kind`` says."""

    kind: str
    name: Name
    fields: tuple[FieldNode, ...]
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class FunctionNode(NamedTuple):
    """A method; ``result`` is None for void."""

    name: Name
    result: TypeNode | None
    arguments: tuple[FieldNode, ...]
    throws: tuple[FieldNode, ...]
    oneway: bool
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


class ServiceNode(NamedTuple):
    """``service name extends base { ... }``."""

    name: Name
    extends: Name | None
    functions: tuple[FunctionNode, ...]
    doc: str | None
    annotations: tuple[AnnotationNode, ...]


DefinitionNode: TypeAlias = TypedefNode | ConstNode | EnumNode | RecordNode | ServiceNode


class Syntax(NamedTuple):
    """A file's elements, each kind in the order written."""

    doc: str | None
    namespaces: tuple[NamespaceNode, ...]
    includes: tuple[IncludeNode, ...]
    cpp_includes: tuple[str, ...]
    definitions: tuple[DefinitionNode, ...]
