"""Everything that was loaded: files, and the way from a name to what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, final

from attrs import Factory, field, frozen

from kingpin_codegen.model._definitions import Const, Definition, Enum, Record, Service, Typedef
from kingpin_codegen.model._position import Position, Problem
from kingpin_codegen.model._types import (
    Annotation,
    DefinitionKind,
    DocumentKey,
    Reference,
    Type,
)
from kingpin_codegen.model._values import ConstantRef, Value

__all__ = ["Document", "Include", "Namespace", "Program"]


@final
@frozen(kw_only=True)
class Namespace:
    """``namespace scope name``.

    Attributes:
        scope: the language: ``py``, ``*`` for all, ``py.twisted``; ``php`` for ``php_namespace``.
        name: dotted; a literal namespace (``xsd_namespace "..."``) as it stands.
        annotations: those behind it.
        position: of the name.
    """

    scope: str
    name: str
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Include:
    """``include "text"``.

    Attributes:
        text: the path as written.
        prefix: what names of that file are prefixed with: its file name without the ending.
        document: the file it led to.
        position: of the literal.
    """

    text: str
    prefix: str
    document: DocumentKey
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Document:
    """One IDL file.

    Attributes:
        key: its identity.
        path: as the caller reached it, for people.
        stem: the file name without its ending.
        sha256: hex digest of its bytes.
        doc: the comment at its head, if a header follows or a blank line.
        namespaces: in the order written.
        includes: in the order written.
        cpp_includes: texts of ``cpp_include``.
        definitions: in the order written.
    """

    key: DocumentKey
    path: str
    stem: str
    sha256: str
    doc: str | None = None
    namespaces: tuple[Namespace, ...] = ()
    includes: tuple[Include, ...] = ()
    cpp_includes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()

    def namespace(self, *scopes: str) -> Namespace | None:
        """The namespace of the first scope that has one; the last one if it was given twice."""
        for scope in scopes:
            for namespace in reversed(self.namespaces):
                if namespace.scope == scope:
                    return namespace
        return None


def _index(program: Program) -> Mapping[DocumentKey, Document]:
    return {document.key: document for document in program.documents}


_NameSpace: TypeAlias = type[Typedef | Const | Service]


def _name_space(definition: Definition) -> _NameSpace:
    """Types, constants and services may share a name; they never stand in each other's place."""
    return type(definition) if isinstance(definition, Const | Service) else Typedef


def _names(program: Program) -> Mapping[tuple[DocumentKey, _NameSpace, str], Definition]:
    return {
        (document.key, _name_space(definition), definition.name): definition
        for document in program.documents
        for definition in document.definitions
    }


@final
@frozen(kw_only=True)
class Program:
    """Some IDL files with everything they include: every name resolved, every rule checked.

    Attributes:
        roots: the files that were asked for, in that order, each once.
        documents: all files; an included one stands before those that include it.
        warnings: what is doubtful, by file and line.
    """

    roots: tuple[DocumentKey, ...]
    documents: tuple[Document, ...]
    warnings: tuple[Problem, ...] = field(default=(), eq=False)
    _by_key: Mapping[DocumentKey, Document] = field(
        init=False, eq=False, repr=False, default=Factory(_index, takes_self=True)
    )
    _by_name: Mapping[tuple[DocumentKey, _NameSpace, str], Definition] = field(
        init=False, eq=False, repr=False, default=Factory(_names, takes_self=True)
    )
    # What true_type found; chains of typedefs would be walked again and again.
    _true_types: dict[tuple[DocumentKey, str], Type] = field(
        init=False, eq=False, repr=False, factory=dict[tuple[DocumentKey, str], Type]
    )

    def document(self, key: DocumentKey) -> Document:
        """The file with this key."""
        return self._by_key[key]

    def find(self, reference: Reference) -> Typedef | Enum | Record | Service:
        """What a reference stands for."""
        space = Service if reference.kind is DefinitionKind.SERVICE else Typedef
        found = self._by_name[reference.document, space, reference.name]
        assert not isinstance(found, Const)  # noqa: S101  (a Reference is never made for one)
        return found

    def constant(self, reference: ConstantRef) -> Const:
        """The constant that a value names."""
        found = self._by_name[reference.document, Const, reference.name]
        assert isinstance(found, Const)  # noqa: S101  (a ConstantRef is made for nothing else)
        return found

    def true_type(self, type_: Type) -> Type:
        """The type behind typedefs, however many; never a reference to a typedef."""
        way: list[tuple[DocumentKey, str]] = []
        while isinstance(type_, Reference) and type_.kind is DefinitionKind.TYPEDEF:
            place = type_.place
            if known := self._true_types.get(place):
                type_ = known
                break
            way.append(place)
            found = self.find(type_)
            assert isinstance(found, Typedef)  # noqa: S101  (the kind says so)
            type_ = found.type
        self._true_types.update(dict.fromkeys(way, type_))
        return type_

    def true_value(self, value: Value) -> Value:
        """The value behind references to constants; an enum's member stays a `MemberRef`.

        Values inside of containers may be references still.
        """
        while isinstance(value, ConstantRef):
            value = self.constant(value).value
        return value

    def ancestors(self, service: Service) -> Iterator[Service]:
        """The services it extends, the nearest first."""
        while service.extends is not None:
            found = self.find(service.extends)
            assert isinstance(found, Service)  # noqa: S101  (checked when it was loaded)
            service = found
            yield service
