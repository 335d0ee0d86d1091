"""Serversets: made, described, listed; their members come and go by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.admin._desk import Desk, in_range
from kingpin_sdk.admin._finding import existing_serverset
from kingpin_sdk.admin._signature import UNSIGNED, Signature
from kingpin_sdk.names import MetaconfigName, ServersetName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kingpin_sdk.catalog import Declared, Holding
    from kingpin_sdk.catalog import Listed as Members
    from kingpin_sdk.model import PublishResult

__all__ = ["Serversets"]


@final
class Serversets:
    """Serversets as the store lists them. Every call blocks and raises BackendError."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def named(self, text: str) -> ServersetName:
        """The existing serverset of that name.

        Raises:
            NodeNotFoundError: it does not exist; the message asks about one that looks like it.
            InvalidNameError: the text names no serverset.
        """
        return existing_serverset(self._desk.catalog, text)

    def list(self) -> Iterator[tuple[ServersetName, int]]:
        """All serversets with the number of their members, sorted."""
        for name in self._desk.catalog.serversets():
            yield name, self._desk.catalog.serverset_size(name)

    def members(self, name: ServersetName) -> Members:
        """Who is in a serverset now.

        Raises:
            NodeNotFoundError: there is no such serverset.
        """
        return self._desk.catalog.serverset_members(name)

    def declared(self, name: ServersetName) -> Declared | None:
        """What its metaconfig declares; None if it has none."""
        return self._desk.catalog.declared(name)

    def who_gets(self, name: ServersetName) -> Sequence[Holding]:
        """Every dependency that brings the serverset."""
        return self._desk.catalog.bringing(MetaconfigName(str(name)))

    def check_creation(self, name: ServersetName) -> None:
        """Find out whether a serverset can be created.

        Raises:
            NodeExistsError: it was created before.
        """
        self._desk.catalog.check_new(name)

    def create(
        self, name: ServersetName, declared: Declared, by: Signature = UNSIGNED
    ) -> PublishResult:
        """Create a serverset, so that dependencies can hold it.

        Raises:
            NodeExistsError: it was created before.
            RequestError: a limit is out of range, or a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        with in_range(name):
            return self._desk.catalog.create_serverset(
                name,
                declared=declared,
                author=signed.author,
                comment=signed.comment,
            )

    def check_description(
        self, name: ServersetName, change: Callable[[Declared], Declared]
    ) -> None:
        """Find out whether that can be declared: raises what `describe` would."""
        self._desk.check_declaration(name, change)

    def describe(
        self,
        name: ServersetName,
        change: Callable[[Declared], Declared],
        by: Signature = UNSIGNED,
    ) -> PublishResult:
        """Change what a serverset's metaconfig declares.

        Raises:
            NodeNotFoundError: it has no metaconfig.
            RequestError: a limit is out of range, or a comment lacks.
        """
        return self._desk.declare(name, change, by)

    def check_deletion(self, name: ServersetName) -> None:
        """Find out whether a serverset can be deleted.

        Raises:
            RejectedError: a dependency holds it, or somebody is in it.
        """
        self._desk.catalog.check_serverset_unused(name)

    def delete(self, name: ServersetName, by: Signature = UNSIGNED) -> None:
        """Take a serverset away.

        Raises:
            NodeNotFoundError: it does not exist.
            RejectedError: a dependency holds it, or somebody is in it.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        self._desk.catalog.delete_serverset(name, author=signed.author)
        self._desk.log.write("serverset.delete", name, signed)
