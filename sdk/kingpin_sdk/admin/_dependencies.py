"""Dependencies: who gets what. Each deed is kept in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.admin._finding import existing_dependency, existing_member, member_named
from kingpin_sdk.admin._signature import UNSIGNED, Signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.catalog import Holding, Member, Visit
    from kingpin_sdk.names import DependencyName, MetaconfigName

__all__ = ["Dependencies"]


@final
class Dependencies:
    """Makes and fills dependencies. Every call blocks and raises BackendError.

    The ``would_`` methods find out what their namesakes would do, and refuse what they would
    refuse.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def named(self, text: str) -> DependencyName:
        """The existing dependency of that name.

        Raises:
            NodeNotFoundError: it does not exist; the message asks about one that looks like it.
            InvalidNameError: the text names no dependency.
        """
        return existing_dependency(self._desk.catalog, text)

    def member(self, text: str) -> Member:
        """Something that exists and can be made a member.

        Raises:
            NodeNotFoundError: it does not exist; the message asks about one that looks like it.
            InvalidNameError: the text can name no member.
        """
        return existing_member(self._desk.catalog, text)

    def member_of(self, name: DependencyName, text: str) -> Member:
        """Something to remove from a dependency, whether or not it exists any more.

        Raises:
            InvalidNameError: the text can name no member.
        """
        held = {str(member): member for member in self._desk.catalog.members(name)}
        return held.get(text) or member_named(text)

    def metaconfigs(self) -> Sequence[MetaconfigName]:
        """All metaconfigs, sorted."""
        return [*self._desk.catalog.metaconfigs()]

    def list(self) -> Sequence[DependencyName]:
        """All dependencies, sorted."""
        return [*self._desk.catalog.dependencies()]

    def members(self, name: DependencyName) -> Sequence[Member]:
        """What a dependency holds directly, sorted."""
        return self._desk.catalog.members(name)

    def expand(self, name: DependencyName) -> Sequence[Visit]:
        """Everything a dependency brings, depth first, itself left out."""
        return [*self._desk.catalog.expand(name)][1:]

    def who_holds(self, member: Member) -> Sequence[Holding]:
        """Every dependency that brings something: a config, a serverset or a dependency."""
        return self._desk.catalog.bringing(member)

    def would_create(self, name: DependencyName) -> bool:
        """True if it is not there yet."""
        return not self._desk.catalog.dependency_exists(name)

    def create(self, name: DependencyName, by: Signature = UNSIGNED) -> bool:
        """Make an empty dependency; False if it was there.

        Raises:
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        made = self._desk.catalog.create_dependency(name)
        if made:
            self._desk.log.write("dependency.create", name, signed)
        return made

    def would_add(self, name: DependencyName, member: Member) -> bool:
        """True if it is no member yet.

        Raises:
            NodeNotFoundError: one of them does not exist.
            RejectedError: it would close a cycle.
        """
        return self._desk.catalog.would_add(name, member)

    def add(self, name: DependencyName, member: Member, by: Signature = UNSIGNED) -> bool:
        """Make something a member; False if it was one.

        Raises:
            NodeNotFoundError: one of them does not exist.
            RejectedError: it would close a cycle.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        added = self._desk.catalog.add_to_dependency(name, member)
        if added:
            self._desk.log.write("dependency.add", name, signed, detail=str(member))
        return added

    def would_remove(self, name: DependencyName, member: Member) -> bool:
        """True if it is a member.

        Raises:
            NodeNotFoundError: there is no such dependency.
        """
        return member in self._desk.catalog.members(name)

    def remove(self, name: DependencyName, member: Member, by: Signature = UNSIGNED) -> bool:
        """Make something no member; False if it was none.

        Raises:
            NodeNotFoundError: there is no such dependency.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        removed = self._desk.catalog.remove_from_dependency(name, member)
        if removed:
            self._desk.log.write("dependency.remove", name, signed, detail=str(member))
        return removed

    def would_delete(self, name: DependencyName) -> Sequence[Member]:
        """What the dependency holds and would bring no longer.

        Raises:
            NodeNotFoundError: there is no such dependency.
            RejectedError: another dependency holds it.
        """
        members = self._desk.catalog.members(name)
        self._desk.catalog.check_unused(name)
        return members

    def delete(self, name: DependencyName, by: Signature = UNSIGNED) -> Sequence[Member]:
        """Take a dependency away; what it held stays.

        Raises:
            NodeNotFoundError: there is no such dependency.
            RejectedError: another dependency holds it.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        members = self._desk.catalog.delete_dependency(name)
        held = ", ".join(map(str, members))
        self._desk.log.write("dependency.delete", name, signed, detail=held)
        return members
