"""Keeping what newer code wrote: the keys of an entry that this code's type does not know (pure).

The type is asked: whatever it gives back after reading an entry it knows, and the rest it does not.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from kingpin_sdk.errors import DecodeError
from kingpin_sdk.publishing._diff import entry_key, same

if TYPE_CHECKING:
    from kingpin_sdk.codec import ValueCodec
    from kingpin_sdk.model import Json

__all__ = ["as_read", "merged", "merged_entries"]

T = TypeVar("T")


def as_read(codec: ValueCodec[T], document: Json) -> Json:
    """A stored document as this code would write it: defaults filled in, unknown keys gone.

    One that cannot be read stands for itself.
    """
    try:
        return codec.unstructure(codec.structure(document))
    except DecodeError:
        return document


def merged(codec: ValueCodec[T], old: Json, new: Json) -> Json:
    """A changed document, with the keys of the stored one that the type does not know.

    A stored document that cannot be read is replaced as a whole, and so is one of another kind:
    where the new value would read differently with the old keys, they go.
    """
    return _kept(codec, _with_unknown(old, as_read(codec, old), new), new)


def merged_entries(codec: ValueCodec[T], old: list[Json], new: list[Json]) -> list[Json]:
    """The same for the entries of a list, each of the codec's type."""
    if not any(isinstance(entry, (dict, list)) for entry in old):
        return new
    known = [as_read(codec, entry) for entry in old]
    pairs = zip(_items_with_unknown(old, known, new), new, strict=True)
    return [_kept(codec, entry, plain) for entry, plain in pairs]


def _kept(codec: ValueCodec[T], whole: Json, plain: Json) -> Json:
    """The merged document if it reads as what was meant, else what was meant alone."""
    return whole if same(as_read(codec, whole), as_read(codec, plain)) else plain


def _with_unknown(old: Json, known: Json, new: Json) -> Json:
    if isinstance(old, list) and isinstance(known, list) and isinstance(new, list):
        return [*_items_with_unknown(old, known, new)]
    if not (isinstance(old, dict) and isinstance(known, dict) and isinstance(new, dict)):
        return new
    kept = {
        key: _with_unknown(old[key], known[key], value) if key in old and key in known else value
        for key, value in new.items()
    }
    return kept | {key: value for key, value in old.items() if key not in known and key not in new}


def _items_with_unknown(old: list[Json], known: list[Json], new: list[Json]) -> list[Json]:
    """Each new item over the stored one that reads as its equal.

    Else, in a list as long as before, over the one in its place, if that equals no other.
    """
    if not _in_step(old, known):
        return new
    places: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for at in reversed(range(len(known))):
        places[entry_key(known[at])].append(at)
    sources: list[int | None] = []
    for item in new:
        found = places.get(entry_key(item))
        sources.append(found.pop() if found else None)
    if len(new) == len(old):
        free = set(range(len(old))).difference(sources)
        sources = [
            at if source is None and at in free else source for at, source in enumerate(sources)
        ]
    return [
        item if source is None else _with_unknown(old[source], known[source], item)
        for item, source in zip(new, sources, strict=True)
    ]


def _in_step(old: list[Json], known: list[Json]) -> bool:
    """True if each item was read from the one in the same place; sets are sorted on reading."""
    return len(old) == len(known) and all(map(_agrees, old, known))


def _agrees(old: Json, known: Json) -> bool:
    if isinstance(old, dict) and isinstance(known, dict):
        return all(_agrees(old[key], known[key]) for key in old.keys() & known.keys())
    # What is nested deeper is asked again when it is merged; a number may have become a float.
    return isinstance(old, list) or same(old, known) or old == known
