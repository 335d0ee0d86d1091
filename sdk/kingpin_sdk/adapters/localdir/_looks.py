"""What a watch looks at: folders whose events concern it, and a stamp that changes differ in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, Protocol, final

from kingpin_sdk.errors import BackendError
from kingpin_sdk.formats.localdir import EntryKind

if TYPE_CHECKING:
    from pathlib import Path

    from kingpin_sdk.adapters.localdir._nodes import Nodes
    from kingpin_sdk.adapters.localdir._places import Place

__all__ = ["ANY", "ChildrenLook", "Goal", "Look", "NodeLook"]

ANY = ""
"""Stands for every entry of a folder that is not temporary."""

_NODE_KINDS = (EntryKind.CONTENT, EntryKind.MEMBER, EntryKind.LIVENESS)


class Goal(NamedTuple):
    """A folder, perhaps not there yet, and the entries in it that matter."""

    folder: Path
    names: frozenset[str]


class Look(Protocol):
    """What a watch looks at."""

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Where its events come from."""
        ...

    def stamp(self) -> object:
        """A value that compares unequal after a change; never raises."""
        ...


@final
class NodeLook:
    """A node: created, written, deleted, its process gone."""

    def __init__(self, place: Place, nodes: Nodes, root: Path) -> None:
        self._place = place
        self._nodes = nodes
        self.goals = _own_goals(place, root)
        self._files = [str(goal.folder / place.entry(EntryKind.CONTENT)) for goal in self.goals]

    def stamp(self) -> object:
        """See Look. Two system calls, as there may be a thousand watches to probe each second."""
        for file in self._files:
            found = _file_stamp(file)
            if found is not None:
                return found
        if not self._files:
            return None
        try:
            alive = self._nodes.live_member(self._place)
        except (OSError, BackendError):
            return None
        return _file_stamp(self._files[0] + EntryKind.MEMBER) if alive else None


@final
class ChildrenLook:
    """The set of a node's children, and the node itself."""

    def __init__(self, place: Place, nodes: Nodes, root: Path) -> None:
        self._path = place.path
        self._nodes = nodes
        inner = Goal(root.joinpath(*place.inner_folders), frozenset((ANY,)))
        self.goals = (*_own_goals(place, root), inner)

    def stamp(self) -> object:
        """See Look."""
        try:
            return self._nodes.children(self._path)
        except BackendError as error:
            return type(error)


def _own_goals(place: Place, root: Path) -> tuple[Goal, ...]:
    if place.is_root:
        return ()
    names = frozenset(place.entry(kind) for kind in _NODE_KINDS)
    return (Goal(root.joinpath(*place.folders), names),)


def _file_stamp(file: str) -> object:
    try:
        info = os.lstat(file)
    except OSError:
        return None
    return (info.st_ino, info.st_mtime_ns, info.st_size)
