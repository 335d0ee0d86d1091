"""Where a node lives: its path, checked, and the directory entries that follow from it."""

from __future__ import annotations

from typing import NamedTuple

from kingpin_sdk.errors import BackendError
from kingpin_sdk.formats.localdir import NODES, EntryKind, components, entry_name

__all__ = ["ROOT", "Place"]

ROOT = "/"


class Place(NamedTuple):
    """A node's path.

    Attributes:
        names: its components; none for the root node.
    """

    names: tuple[str, ...]

    @classmethod
    def parse(cls, path: str) -> Place:
        """Check a path.

        Raises:
            BackendError: it is not absolute, or has an empty component, ``.``, ``..`` or a NUL.
        """
        if path == ROOT:
            return cls(())
        if not path.startswith("/"):
            raise BackendError(f"node path {path!r} does not start with a slash")
        try:
            return cls(components(path[1:]))
        except ValueError as error:
            raise BackendError(f"node path {path!r}: {error}") from error

    @property
    def path(self) -> str:
        """The path as text."""
        return "/" + "/".join(self.names)

    @property
    def is_root(self) -> bool:
        """Whether it is ``/``, which is always there once the store is, and never changes."""
        return not self.names

    @property
    def above(self) -> Place:
        """The parent."""
        return Place(self.names[:-1])

    def inner(self, name: str) -> Place:
        """A child."""
        return Place((*self.names, name))

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders below the store's root, outermost first, that lead to the node's entries."""
        return (NODES, *(entry_name(name, EntryKind.FOLDER) for name in self.names[:-1]))

    @property
    def inner_folders(self) -> tuple[str, ...]:
        """The same for its children's entries."""
        return (NODES, *(entry_name(name, EntryKind.FOLDER) for name in self.names))

    def entry(self, kind: EntryKind) -> str:
        """The entry in the last of ``folders`` that is this to the node."""
        return entry_name(self.names[-1], kind)
