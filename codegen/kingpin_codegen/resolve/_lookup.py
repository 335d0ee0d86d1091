"""From names to types, and what a type is behind its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.model import (
    Annotation,
    BaseKind,
    BaseType,
    DefinitionKind,
    DocumentKey,
    ListType,
    MapType,
    Reference,
    SetType,
    Type,
)
from kingpin_codegen.parse.syntax import (
    AnnotationNode,
    EnumNode,
    FieldNode,
    NamedTypeNode,
    RecordNode,
    TypedefNode,
    TypeNode,
)
from kingpin_codegen.resolve._scope import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kingpin_codegen.resolve._reports import Reports
    from kingpin_codegen.resolve._scope import Scope, TypeDefinitionNode

__all__ = ["Lookup"]

_BASE: Final[Mapping[str, BaseKind]] = {
    **{kind.value: kind for kind in BaseKind if kind is not BaseKind.UUID},
    "byte": BaseKind.I8,
}


class Lookup:
    """Types of one program, resolved when first asked for and only once."""

    def __init__(self, scopes: Iterable[Scope], reports: Reports) -> None:
        self._scopes = {scope.key: scope for scope in scopes}
        self._reports = reports
        self._targets: dict[tuple[DocumentKey, str], Type | None] = {}
        self._members: dict[tuple[DocumentKey, str], Mapping[str, int]] = {}
        self._fields: dict[
            tuple[DocumentKey, str], Mapping[str, tuple[FieldNode, Type | None]]
        ] = {}

    def type(self, scope: Scope, node: TypeNode) -> Type | None:
        """The type that is written somewhere; None if a name in it is unknown, which is told."""
        if isinstance(node, NamedTypeNode):
            return self._named(scope, node)
        arguments = [self.type(scope, argument) for argument in node.arguments]
        annotations = self.annotations(scope, node.annotations)
        match node.kind, arguments:
            case "list", [element] if element is not None:
                return ListType(element, node.cpp_type, annotations)
            case "set", [element] if element is not None:
                return SetType(element, node.cpp_type, annotations)
            case "map", [key, value] if key is not None and value is not None:
                return MapType(key, value, node.cpp_type, annotations)
            case _:
                return None

    def annotations(
        self, scope: Scope, nodes: tuple[AnnotationNode, ...]
    ) -> tuple[Annotation, ...]:
        """Annotations with positions."""
        return tuple(
            Annotation(node.name, node.value, scope.source.position(node.offset)) for node in nodes
        )

    def true_type(self, type_: Type | None) -> Type | None:
        """The type behind typedefs; None where that leads nowhere or round in a circle."""
        seen: set[tuple[DocumentKey, str]] = set()
        while isinstance(type_, Reference) and type_.kind is DefinitionKind.TYPEDEF:
            place = type_.place
            if place in seen:
                return None
            seen.add(place)
            type_ = self._target(type_)
        return type_

    def members(self, reference: Reference) -> Mapping[str, int]:
        """An enum's members and their numbers."""
        place = reference.place
        if place not in self._members:
            _, node = self._definition(reference)
            self._members[place] = _numbers(node) if isinstance(node, EnumNode) else {}
        return self._members[place]

    def fields(self, reference: Reference) -> Mapping[str, tuple[FieldNode, Type | None]]:
        """A record's fields with their types, by name."""
        place = reference.place
        if place not in self._fields:
            scope, node = self._definition(reference)
            fields = node.fields if isinstance(node, RecordNode) else ()
            self._fields[place] = {
                field.name.text: (field, self.type(scope, field.type)) for field in fields
            }
        return self._fields[place]

    def reference(self, found: tuple[Scope, TypeDefinitionNode], text: str) -> Reference:
        """A use of a type's definition."""
        scope, node = found
        return Reference(node.name.text, scope.key, _kind(node), text)

    def _named(self, scope: Scope, node: NamedTypeNode) -> Type | None:
        name = node.name
        annotations = self.annotations(scope, node.annotations)
        if kind := _BASE.get(name):
            return BaseType(kind, name, annotations)
        if found := scope.type(name):
            definer, definition = found
            return Reference(
                definition.name.text, definer.key, _kind(definition), name, annotations
            )
        if name == "uuid":
            return BaseType(BaseKind.UUID, name, annotations)
        self._unknown(scope, node)
        return None

    def _unknown(self, scope: Scope, node: NamedTypeNode) -> None:
        if node.name == "slist":
            message = "slist is gone: use 'string'"
        elif scope.service(node.name):
            message = f"'{node.name}' is a service, which is no type"
        elif scope.doubtful(node.name):
            return
        else:
            known = (*_BASE, *scope.known("types"))
            hint = suggestion(node.name, known, self._reports) or _prefix_hint(scope, node.name)
            message = f"unknown type '{node.name}'{hint}"
        self._reports.error(scope.source, node.offset, message)

    def _target(self, reference: Reference) -> Type | None:
        place = reference.place
        if place not in self._targets:
            scope, node = self._definition(reference)
            self._targets[place] = (
                self.type(scope, node.type) if isinstance(node, TypedefNode) else None
            )
        return self._targets[place]

    def _definition(self, reference: Reference) -> tuple[Scope, TypeDefinitionNode]:
        scope = self._scopes[reference.document]
        return scope, scope.types[reference.name]


def _prefix_hint(scope: Scope, name: str) -> str:
    """For a name of a file that only an include includes, or of none."""
    prefix = name.rpartition(".")[0]
    known = {each for _, each, _ in scope.includes}
    return f"; '{prefix}' is not included here" if prefix and prefix not in known else ""


def _kind(node: TypeDefinitionNode) -> DefinitionKind:
    if isinstance(node, TypedefNode):
        return DefinitionKind.TYPEDEF
    return DefinitionKind.ENUM if isinstance(node, EnumNode) else DefinitionKind(node.kind)


def _numbers(node: EnumNode) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    number = -1
    for member in node.members:
        number = number + 1 if member.value is None else member.value
        numbers.setdefault(member.name.text, number)
    return numbers
