"""Changing a map."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.codec import key_codec_for
from kingpin_sdk.errors import DecodeError
from kingpin_sdk.publishing._editor import Edit, Editor, object_in, without
from kingpin_sdk.publishing._unknown_keys import merged

if TYPE_CHECKING:
    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.publishing._changing import Engine
    from kingpin_sdk.spec import MapSpec

__all__ = ["HashMapEditor"]

K = TypeVar("K")
V = TypeVar("V")


@final
class HashMapEditor(Editor[Mapping[K, V]]):
    """Publishes changes of a map."""

    def __init__(self, engine: Engine, spec: MapSpec[K, V], *, author: str) -> None:
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
        new = object_in(self._checked(entries), what=self._what)

        def edit(old: Json) -> Edit:
            stored = object_in(old, what=self._what)
            spelled = self._spellings(stored)
            kept = self._merged(stored, new)
            document = stored | {spelled.get(key, key): value for key, value in kept.items()}
            return Edit(document, self._count(stored, document))

        return self._patch(edit, author, comment)

    def set_map(
        self, entries: Mapping[K, V], *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Replace the whole map."""
        return self._put(self._base.to_document(entries), author, comment)

    def remove(self, key: K, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Remove a key, if it is there."""
        text = self._spec.key.to_text(key, what=self._what)

        def edit(old: Json) -> Edit:
            stored = object_in(old, what=self._what)
            return without(stored, self._spellings(stored).get(text, text))

        return self._patch(edit, author, comment)

    def delete(self, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Publish the empty map; the config, its history and its subscribers stay."""
        return self._put({}, author, comment)

    def _keep_unknown(self, old: Json, new: Json) -> Json:
        if isinstance(old, dict) and isinstance(new, dict):
            return {**self._merged(old, new)}
        return new

    def _merged(self, stored: dict[str, Json], new: dict[str, Json]) -> dict[str, Json]:
        """The new entries, each with what this code does not know of the stored one."""
        spelled = self._spellings(stored)
        return {
            key: merged(self._spec.item, stored.get(spelled.get(key, key)), value)
            for key, value in new.items()
        }

    def _spellings(self, stored: dict[str, Json]) -> dict[str, str]:
        """Our text of a key -> how others stored it (``01`` for ``1``), where that differs."""
        codec = self._spec.key
        found: dict[str, str] = {}
        if codec == key_codec_for(str):
            return found
        for text in stored:
            with suppress(DecodeError):  # no key of this type equals it
                ours = codec.to_text(codec.from_text(text))
                if ours != text and ours not in stored:
                    found[ours] = text
        return found
