"""Compares two programs, definition by definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.breaking._change import Change, Level
from kingpin_codegen.breaking._fields import argument_changes, field_changes, thrown_changes
from kingpin_codegen.breaking._pairing import Pairing, pair_documents
from kingpin_codegen.model import (
    Const,
    Definition,
    DefinitionKind,
    Document,
    Enum,
    Function,
    Position,
    Program,
    Record,
    Service,
    Typedef,
    idl_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kingpin_codegen.model import EnumMember

__all__ = ["breaking"]

_SCOPES: Final = ("py", "*")


def breaking(old: Program, new: Program) -> tuple[Change, ...]:
    """What the new IDL breaks for users of the old one, by file and place.

    Things added without harm and things that are looser now are no changes here. Definitions are
    paired by name, fields and arguments by id, members and methods by name.
    """
    pairing = Pairing(old, new, pair_documents(old, new))
    changes: list[Change] = []
    for document in old.documents:
        key = pairing.documents.get(document.key)
        if key is None:
            where = Position(document.path, 1, 1)
            message = f"file {document.stem} is gone with all it defines"
            changes.append(Change(where, Level.SOURCE, "file.removed", message))
        else:
            changes += _document(pairing, document, new.document(key))
    return tuple(sorted(changes, key=lambda each: (each.position, each.rule, each.message)))


def _document(pairing: Pairing, old: Document, new: Document) -> Iterator[Change]:
    before, after = old.namespace(*_SCOPES), new.namespace(*_SCOPES)
    names = [each.name if each is not None else None for each in (before, after)]
    if names[0] != names[1]:
        namespace = after or before
        where = namespace.position if namespace is not None else Position(new.path, 1, 1)
        message = f"namespace py was {names[0] or 'not given'}, is {names[1] or 'not given'}"
        yield Change(where, Level.SOURCE, "namespace", message)
    definitions = {_slot(each): each for each in new.definitions}
    for definition in old.definitions:
        found = definitions.get(_slot(definition))
        if found is None:
            yield _gone(definition)
        else:
            yield from _definition(pairing, definition, found)


def _slot(definition: Definition) -> tuple[str, str]:
    """Services and constants may have the name of a type."""
    kind = type(definition).__name__ if isinstance(definition, Service | Const) else "type"
    return kind, definition.name


def _gone(definition: Definition) -> Change:
    level = Level.WIRE if isinstance(definition, Service) else Level.SOURCE
    what = _what(definition)
    rule = f"{what}.removed"
    return Change(definition.position, level, rule, f"{what} '{definition.name}' is gone")


def _what(definition: Definition) -> str:
    if isinstance(definition, Record):
        return definition.kind.value
    return type(definition).__name__.lower()


def _definition(pairing: Pairing, old: Definition, new: Definition) -> Iterator[Change]:
    match old, new:
        case Enum(), Enum():
            yield from _enum(old, new)
        case Record(), Record():
            yield from _record(pairing, old, new)
        case Service(), Service():
            yield from _service(pairing, old, new)
        case (Typedef(type=before), Typedef(type=after)) | (
            Const(type=before),
            Const(type=after),
        ):
            if pairing.type_change(before, after):
                message = f"{_what(old)} '{old.name}' was {idl_text(before)}, is {idl_text(after)}"
                yield Change(new.position, Level.SOURCE, f"{_what(old)}.type", message)
        case _:
            message = f"'{old.name}' was a {_what(old)}, is a {_what(new)}"
            yield Change(new.position, Level.WIRE, "definition.kind", message)


def _enum(old: Enum, new: Enum) -> Iterator[Change]:
    by_name = {member.name: member for member in new.members}
    by_value: dict[int, EnumMember] = {member.value: member for member in reversed(new.members)}
    for member in old.members:
        name = f"{old.name}.{member.name}"
        if found := by_name.get(member.name):
            if found.value != member.value:
                message = f"{name} was {member.value}, is {found.value}"
                yield Change(found.position, Level.WIRE, "member.value", message)
        elif other := by_value.get(member.value):
            message = f"{name} is called {other.name} now"
            yield Change(other.position, Level.SOURCE, "member.name", message)
        else:
            message = f"{name} ({member.value}) is gone"
            yield Change(new.position, Level.WIRE, "member.removed", message)


def _record(pairing: Pairing, old: Record, new: Record) -> Iterator[Change]:
    if old.kind is not new.kind:
        # A union is a struct on the wire, but whoever sends two fields or none is refused.
        level = Level.WIRE if new.kind is DefinitionKind.UNION else Level.SOURCE
        message = f"'{old.name}' was a {old.kind}, is a {new.kind}"
        yield Change(new.position, level, "definition.kind", message)
    yield from field_changes(pairing, old, new)


def _service(pairing: Pairing, old: Service, new: Service) -> Iterator[Change]:
    functions = _functions(pairing.new, new)
    for name, function in _functions(pairing.old, old).items():
        found = functions.get(name)
        if found is not None:
            yield from _function(pairing, f"{old.name}.{name}", (function, found))
        else:
            message = f"function {old.name}.{name} is gone"
            yield Change(new.position, Level.WIRE, "function.removed", message)
    ancestors = {each.name for each in pairing.new.ancestors(new)}
    for ancestor in pairing.old.ancestors(old):
        if ancestor.name not in ancestors:
            message = f"service {old.name} extends {ancestor.name} no longer"
            yield Change(new.position, Level.SOURCE, "service.extends", message)


def _functions(program: Program, service: Service) -> Mapping[str, Function]:
    """All functions a service answers, inherited ones too."""
    services = [service, *program.ancestors(service)]
    return {each.name: each for every in reversed(services) for each in every.functions}


def _function(
    pairing: Pairing, name: str, functions: tuple[Function, Function]
) -> Iterator[Change]:
    old, new = functions
    if old.oneway is not new.oneway:
        words = ("answers", "is oneway")
        message = f"{name} {words[new.oneway]} now"
        yield Change(new.position, Level.WIRE, "function.oneway", message)
    elif change := pairing.type_change(old.result, new.result):
        message = f"{name} gave {idl_text(old.result)}, gives {idl_text(new.result)}"
        yield Change(new.position, Level(change), "function.result", message)
    yield from argument_changes(pairing, name, functions)
    yield from thrown_changes(pairing, name, functions)
