"""A config's versions: its history, and what differs between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from attrs import frozen

from kingpin_sdk.admin._documents import what_differs
from kingpin_sdk.errors import NodeNotFoundError
from kingpin_sdk.model import Diff, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.model import HistoryRecord
    from kingpin_sdk.names import ConfigName

__all__ = ["Compared", "Versions"]


@final
@frozen
class Compared:
    """Two versions and what differs.

    Attributes:
        old: the one.
        new: the other.
        diff: from the one to the other.
    """

    old: Version
    new: Version
    diff: Diff


@final
class Versions:
    """What was published. Every call blocks and raises BackendError besides what it names."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def history(self, name: ConfigName) -> Iterator[HistoryRecord]:
        """All publications of a config, newest first, fetched a page at a time."""
        return self._desk.engine.history(name)

    def compare(
        self, name: ConfigName, old: Version | None = None, new: Version | None = None
    ) -> Compared:
        """What differs between two versions.

        Args:
            name: of what.
            old: None for the one that ``new`` replaced.
            new: None for the current one.

        Raises:
            NotAvailableError: nothing was ever published.
            BlobNotFoundError: there is no such version.
            NodeNotFoundError: nothing came before.
        """
        engine = self._desk.engine
        newer, body = engine.body(name, new)
        older, before = engine.body(name, old or self.before(name, newer))
        return Compared(older, newer, what_differs(before, body, what=str(name)))

    def before(self, name: ConfigName, version: Version) -> Version:
        """The version that another one replaced.

        Raises:
            NodeNotFoundError: it replaced none, or is not in the history.
        """
        said = self._desk.engine.record(name, version)
        if said.previous is not None:
            return said.previous
        # KingPin 1.0 wrote it: only the order of all tells.
        for record in self.history(name):
            if record.version == version and record.previous is not None:
                return record.previous
        raise NodeNotFoundError(f"{name.short} has no version before {version}")
