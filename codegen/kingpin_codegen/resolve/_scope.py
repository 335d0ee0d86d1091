"""The names that one file knows: its own and, with a prefix, those of its includes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import Factory, field, frozen

from kingpin_codegen.model import DocumentKey
from kingpin_codegen.parse import Source
from kingpin_codegen.parse.syntax import (
    ConstNode,
    EnumNode,
    IncludeNode,
    RecordNode,
    ServiceNode,
    Syntax,
    TypedefNode,
)

if TYPE_CHECKING:
    from kingpin_codegen.resolve._reports import Reports

__all__ = ["NamedNode", "Scope", "TypeDefinitionNode", "suggestion"]

TypeDefinitionNode = TypedefNode | EnumNode | RecordNode
NamedNode = TypeDefinitionNode | ConstNode | ServiceNode

_LONGEST_NAME: Final = 80
_MOST_NAMES: Final = 5_000
_MOST_HINTS: Final = 100

N = TypeVar("N", bound=NamedNode)


def _named(syntax: Syntax, kind: type[N]) -> Mapping[str, N]:
    return _first_of_each(node for node in syntax.definitions if isinstance(node, kind))


def _types(syntax: Syntax) -> Mapping[str, TypeDefinitionNode]:
    return _first_of_each(
        node for node in syntax.definitions if not isinstance(node, ConstNode | ServiceNode)
    )


def _first_of_each(nodes: Iterable[N]) -> Mapping[str, N]:
    """Definitions by name; of two with one name the first."""
    found: dict[str, N] = {}
    for node in nodes:
        found.setdefault(node.name.text, node)
    return found


@frozen(eq=False)
class Scope:
    """One file before its names are resolved.

    Attributes:
        key: the file's identity.
        source: its text.
        syntax: its elements.
        lost: names of which something may be missing, so that it is no error not to find them.
        includes: each with its prefix and the file it led to; None if it led nowhere.
        types: by name; of two with one name the first. Likewise the others.
        constants: by name.
        services: by name.
    """

    key: DocumentKey
    source: Source
    syntax: Syntax
    lost: frozenset[str]
    includes: Sequence[tuple[IncludeNode, str, Scope | None]]
    types: Mapping[str, TypeDefinitionNode] = field(
        init=False, default=Factory(lambda scope: _types(scope.syntax), takes_self=True)
    )
    constants: Mapping[str, ConstNode] = field(
        init=False, default=Factory(lambda scope: _named(scope.syntax, ConstNode), takes_self=True)
    )
    services: Mapping[str, ServiceNode] = field(
        init=False,
        default=Factory(lambda scope: _named(scope.syntax, ServiceNode), takes_self=True),
    )

    def type(self, text: str) -> tuple[Scope, TypeDefinitionNode] | None:
        """The type that a name means here."""
        return self._first((scope, scope.types.get(name)) for scope, name in self.meanings(text))

    def constant(self, text: str) -> tuple[Scope, ConstNode] | None:
        """The constant that a name means here."""
        return self._first(
            (scope, scope.constants.get(name)) for scope, name in self.meanings(text)
        )

    def service(self, text: str) -> tuple[Scope, ServiceNode] | None:
        """The service that a name means here."""
        return self._first((scope, scope.services.get(name)) for scope, name in self.meanings(text))

    def meanings(self, text: str) -> Iterator[tuple[Scope, str]]:
        """Where a name may be defined, and under which name: here first, then later includes."""
        yield self, text
        for _, prefix, scope in reversed(self.includes):
            if scope is not None and text.startswith(f"{prefix}."):
                yield scope, text[len(prefix) + 1 :]

    def doubtful(self, text: str) -> bool:
        """Whether a name that is not found may stand in what could not be read."""
        return any(
            not scope.lost.isdisjoint(name.split(".")) for scope, name in self.meanings(text)
        ) or any(
            scope is None and text.startswith(f"{prefix}.") for _, prefix, scope in self.includes
        )

    def known(self, table: str) -> Iterator[str]:
        """All names of one table (``types``, ``constants``, ``services``) as written here."""
        own: Mapping[str, NamedNode] = getattr(self, table)
        yield from own
        for _, prefix, scope in self.includes:
            if scope is not None:
                theirs: Mapping[str, NamedNode] = getattr(scope, table)
                yield from (f"{prefix}.{name}" for name in theirs)

    @staticmethod
    def _first(found: Iterator[tuple[Scope, N | None]]) -> tuple[Scope, N] | None:
        return next(((scope, node) for scope, node in found if node is not None), None)


def suggestion(name: str, known: Iterable[str], reports: Reports) -> str:
    """The part of a message that names what may be meant; empty if nothing is near.

    Comparing takes its time: where much is wrong, or names are no words, none is compared.
    """
    names = [each for each in dict.fromkeys(known) if len(each) <= _LONGEST_NAME]
    if len(reports.problems) > _MOST_HINTS or len(name) > _LONGEST_NAME or len(names) > _MOST_NAMES:
        return ""
    # A name that only lacks its prefix is nearer than it looks.
    short = [each for each in names if each.rpartition(".")[2] == name.rpartition(".")[2]]
    best = short[:1] or get_close_matches(name, names, n=1, cutoff=0.7)
    return f"; did you mean '{best[0]}'?" if best else ""
