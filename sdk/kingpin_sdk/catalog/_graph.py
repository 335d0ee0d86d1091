"""The graph of dependencies, as pure functions; nested, shared, cyclic and missing ones occur.

KingPin 1.0 lets anybody make a cycle, so walking one is normal; only making one is refused.
"""

from __future__ import annotations

import enum
from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kingpin_sdk.names import DependencyName, MetaconfigName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = [
    "Found",
    "Holding",
    "Member",
    "Members",
    "Visit",
    "bringing",
    "expand",
    "path_to",
]

Member: TypeAlias = MetaconfigName | DependencyName
Members: TypeAlias = "Callable[[DependencyName], Sequence[Member] | None]"
"""The members of a dependency; None if there is no such dependency."""


class Found(enum.StrEnum):
    """What a walk found at one place."""

    METACONFIG = "metaconfig"
    DEPENDENCY = "dependency"
    REPEATED = "repeated"
    """A dependency whose members are shown elsewhere: it is shared, or closes a cycle."""
    MISSING = "missing"
    """A dependency that does not exist."""


class Visit(NamedTuple):
    """One place of a walk.

    Attributes:
        member: what stands there.
        depth: 0 for the dependency the walk began at.
        found: what it turned out to be.
    """

    member: Member
    depth: int
    found: Found


def expand(root: DependencyName, members: Members) -> Iterator[Visit]:
    """Walk a dependency depth first; the members of each dependency come once.

    Args:
        root: where to begin.
        members: asked once for each dependency.
    """
    seen: set[DependencyName] = set()
    waiting: list[tuple[Member, int]] = [(root, 0)]
    while waiting:
        member, depth = waiting.pop()
        if isinstance(member, MetaconfigName):
            yield Visit(member, depth, Found.METACONFIG)
            continue
        if member in seen:
            yield Visit(member, depth, Found.REPEATED)
            continue
        seen.add(member)
        inner = members(member)
        yield Visit(member, depth, Found.MISSING if inner is None else Found.DEPENDENCY)
        waiting.extend((one, depth + 1) for one in reversed(inner or ()))


class Holding(NamedTuple):
    """A dependency that brings something.

    Attributes:
        dependency: which.
        way: from the dependency down to what it brings, both included; two where it holds that
            itself.
    """

    dependency: DependencyName
    way: tuple[Member, ...]


def bringing(
    member: Member, graph: Mapping[DependencyName, Sequence[Member]]
) -> tuple[Holding, ...]:
    """Every dependency that brings something, by the shortest way; those that hold it come first.

    Args:
        member: what is brought; a dependency does not bring itself.
        graph: all dependencies with their members.
    """
    holders: dict[Member, list[DependencyName]] = defaultdict(list)
    for dependency in sorted(graph):
        for one in graph[dependency]:
            holders[one].append(dependency)
    ways: dict[Member, tuple[Member, ...]] = {member: (member,)}
    waiting: deque[Member] = deque([member])
    found: list[Holding] = []
    while waiting:
        here = waiting.popleft()
        for dependency in holders[here]:
            if dependency not in ways:
                ways[dependency] = (dependency, *ways[here])
                waiting.append(dependency)
                found.append(Holding(dependency, ways[dependency]))
    return tuple(found)


def path_to(
    start: DependencyName, goal: DependencyName, members: Members
) -> tuple[DependencyName, ...] | None:
    """The way from one dependency down to another; None if it does not contain it.

    A dependency contains itself by the way of one.
    """
    came_from: dict[DependencyName, DependencyName | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return _way(here, came_from)
        for member in members(here) or ():
            if isinstance(member, DependencyName) and member not in came_from:
                came_from[member] = here
                waiting.append(member)
    return None


def _way(
    end: DependencyName, came_from: dict[DependencyName, DependencyName | None]
) -> tuple[DependencyName, ...]:
    way: list[DependencyName] = []
    here: DependencyName | None = end
    while here is not None:
        way.append(here)
        here = came_from[here]
    return tuple(reversed(way))
