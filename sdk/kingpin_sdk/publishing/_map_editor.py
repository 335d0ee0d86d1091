"""Changing a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.publishing._editor import Edit, Editor, merged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.publishing._engine import PublishEngine
    from kingpin_sdk.spec import MapSpec

__all__ = ["HashMapEditor", "object_of", "without"]

K = TypeVar("K")
V = TypeVar("V")


@final
class HashMapEditor(Editor["Mapping[K, V]"]):
    """Publishes changes of a map."""

    def __init__(self, engine: PublishEngine, spec: MapSpec[K, V], *, author: str) -> None:
        super().__init__(engine, spec, author=author)
        self._spec = spec

    def set(
        self, key: K, value: V, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Set one key's value."""
        return self.set_many({key: value}, author=author, comment=comment)

    def set_many(
        self, entries: Mapping[K, V], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Set some keys' values; the others stay."""
        new = object_of(self._base.to_document(entries))

        def edit(old: Json) -> Edit:
            stored = object_of(old)
            document = stored | object_of(self._keep_unknown(stored, new))
            return Edit(document, self._count(stored, document))

        return self._patch(edit, author, comment)

    def set_map(
        self, entries: Mapping[K, V], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Replace the whole map."""
        return self._put(self._base.to_document(entries), author, comment)

    def remove(self, key: K, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Remove a key, if it is there."""
        text = self._spec.key.to_text(key)
        return self._patch(lambda old: without(old, text), author, comment)

    def delete(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Publish the empty map; the config, its history and its subscribers stay."""
        return self._put({}, author, comment)

    def _keep_unknown(self, old: Json, new: Json) -> Json:
        stored = object_of(old)
        return {
            key: merged(self._spec.item, stored.get(key), value, what=str(self._spec.name))
            for key, value in object_of(new).items()
        }


def object_of(document: Json) -> dict[str, Json]:
    """A document that is an object; what is none holds no entries to keep."""
    return document if isinstance(document, dict) else {}


def without(document: Json, key: str) -> Edit:
    """An object without one of its keys."""
    stored = object_of(document)
    left = {name: value for name, value in stored.items() if name != key}
    return Edit(left, len(stored) - len(left))
