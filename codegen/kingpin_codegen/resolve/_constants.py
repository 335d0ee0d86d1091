"""Which constants a literal names, and the order in which constants can be resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.model import DefinitionKind, MemberRef, Reference
from kingpin_codegen.parse.syntax import ListNode, MapNode, NameNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kingpin_codegen.model import DocumentKey
    from kingpin_codegen.parse.syntax import ConstNode, ValueNode
    from kingpin_codegen.resolve._lookup import Lookup
    from kingpin_codegen.resolve._reports import Reports
    from kingpin_codegen.resolve._scope import Scope

    Constant = tuple[Scope, ConstNode]
    Key = tuple[DocumentKey, str]

__all__ = ["in_order", "member_meant"]


def member_meant(lookup: Lookup, scope: Scope, text: str) -> MemberRef | None:
    """The member that ``Enum.MEMBER`` means in a file.

    There may be an include's prefix before it, and a typedef of the enum in its place.
    """
    for definer, name in scope.meanings(text):
        enum_name, _, member = name.rpartition(".")
        node = definer.types.get(enum_name)
        if node is None:
            continue
        qualifier = text.rpartition(".")[0]
        enum = lookup.true_type(lookup.reference((definer, node), qualifier))
        if isinstance(enum, Reference) and enum.kind is DefinitionKind.ENUM:
            number = lookup.members(enum).get(member)
            if number is not None:
                return MemberRef(enum, member, number, text)
    return None


def in_order(scopes: Iterable[Scope], lookup: Lookup, reports: Reports) -> Iterator[Constant]:
    """All constants, each after those it names; what refers to itself is told and left out.

    The walk keeps its own stack: a chain of references may be as long as the files are.
    """
    done: set[Key] = set()
    for scope in scopes:
        for node in scope.constants.values():
            way: dict[Key, tuple[Constant, Iterator[Constant]]] = {}
            _enter((scope, node), way, done, lookup)
            while way:
                key = next(reversed(way))
                (definer, constant), needs = way[key]
                need = next(needs, None)
                if need is None:
                    del way[key]
                    done.add(key)
                    yield definer, constant
                elif _key(need) in way:
                    _tell_circle(way, need, reports)
                else:
                    _enter(need, way, done, lookup)


def _key(constant: Constant) -> Key:
    return constant[0].key, constant[1].name.text


def _enter(
    constant: Constant,
    way: dict[Key, tuple[Constant, Iterator[Constant]]],
    done: set[Key],
    lookup: Lookup,
) -> None:
    if _key(constant) not in done:
        scope, node = constant
        way[_key(constant)] = (constant, _needs(scope, node.value, lookup))


def _needs(scope: Scope, value: ValueNode, lookup: Lookup) -> Iterator[Constant]:
    for name in _names(value):
        found = scope.constant(name.text)
        if found is not None and member_meant(lookup, scope, name.text) is None:
            yield found


def _names(value: ValueNode) -> Iterator[NameNode]:
    rest = [value]
    while rest:
        node = rest.pop()
        if isinstance(node, NameNode):
            yield node
        elif isinstance(node, ListNode):
            rest += node.items
        elif isinstance(node, MapNode):
            rest += [part for entry in node.entries for part in entry]


def _tell_circle(
    way: dict[Key, tuple[Constant, Iterator[Constant]]], again: Constant, reports: Reports
) -> None:
    names = [constant.name.text for (_, constant), _ in way.values()]
    start = list(way).index(_key(again))
    circle = " -> ".join([*names[start:], again[1].name.text])
    scope, node = again
    reports.error(
        scope.source, node.name.offset, f"constant '{node.name.text}' is made of itself: {circle}"
    )
