"""Changing a map of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.publishing._editor import Edit, Editor, list_in, object_in, without
from kingpin_sdk.publishing._entries import Entries, items_of
from kingpin_sdk.publishing._unknown_keys import merged_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kingpin_sdk.model import Json, PublishResult, Version
    from kingpin_sdk.publishing._changing import Engine
    from kingpin_sdk.spec import MappedListSpec

__all__ = ["MappedListEditor"]

T = TypeVar("T")


@final
class MappedListEditor(Editor[Mapping[str, tuple[T, ...]]]):
    """Publishes changes of a map of lists; every list is kept without duplicates, in its order."""

    def __init__(self, engine: Engine, spec: MappedListSpec[T], *, author: str) -> None:
        super().__init__(engine, spec, author=author)
        self._spec = spec
        self._entries = Entries(spec.item)

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
            stored = object_in(old, what=self._what)
            document = stored | self._merged(stored, new)
            return Edit(document, self._count(stored, document))

        return self._patch(edit, author, comment)

    def replace(
        self,
        new_value: Mapping[str, Iterable[T]],
        *,
        expected: Version | None,
        author: str | None = None,
        comment: str = "",
    ) -> PublishResult:
        """Publish a whole new map, if the config is still at a version; see Editor.replace."""
        values = {key: items_of(items, what=self._what) for key, items in new_value.items()}
        return super().replace(values, expected=expected, author=author, comment=comment)

    def add_item(
        self, key: str, item: T, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Append an item to a key's list, unless it is there."""
        return self.add_items(key, (item,), author=author, comment=comment)

    def add_items(
        self, key: str, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Append the items that a key's list does not have; a new key begins with them."""
        new = self._documents({key: items})[key]

        def edit(old: list[Json]) -> tuple[list[Json], int]:
            added = self._entries.missing(old, new)
            return old + added, len(added)

        return self._patch_list(key, edit, author, comment)

    def remove_list(
        self, key: str, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Remove a key with its list, if it is there."""

        def edit(old: Json) -> Edit:
            return without(object_in(old, what=self._what), key)

        return self._patch(edit, author, comment)

    def remove_item(
        self, key: str, item: T, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Remove an item from a key's list, if it is there."""
        return self.remove_items(key, (item,), author=author, comment=comment)

    def remove_items(
        self, key: str, items: Iterable[T], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Remove those of the items that are in a key's list; an emptied list stays."""
        gone = self._documents({key: items})[key]

        def edit(old: list[Json]) -> tuple[list[Json], int]:
            left = self._entries.without(old, gone)
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
            stored = object_in(old, what=self._what)
            path = f"$.{key}"
            entries, changed = edit(list_in(stored.get(key, []), what=self._what, path=path))
            new: dict[str, Json] = {**stored, key: entries} if changed else stored
            return Edit(new, changed)

        return self._patch(edit_map, author, comment)

    def _documents(self, lists: Mapping[str, Iterable[T]]) -> dict[str, list[Json]]:
        """The lists as they are stored, without duplicates."""
        values = {
            key: items_of(items, what=self._what, path=f"$.{key}") for key, items in lists.items()
        }
        documents = object_in(self._checked(values), what=self._what)
        return {
            key: self._entries.missing([], list_in(items, what=self._what))
            for key, items in documents.items()
        }

    def _keep_unknown(self, old: Json, new: Json) -> Json:
        if isinstance(old, dict) and isinstance(new, dict):
            return {**self._merged(old, new)}
        return new

    def _merged(self, stored: dict[str, Json], new: Mapping[str, Json]) -> dict[str, Json]:
        """The new lists, each entry with what this code does not know of the stored one."""
        merged = dict(new)
        for key, entries in new.items():
            old = stored.get(key)
            if isinstance(old, list) and isinstance(entries, list):
                merged[key] = [*merged_entries(self._spec.item, old, entries)]
        return merged
