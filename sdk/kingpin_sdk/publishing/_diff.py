"""What differs between two documents, and nothing else (pure)."""

from __future__ import annotations

import json
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from kingpin_sdk.model import Diff

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["diff_documents", "same"]

V = TypeVar("V")


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


def _diff_lists(old: list[Json], new: list[Json]) -> Diff:
    olds, news = [*map(_key, old)], [*map(_key, new)]
    values = dict(zip((*olds, *news), (*old, *new), strict=True))
    gone, come = Counter(olds) - Counter(news), Counter(news) - Counter(olds)
    moved: dict[str, tuple[Json, Json]] = {}
    if not gone and not come:
        pairs = enumerate(zip(old, new, strict=True))
        moved = {f"[{at}]": (one, other) for at, (one, other) in pairs if not same(one, other)}
    return Diff(
        added={key[1]: values[key] for key in news if key in come},
        removed={key[1]: values[key] for key in olds if key in gone},
        changed=moved,
    )


def _key(entry: Json) -> tuple[bool, str]:
    """An entry's text, and whether it is one: the string ``1`` is not the number."""
    if isinstance(entry, str):
        return True, entry
    return False, json.dumps(entry, sort_keys=True)
