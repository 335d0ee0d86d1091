"""What shape a document looks like (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import SnapshotCorruptError
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from kingpin_sdk.names import ConfigName

__all__ = ["inferred_shape"]


def inferred_shape(body: bytes, name: ConfigName) -> Shape | None:
    """What a body looks like; an empty object looks like a map, and text like nothing.

    Text is what KingPin's raw configs hold: taken for a JSON value, it would be written in quotes.
    """
    try:
        document = parse_json(body, what=str(name)) if body else None
    except SnapshotCorruptError:
        return None
    if isinstance(document, list):
        return Shape.LIST
    if isinstance(document, dict):
        all_lists = bool(document) and all(isinstance(one, list) for one in document.values())
        return Shape.MAPPED_LIST if all_lists else Shape.MAP
    return Shape.JSON
