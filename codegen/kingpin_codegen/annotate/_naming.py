"""Every Python name of a program, given once."""

from __future__ import annotations

import enum
from functools import cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from kingpin_codegen.annotate._names import (
    ARGUMENT,
    BUILTINS,
    ENUM_MEMBER,
    EXCEPTION_FIELD,
    FIELD,
    METHOD,
    TOP_LEVEL,
    unique,
)
from kingpin_codegen.model import Const, DefinitionKind, Enum, Service

if TYPE_CHECKING:
    from kingpin_codegen.model import Document, DocumentKey, Function, Program, Record

__all__ = [
    "Clients",
    "DocumentNames",
    "Naming",
    "ServiceNames",
    "argument_names",
    "field_names",
    "include_name",
    "member_names",
    "method_names",
]


class Clients(enum.StrEnum):
    """Which clients are generated."""

    SYNC = "sync"
    ASYNC = "async"
    BOTH = "both"


@frozen
class ServiceNames:
    """The classes of a service."""

    handler: str
    client: str
    async_client: str
    processor: str


@frozen
class DocumentNames:
    """The top level of one module: names of the IDL -> Python's.

    Types, constants and services may share a name in IDL; types keep it.
    """

    types: dict[str, str] = field(factory=dict[str, str])
    constants: dict[str, str] = field(factory=dict[str, str])
    services: dict[str, ServiceNames] = field(factory=dict[str, ServiceNames])

    @property
    def all(self) -> list[str]:
        """All Python names, types first."""
        classes = [
            name
            for each in self.services.values()
            for name in (each.handler, each.client, each.async_client, each.processor)
        ]
        return [*self.types.values(), *self.constants.values(), *classes]

    def offered(self, clients: Clients) -> list[str]:
        """The names that the module has, sorted."""
        hidden: set[str] = set()
        for each in self.services.values():
            if clients is Clients.ASYNC:
                hidden.add(each.client)
            if clients is Clients.SYNC:
                hidden.add(each.async_client)
        return sorted(set(self.all) - hidden)


class Naming:
    """Names of a program's definitions and their parts."""

    def __init__(self, program: Program) -> None:
        self._names = {each.key: _document_names(each) for each in program.documents}

    def of(self, document: DocumentKey) -> DocumentNames:
        """The top level of a module."""
        return self._names[document]


def _document_names(document: Document) -> DocumentNames:
    names = DocumentNames()
    types = [each.name for each in document.definitions if not isinstance(each, Const | Service)]
    names.types.update(zip(types, unique(types, TOP_LEVEL), strict=True))
    constants = [each.name for each in document.definitions if isinstance(each, Const)]
    names.constants.update(zip(constants, unique(constants, TOP_LEVEL, names.all), strict=True))
    for each in document.definitions:
        if isinstance(each, Service):
            wanted = [
                f"{each.name}Handler",
                f"{each.name}Client",
                f"Async{each.name}Client",
                f"{each.name}Processor",
            ]
            names.services[each.name] = ServiceNames(*unique(wanted, TOP_LEVEL, names.all))
    return names


@cache
def field_names(record: Record) -> dict[str, str]:
    """Fields' names -> attributes."""
    is_exception = record.kind is DefinitionKind.EXCEPTION
    names = [each.name for each in record.fields]
    reserved = EXCEPTION_FIELD if is_exception else FIELD
    return dict(zip(names, unique(names, reserved), strict=True))


@cache
def member_names(enum: Enum) -> dict[str, str]:
    """Members' names -> Python's."""
    names = [each.name for each in enum.members]
    return dict(zip(names, unique(names, ENUM_MEMBER), strict=True))


@cache
def method_names(service: Service) -> dict[str, str]:
    """Methods' names -> Python's."""
    names = [each.name for each in service.functions]
    return dict(zip(names, unique(names, METHOD), strict=True))


@cache
def argument_names(function: Function) -> dict[str, str]:
    """Arguments' names -> parameters."""
    names = [each.name for each in function.arguments]
    return dict(zip(names, unique(names, ARGUMENT), strict=True))


def include_name(module: str, taken: list[str]) -> str:
    """What a module is called where it is imported."""
    return unique([module], TOP_LEVEL | BUILTINS, taken)[0]
