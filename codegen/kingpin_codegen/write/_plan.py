"""Plan: what must change so that a folder holds what was generated. Pure."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Change", "Plan", "plan"]


@frozen
class Change:
    """One file that is not as it should be.

    Attributes:
        path: relative to the import root, with slashes.
        old: what it holds; None where it is not there.
        new: what it should hold; None where nothing generates it any more.
    """

    path: str
    old: str | None
    new: str | None

    def diff(self) -> Iterator[str]:
        """A unified diff, line by line without line ends."""
        return difflib.unified_diff(
            (self.old or "").splitlines(),
            (self.new or "").splitlines(),
            fromfile="/dev/null" if self.old is None else self.path,
            tofile="/dev/null" if self.new is None else self.path,
            lineterm="",
        )


@frozen
class Plan:
    """What is to be done.

    Attributes:
        writes: files to make or to replace, by path.
        stale: files of ours that nothing generates any more, by path.
        unchanged: how many files are as they should be.
    """

    writes: tuple[Change, ...]
    stale: tuple[Change, ...]
    unchanged: int

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of them, by path."""
        return tuple(sorted((*self.writes, *self.stale), key=lambda change: change.path))


def plan(wanted: Mapping[str, str], found: Mapping[str, str]) -> Plan:
    """Compare.

    Args:
        wanted: path -> text of everything that was generated.
        found: path -> text of what is there: the wanted paths, and all that we ever generated.
    """
    writes = [
        Change(path, found.get(path), text)
        for path, text in sorted(wanted.items())
        if found.get(path) != text
    ]
    stale = [Change(path, text, None) for path, text in sorted(found.items()) if path not in wanted]
    return Plan(tuple(writes), tuple(stale), len(wanted) - len(writes))
