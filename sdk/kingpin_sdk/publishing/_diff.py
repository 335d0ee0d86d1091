"""What differs between two documents, and nothing else (pure)."""

from __future__ import annotations

import json
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from kingpin_sdk.model import Diff

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["EntryKey", "count_changes", "diff_documents", "entry_key", "same"]

V = TypeVar("V")

EntryKey: TypeAlias = tuple[bool, str]
"""Stands for a list's entry: whether it is a string, and its text."""


def same(one: Json, other: Json) -> bool:
    """True if two documents are equal and of equal types.

    ``1``, ``1.0`` and ``true`` all differ.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def diff_documents(old: Json, new: Json) -> Diff:
    """Compare two documents.

    Objects are compared key by key, nested ones under ``outer.inner``; lists entry by entry, an
    entry standing for itself (a string) or by its JSON text. A list in another order shows as
    changed positions. Two scalars, or documents of two kinds, show as a change of ``$``.
    """
    if isinstance(old, list) and isinstance(new, list):
        return _diff_lists(old, new)
    diff = Diff({}, {}, {})
    _compare("", old, new, diff)
    return Diff(_sorted(diff.added), _sorted(diff.removed), _sorted(diff.changed))


def _compare(path: str, old: Json, new: Json, found: Diff) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() - new.keys():
            found.removed[_join(path, key)] = old[key]
        for key in new.keys() - old.keys():
            found.added[_join(path, key)] = new[key]
        for key in old.keys() & new.keys():
            _compare(_join(path, key), old[key], new[key], found)
    elif not same(old, new):
        found.changed[path or "$"] = (old, new)


def _sorted(part: dict[str, V]) -> dict[str, V]:
    return dict(sorted(part.items(), key=itemgetter(0)))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def count_changes(old: list[Json], new: list[Json]) -> int:
    """How many entries came or went; where none did, how many stand elsewhere."""
    gone, come, moved = _compare_lists(old, new)
    return gone.total() + come.total() + len(moved)


def entry_key(entry: Json) -> EntryKey:
    """What tells an entry of a list from others: the string ``1`` is not the number."""
    if isinstance(entry, str):
        return True, entry
    return False, json.dumps(entry, sort_keys=True)


def _diff_lists(old: list[Json], new: list[Json]) -> Diff:
    gone, come, moved = _compare_lists(old, new)
    return Diff(
        added=_shown([entry for entry in new if entry_key(entry) in come]),
        removed=_shown([entry for entry in old if entry_key(entry) in gone]),
        changed={f"[{at}]": (old[at], new[at]) for at in moved},
    )


def _compare_lists(
    old: list[Json], new: list[Json]
) -> tuple[Counter[EntryKey], Counter[EntryKey], list[int]]:
    """What went, what came, and if nothing did, the positions that differ."""
    olds, news = [*map(entry_key, old)], [*map(entry_key, new)]
    gone, come = Counter(olds) - Counter(news), Counter(news) - Counter(olds)
    if gone or come:
        return gone, come, []
    pairs = zip(olds, news, strict=True)
    return gone, come, [at for at, (one, other) in enumerate(pairs) if one != other]


def _shown(entries: list[Json]) -> dict[str, Json]:
    """Entries by the text they are shown as; a string that looks like another entry is quoted."""
    others = {entry_key(entry)[1] for entry in entries if not isinstance(entry, str)}
    shown: dict[str, Json] = {}
    for entry in entries:
        is_text, text = entry_key(entry)
        shown[json.dumps(text) if is_text and text in others else text] = entry
    return shown
