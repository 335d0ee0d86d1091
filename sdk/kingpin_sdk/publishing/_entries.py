"""The entries of a stored list: which are equal, and what adding and removing makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, final

from kingpin_sdk.codec import codec_for
from kingpin_sdk.errors import RejectedError
from kingpin_sdk.publishing._diff import EntryKey, entry_key
from kingpin_sdk.publishing._unknown_keys import as_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kingpin_sdk.codec import ValueCodec
    from kingpin_sdk.model import Json

__all__ = ["Entries", "items_of"]

T = TypeVar("T")


@final
class Entries(Generic[T]):
    """Compares entries as a reader would: by the values they read as.

    So code that knows more or fewer keys of an entry still finds it.

    Args:
        codec: of one entry.
    """

    def __init__(self, codec: ValueCodec[T]) -> None:
        self._codec = codec
        # Codecs are the same object for the same type.
        self._reads_itself = codec == codec_for(str)

    def missing(self, stored: list[Json], wanted: list[Json]) -> list[Json]:
        """Those wanted that are not stored, each once, in their order."""
        seen = {self._key(entry) for entry in stored} if wanted else set[EntryKey]()
        added: list[Json] = []
        for entry in wanted:
            key = self._key(entry)
            if key not in seen:
                seen.add(key)
                added.append(entry)
        return added

    def position(self, stored: list[Json], entry: Json) -> int | None:
        """Where the first equal entry is; None if nowhere."""
        key = self._key(entry)
        return next((at for at, other in enumerate(stored) if self._key(other) == key), None)

    def without(self, stored: list[Json], unwanted: list[Json]) -> list[Json]:
        """The stored entries that equal none of the unwanted ones."""
        keys = {self._key(entry) for entry in unwanted}
        return [entry for entry in stored if self._key(entry) not in keys]

    def _key(self, entry: Json) -> EntryKey:
        return entry_key(entry if self._reads_itself else as_read(self._codec, entry))


def items_of(items: Iterable[T], *, what: str, path: str = "$") -> tuple[T, ...]:
    """The items a caller gave.

    Raises:
        RejectedError: a text or bytes, whose items would be its characters.
    """
    if isinstance(items, (str, bytes)):
        raise RejectedError(what, {path: f"expected items, got one {type(items).__name__}"})
    return tuple(items)
