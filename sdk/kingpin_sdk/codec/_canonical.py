"""A plain JSON document to the bytes KingPin 1.0 writes for it, exactly (WIRE.md 2.4)."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from kingpin_sdk.codec._json import MAX_DEPTH, MAX_DIGITS, too_deep
from kingpin_sdk.codec._problems import as_mapping, in_key
from kingpin_sdk.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = ["canonical_json"]


def canonical_json(document: Json, *, sort_keys: bool, what: str = "document") -> bytes:
    """Write one JSON document as ``json.dumps`` does by default: ASCII, no newline at the end.

    Args:
        document: plain JSON whose keys are text.
        sort_keys: order the keys of all objects, nested ones too (maps and deciders do).
        what: names the document in the error.

    Raises:
        RejectedError: NaN or Infinity, an integer of more than 4,300 digits, or nesting that no
            reader would accept; with the path of each.
    """
    try:
        data = json.dumps(document, sort_keys=sort_keys, allow_nan=False).encode("ascii")
    except (ValueError, RecursionError) as error:
        # Also a document that contains itself: the walk below ends at the depth limit.
        found = as_mapping(_unwritable(document))
        raise RejectedError(what, found or {"$": "cannot be written as JSON"}) from error
    if too_deep(data):
        raise RejectedError(what, as_mapping(_unwritable(document)))
    return data


def _unwritable(document: Json) -> Iterator[Problem]:
    """Everything JSON has no text for. A stack of its own: documents come as deep as they like."""
    waiting: list[tuple[str, int, Json]] = [("", 0, document)]
    while waiting:
        path, depth, value = waiting.pop()
        if isinstance(value, float):
            if not math.isfinite(value):
                yield path, "NaN and Infinity are no JSON"
        elif isinstance(value, int):
            if abs(value) >= 10**MAX_DIGITS:
                yield path, f"an integer of more than {MAX_DIGITS} digits"
        elif isinstance(value, (dict, list)):
            if depth == MAX_DEPTH:
                yield path, f"nested deeper than {MAX_DEPTH} levels"
                continue
            steps = (
                [(in_key(key), item) for key, item in value.items()]
                if isinstance(value, dict)
                else [(f"[{index}]", item) for index, item in enumerate(value)]
            )
            waiting.extend((path + step, depth + 1, item) for step, item in reversed(steps))
