"""From syntax to the model's documents."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kingpin_codegen.model import (
    UNKNOWN,
    Const,
    Definition,
    DefinitionKind,
    Document,
    Enum,
    EnumMember,
    Field,
    Function,
    Include,
    Namespace,
    Record,
    Reference,
    Requiredness,
    Service,
    Typedef,
)
from kingpin_codegen.parse.syntax import (
    ConstNode,
    DefinitionNode,
    EnumNode,
    FieldNode,
    FunctionNode,
    Name,
    RecordNode,
    ServiceNode,
    TypedefNode,
    TypeNode,
)
from kingpin_codegen.resolve._constants import in_order
from kingpin_codegen.resolve._lookup import Lookup
from kingpin_codegen.resolve._scope import suggestion
from kingpin_codegen.resolve._values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kingpin_codegen.model import Position, Type, Value
    from kingpin_codegen.resolve._reports import Reports
    from kingpin_codegen.resolve._scope import Scope

__all__ = ["resolve"]


def resolve(scopes: Sequence[Scope], reports: Reports) -> tuple[Document, ...]:
    """The documents of some files, in their order.

    Names that mean nothing are told; what they stand in is then not to be used.
    """
    lookup = Lookup(scopes, reports)
    values = Values(lookup, reports)
    for scope, constant in in_order(scopes, lookup, reports):
        values.add_constant(scope, constant)
    return tuple(_Builder(scope, lookup, values, reports).document() for scope in scopes)


class _Builder:
    """Builds one document."""

    def __init__(self, scope: Scope, lookup: Lookup, values: Values, reports: Reports) -> None:
        self._scope = scope
        self._lookup = lookup
        self._values = values
        self._reports = reports

    def document(self) -> Document:
        """The whole file."""
        scope, syntax = self._scope, self._scope.syntax
        path = scope.source.path
        return Document(
            key=scope.key,
            path=path,
            stem=PurePosixPath(path).stem,
            sha256=scope.source.sha256,
            doc=syntax.doc,
            namespaces=tuple(
                Namespace(
                    scope=node.scope,
                    name=node.name.text,
                    annotations=self._lookup.annotations(scope, node.annotations),
                    position=self._position(node.name),
                )
                for node in syntax.namespaces
            ),
            includes=tuple(
                Include(
                    text=node.text,
                    prefix=prefix,
                    document=found.key,
                    position=scope.source.position(node.offset),
                )
                for node, prefix, found in scope.includes
                if found is not None
            ),
            cpp_includes=syntax.cpp_includes,
            definitions=tuple(self._definitions()),
        )

    def _position(self, name: Name) -> Position:
        return self._scope.source.position(name.offset)

    def _definitions(self) -> Iterator[Definition]:
        for node in self._scope.syntax.definitions:
            definition = self._definition(node)
            if definition is not None:
                yield definition

    def _definition(self, node: DefinitionNode) -> Definition | None:
        match node:
            case TypedefNode():
                return self._typedef(node)
            case ConstNode():
                return self._const(node)
            case EnumNode():
                return self._enum(node)
            case RecordNode():
                return self._record(node)
            case ServiceNode():
                return self._service(node)

    def _typedef(self, node: TypedefNode) -> Typedef:
        return Typedef(
            name=node.name.text,
            type=self._type(node.type),
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _const(self, node: ConstNode) -> Const | None:
        # A second constant of the same name is an error by itself; the first one stands for both.
        resolved = self._values.constant(self._scope, node)
        if resolved is None:
            return None
        type_, value = resolved
        return Const(
            name=node.name.text,
            type=type_,
            value=value,
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _enum(self, node: EnumNode) -> Enum:
        members: list[EnumMember] = []
        number = -1
        for member in node.members:
            number = number + 1 if member.value is None else member.value
            members.append(
                EnumMember(
                    name=member.name.text,
                    value=number,
                    explicit=member.value is not None,
                    doc=member.doc,
                    annotations=self._lookup.annotations(self._scope, member.annotations),
                    position=self._position(member.name),
                )
            )
        return Enum(
            name=node.name.text,
            members=tuple(members),
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _record(self, node: RecordNode) -> Record:
        return Record(
            kind=DefinitionKind(node.kind),
            name=node.name.text,
            fields=self._fields(node.fields),
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _service(self, node: ServiceNode) -> Service:
        return Service(
            name=node.name.text,
            extends=self._base(node.extends) if node.extends else None,
            functions=tuple(self._function(function) for function in node.functions),
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _function(self, node: FunctionNode) -> Function:
        return Function(
            name=node.name.text,
            result=self._type(node.result) if node.result is not None else None,
            arguments=self._fields(node.arguments),
            throws=self._fields(node.throws),
            oneway=node.oneway,
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _base(self, name: Name) -> Reference | None:
        if found := self._scope.service(name.text):
            scope, node = found
            return Reference(node.name.text, scope.key, DefinitionKind.SERVICE, name.text)
        if self._scope.type(name.text):
            self._error(name, f"'{name.text}' is no service, so no service can extend it")
        elif not self._scope.doubtful(name.text):
            hint = suggestion(name.text, self._scope.known("services"), self._reports)
            self._error(name, f"unknown service '{name.text}'{hint}")
        return None

    def _fields(self, nodes: Sequence[FieldNode]) -> tuple[Field, ...]:
        """Fields with their ids: those without one count down from -1.

        Ids that are not positive are replaced by that count, as Apache's compiler does.
        """
        fields: list[Field] = []
        implicit = -1
        for node in nodes:
            number, explicit = implicit, False
            if node.id is not None and (node.id.value > 0 or node.id.value == implicit):
                number, explicit = node.id.value, True
            if number == implicit:
                implicit -= 1
            self._tell_id(node, number)
            fields.append(self._field(node, number, explicit=explicit))
        return tuple(fields)

    def _tell_id(self, node: FieldNode, number: int) -> None:
        if node.id is None:
            message = f"field '{node.name.text}' has no id; {number} is taken"
            offset = node.name.offset
        elif node.id.value != number:
            message = f"id {node.id.value} of field '{node.name.text}' is not positive; "
            message += f"{number} is taken, as Apache's compiler does"
            offset = node.id.offset
        elif number < 0:
            message = f"id {number} of field '{node.name.text}' is not positive"
            offset = node.id.offset
        else:
            return
        self._reports.warning(self._scope.source, offset, message, rule="field.id")

    def _field(self, node: FieldNode, number: int, *, explicit: bool) -> Field:
        type_ = self._lookup.type(self._scope, node.type)
        return Field(
            name=node.name.text,
            id=number,
            explicit_id=explicit,
            written_id=node.id.value if node.id is not None else None,
            type=type_ or UNKNOWN,
            requiredness=Requiredness(node.requiredness or "default"),
            default=self._default(node, type_),
            by_pointer=node.by_pointer,
            doc=node.doc,
            annotations=self._lookup.annotations(self._scope, node.annotations),
            position=self._position(node.name),
        )

    def _default(self, node: FieldNode, type_: Type | None) -> Value | None:
        if node.default is None or type_ is None:
            return None
        what = f"default of field '{node.name.text}'"
        return self._values.value(self._scope, node.default, type_, what)

    def _type(self, node: TypeNode) -> Type:
        return self._lookup.type(self._scope, node) or UNKNOWN

    def _error(self, name: Name, message: str) -> None:
        self._reports.error(self._scope.source, name.offset, message)
