"""Changing a map of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.publishing._editor import Edit, Editor
from kingpin_sdk.publishing._list_editor import added_to, entries_of, position
from kingpin_sdk.publishing._map_editor import object_of, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.publishing._engine import PublishEngine
    from kingpin_sdk.spec import MappedListSpec

__all__ = ["MappedListEditor"]

T = TypeVar("T")


@final
class MappedListEditor(Editor["Mapping[str, tuple[T, ...]]"]):
    """Publishes changes of a map of lists; every list is kept without duplicates, in its order."""

    def __init__(self, engine: PublishEngine, spec: MappedListSpec[T], *, author: str) -> None:
        super().__init__(engine, spec, author=author)
        self._spec = spec

    def set_list(
        self, key: str, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Set one key's list."""
        return self.set_lists({key: items}, author=author, comment=comment)

    def set_lists(
        self, lists: Mapping[str, Iterable[T]], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Set some keys' lists; the others stay."""
        new = self._documents(lists)

        def edit(old: Json) -> Edit:
            stored = object_of(old)
            document = stored | new
            return Edit(document, self._count(stored, document))

        return self._patch(edit, author, comment)

    def add_item(
        self, key: str, item: T, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Append an item to a key's list, unless it is there."""
        return self.add_items(key, (item,), author=author, comment=comment)

    def add_items(
        self, key: str, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Append the items that a key's list does not have; a new key begins with them."""
        new = entries_of(self._documents({key: items})[key])

        def edit(old: list[Json]) -> tuple[list[Json], int]:
            added = added_to(old, new)
            return old + added, len(added)

        return self._patch_list(key, edit, author, comment)

    def remove_list(
        self, key: str, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Remove a key with its list, if it is there."""
        return self._patch(lambda old: without(old, key), author, comment)

    def remove_item(
        self, key: str, item: T, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Remove an item from a key's list, if it is there."""
        return self.remove_items(key, (item,), author=author, comment=comment)

    def remove_items(
        self, key: str, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Remove those of the items that are in a key's list; an emptied list stays."""
        gone = entries_of(self._documents({key: items})[key])

        def edit(old: list[Json]) -> tuple[list[Json], int]:
            left = [entry for entry in old if position(gone, entry) is None]
            return left, len(old) - len(left)

        return self._patch_list(key, edit, author, comment)

    def clear(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Publish the empty map; the config, its history and its subscribers stay."""
        return self._put({}, author, comment)

    def _patch_list(
        self,
        key: str,
        edit: Callable[[list[Json]], tuple[list[Json], int]],
        author: str | None,
        comment: str,
    ) -> PublishResult:
        def edit_map(old: Json) -> Edit:
            stored = object_of(old)
            entries, changed = edit(entries_of(stored.get(key, [])))
            new: dict[str, Json] = {**stored, key: entries} if changed else stored
            return Edit(new, changed)

        return self._patch(edit_map, author, comment)

    def _documents(self, lists: Mapping[str, Iterable[T]]) -> dict[str, Json]:
        values = {key: tuple(items) for key, items in lists.items()}
        documents = object_of(self._base.to_document(values))
        return {key: [*added_to([], entries_of(items))] for key, items in documents.items()}
