"""Changing a single value."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.publishing._editor import Editor
from kingpin_sdk.publishing._unknown_keys import merged

if TYPE_CHECKING:
    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.publishing._changing import Engine
    from kingpin_sdk.spec import JsonSpec

__all__ = ["JsonEditor"]

T = TypeVar("T")


@final
class JsonEditor(Editor[T]):
    """Publishes a single value."""

    def __init__(self, engine: Engine, spec: JsonSpec[T], *, author: str) -> None:
        super().__init__(engine, spec, author=author)
        self._spec = spec

    def set_json_config(
        self, value: T, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Publish the value; keys that newer code stored and T does not know are kept."""
        return self._put(self._base.to_document(value), author, comment)

    def _blank(self) -> Json:
        return None

    def _keep_unknown(self, old: Json, new: Json) -> Json:
        return merged(self._spec.codec, old, new)

    def _encode(self, document: Json) -> bytes:
        # Its falsy values may be zero bytes.
        return self._base.encode(document)

    def _count(self, old: Json, new: Json) -> int:
        return min(1, super()._count(old, new))
