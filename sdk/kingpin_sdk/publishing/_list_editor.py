"""Changing a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.publishing._diff import diff_documents, same
from kingpin_sdk.publishing._editor import Edit, Editor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.publishing._engine import PublishEngine
    from kingpin_sdk.spec import ListSpec

__all__ = ["ListEditor", "added_to", "entries_of", "position"]

T = TypeVar("T")


@final
class ListEditor(Editor[tuple[T, ...]]):
    """Publishes changes of a list."""

    def __init__(self, engine: PublishEngine, spec: ListSpec[T], *, author: str) -> None:
        super().__init__(engine, spec, author=author)
        self._spec = spec

    def add(self, item: T, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Append an item, unless the list has it."""
        return self.add_many((item,), author=author, comment=comment)

    def add_many(
        self, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Append the items that the list does not have, each once, in their order."""
        new = self._documents(items)

        def edit(old: Json) -> Edit:
            listed = entries_of(old)
            added = added_to(listed, new)
            return Edit(listed + added, len(added))

        return self._patch(edit, author, comment)

    def remove(self, item: T, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Remove the first item that equals this one, if there is one."""
        (gone,) = self._documents((item,))

        def edit(old: Json) -> Edit:
            listed = entries_of(old)
            at = position(listed, gone)
            return Edit(listed, 0) if at is None else Edit(listed[:at] + listed[at + 1 :], 1)

        return self._patch(edit, author, comment)

    def set_list(
        self, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Replace the whole list, as given: duplicates stay."""
        return self._put(self._base.to_document(tuple(items)), author, comment)

    def clear(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Publish the empty list; the config, its history and its subscribers stay."""
        return self._put([], author, comment)

    def delete(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """The same as ``clear``."""
        return self.clear(author=author, comment=comment)

    def _documents(self, items: Iterable[T]) -> list[Json]:
        return entries_of(self._base.to_document(tuple(items)))

    def _blank(self) -> Json:
        return []

    def _count(self, old: Json, new: Json) -> int:
        diff = diff_documents(old, new)
        return sum(len(part) for part in diff)


def position(listed: list[Json], item: Json) -> int | None:
    """Where an item is; None if nowhere."""
    # ``in`` compares in C and is right about absence; only what equals needs the types compared.
    if item not in listed:
        return None
    return next((at for at, entry in enumerate(listed) if same(entry, item)), None)


def added_to(listed: list[Json], items: list[Json]) -> list[Json]:
    """The items that a list lacks, each once."""
    added: list[Json] = []
    strings = {entry for entry in listed if isinstance(entry, str)}
    for item in items:
        if isinstance(item, str):
            if item not in strings:
                strings.add(item)
                added.append(item)
        elif position(listed, item) is None and position(added, item) is None:
            added.append(item)
    return added


def entries_of(document: Json) -> list[Json]:
    """A document that is a list; what is none holds no entries to keep."""
    return document if isinstance(document, list) else []
