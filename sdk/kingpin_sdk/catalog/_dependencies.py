"""Dependencies over the coordination port: made, filled, walked, deleted."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kingpin_sdk.catalog._graph import Holding, Visit, bringing, expand, path_to
from kingpin_sdk.catalog._nodes import children_of, ensure, exists
from kingpin_sdk.errors import InvalidNameError, NodeNotFoundError, RejectedError
from kingpin_sdk.names import DEPENDENCY_ROOT, DependencyName, MetaconfigName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kingpin_sdk.catalog._graph import Member
    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.publishing import PublishEngine

__all__ = ["Dependencies"]


class Dependencies:
    """The half of the catalog that says who gets what.

    Args:
        coordination: where nodes are.
        engine: knows which metaconfigs there are.
    """

    def __init__(self, coordination: Coordination, engine: PublishEngine) -> None:
        self._coordination = coordination
        self._engine = engine

    def delete_dependency(self, name: DependencyName) -> tuple[Member, ...]:
        """Take a dependency away; what it held stays.

        Returns:
            What it held.

        Raises:
            NodeNotFoundError: it does not exist.
            RejectedError: another dependency holds it.
        """
        members = self.members(name)
        self.check_unused(name)
        for child in children_of(self._coordination, name.node):
            with suppress(NodeNotFoundError):
                self._coordination.delete(f"{name.node}/{child}")
        self._coordination.delete(name.node)
        return members

    def graph(self) -> Mapping[DependencyName, tuple[Member, ...]]:
        """All dependencies with what they hold directly."""
        return {name: self._members(name) or () for name in self.dependencies()}

    def bringing(self, member: Member) -> tuple[Holding, ...]:
        """Every dependency that brings something, those that hold it directly first."""
        return bringing(member, self.graph())

    def create_dependency(self, name: DependencyName) -> bool:
        """Make an empty dependency; False if it was there."""
        return ensure(self._coordination, name.node)

    def dependencies(self) -> Iterator[DependencyName]:
        """All dependencies, sorted."""
        for child in children_of(self._coordination, DEPENDENCY_ROOT):
            with suppress(InvalidNameError):
                yield DependencyName(child)

    def dependency_exists(self, name: DependencyName) -> bool:
        """True if the dependency was created."""
        return exists(self._coordination, name.node)

    def members(self, name: DependencyName) -> tuple[Member, ...]:
        """What a dependency holds directly, sorted.

        Raises:
            NodeNotFoundError: there is no such dependency.
        """
        members = self._members(name)
        if members is None:
            raise NodeNotFoundError(f"dependency {name} does not exist")
        return members

    def would_add(self, name: DependencyName, member: Member) -> bool:
        """True if something can be made a member; False if it is one.

        Raises:
            NodeNotFoundError: the dependency or the member does not exist.
            RejectedError: the member holds the dependency, which would close a cycle.
        """
        if member in self.members(name):
            return False
        self._check_member(name, member)
        return True

    def add_to_dependency(self, name: DependencyName, member: Member) -> bool:
        """Make something a member; False if it was one.

        Two of these at the same moment can close a cycle together; whoever walks it stands that.

        Raises:
            NodeNotFoundError: the dependency or the member does not exist.
            RejectedError: the member holds the dependency, which would close a cycle.
        """
        return self.would_add(name, member) and ensure(self._coordination, name.member_node(member))

    def remove_from_dependency(self, name: DependencyName, member: Member) -> bool:
        """Make something no member; False if it was none.

        Raises:
            NodeNotFoundError: the dependency does not exist.
        """
        if member not in self.members(name):
            return False
        try:
            self._coordination.delete(name.member_node(member))
        except NodeNotFoundError:
            return False
        return True

    def expand(self, name: DependencyName) -> Iterator[Visit]:
        """Walk everything a dependency holds, depth first.

        Raises:
            NodeNotFoundError: there is no such dependency.
        """
        self.members(name)
        return expand(name, self._members)

    def check_unused(self, member: Member) -> None:
        """Find out whether something can be deleted.

        Raises:
            RejectedError: a dependency holds it directly.
        """
        holders = [name for name, members in self.graph().items() if member in members]
        if holders:
            names = ", ".join(map(str, holders))
            raise RejectedError(f"{member} is in use", {"held by": f"{names}: remove it there"})

    def _check_member(self, name: DependencyName, member: Member) -> None:
        if isinstance(member, MetaconfigName):
            if self._engine.current(member) is None:
                what = "serverset" if str(member).startswith("discovery.") else "config"
                raise NodeNotFoundError(
                    f"{member} has no metaconfig: `kingpin {what} create` makes it"
                )
            return
        self.members(member)
        if (way := path_to(member, name, self._members)) is not None:
            cycle = " holds ".join(str(one) for one in (name, *way))
            raise RejectedError(f"{member} in {name} would close a cycle", {"cycle": cycle})

    def _members(self, name: DependencyName) -> tuple[Member, ...] | None:
        try:
            children = self._coordination.children(name.node)
        except NodeNotFoundError:
            return None
        return tuple(_members_in(children))


def _members_in(children: tuple[str, ...]) -> Iterator[Member]:
    for child in children:
        with suppress(InvalidNameError):
            yield DependencyName(child) if child.endswith(".dep") else MetaconfigName(child)
