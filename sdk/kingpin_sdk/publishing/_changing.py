"""What a change is, and what editors need of whoever carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kingpin_sdk.model import HistoryRecord, PublishResult, Version
    from kingpin_sdk.names import PublishedName

__all__ = ["UNSET", "Change", "Engine", "ReadsThrough", "Unset"]


@final
class Unset:
    """The type of UNSET."""


UNSET = Unset()
"""Stands for "whatever version is there", because None means "never published"."""


class Change(NamedTuple):
    """What a writer wants a body to become.

    Attributes:
        body: the new body.
        changed: how many entries differ from the body it was decided on; 0 writes nothing, unless
            nothing was ever published.
    """

    body: bytes
    changed: int


class Engine(Protocol):
    """Changes and reads published names; see PublishEngine, which does, and Rehearsal."""

    def change(
        self,
        name: PublishedName,
        decide: Callable[[bytes | None], Change],
        *,
        author: str,
        comment: str = "",
        expected: Version | Unset | None = UNSET,
        replaces_all: bool = False,
    ) -> PublishResult:
        """Read, decide and publish."""
        ...

    def current(self, name: PublishedName) -> Version | None:
        """The current version; None if nothing was ever published."""
        ...

    def body(self, name: PublishedName, version: Version | None = None) -> tuple[Version, bytes]:
        """A version's value; the current one's if none is named."""
        ...

    def history(
        self, name: PublishedName, newest: Version | None = None
    ) -> Iterator[HistoryRecord]:
        """All publications, newest first, from the current version on if none is named."""
        ...


class ReadsThrough:
    """What an engine that changes in its own way shares: it reads as another engine does.

    Args:
        engine: the other one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def current(self, name: PublishedName) -> Version | None:
        """The current version; None if nothing was ever published."""
        return self._engine.current(name)

    def body(self, name: PublishedName, version: Version | None = None) -> tuple[Version, bytes]:
        """A version's value; the current one's if none is named."""
        return self._engine.body(name, version)

    def history(
        self, name: PublishedName, newest: Version | None = None
    ) -> Iterator[HistoryRecord]:
        """All publications, newest first, from the current version on if none is named."""
        return self._engine.history(name, newest)
