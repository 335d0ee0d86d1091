"""Changing a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.publishing._diff import count_changes
from kingpin_sdk.publishing._editor import Edit, Editor, list_in
from kingpin_sdk.publishing._entries import Entries, items_of
from kingpin_sdk.publishing._unknown_keys import merged_entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kingpin_sdk.model import Json, PublishResult, Version
    from kingpin_sdk.publishing._changing import Engine
    from kingpin_sdk.spec import ListSpec

__all__ = ["ListEditor"]

T = TypeVar("T")


@final
class ListEditor(Editor[tuple[T, ...]]):
    """Publishes changes of a list."""

    def __init__(self, engine: Engine, spec: ListSpec[T], *, author: str) -> None:
        super().__init__(engine, spec, author=author)
        self._spec = spec
        self._entries = Entries(spec.item)

    def add(self, item: T, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Append an item, unless the list has it."""
        return self.add_many((item,), author=author, comment=comment)

    def add_many(
        self, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Append the items that the list does not have, each once, in their order."""
        new = self._documents(items)

        def edit(old: Json) -> Edit:
            stored = list_in(old, what=self._what)
            added = self._entries.missing(stored, new)
            return Edit(stored + added, len(added))

        return self._patch(edit, author, comment)

    def remove(self, item: T, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Remove the first item that equals this one, if there is one."""
        (gone,) = self._documents((item,))

        def edit(old: Json) -> Edit:
            stored = list_in(old, what=self._what)
            at = self._entries.position(stored, gone)
            return Edit(stored, 0) if at is None else Edit(stored[:at] + stored[at + 1 :], 1)

        return self._patch(edit, author, comment)

    def set_list(
        self, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Replace the whole list, as given: duplicates stay."""
        values = items_of(items, what=self._what)
        return self._put(self._base.to_document(values), author, comment)

    def replace(
        self,
        new_value: Iterable[T],
        *,
        expected: Version | None,
        author: str | None = None,
        comment: str = "",
    ) -> PublishResult:
        """Publish a whole new list, if the config is still at a version; see Editor.replace."""
        values = items_of(new_value, what=self._what)
        return super().replace(values, expected=expected, author=author, comment=comment)

    def clear(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Publish the empty list; the config, its history and its subscribers stay."""
        return self._put([], author, comment)

    def delete(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """The same as ``clear``."""
        return self.clear(author=author, comment=comment)

    def _documents(self, items: Iterable[T]) -> list[Json]:
        document = self._checked(items_of(items, what=self._what))
        return list_in(document, what=self._what)

    def _blank(self) -> Json:
        return []

    def _keep_unknown(self, old: Json, new: Json) -> Json:
        if isinstance(old, list) and isinstance(new, list):
            return [*merged_entries(self._spec.item, old, new)]
        return new

    def _count(self, old: Json, new: Json) -> int:
        if isinstance(old, list) and isinstance(new, list):
            return count_changes(old, new)
        return super()._count(old, new)
