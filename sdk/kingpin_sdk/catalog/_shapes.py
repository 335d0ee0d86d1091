"""The shape of a config: what its metaconfig declares, else what its document looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import DecodeError, SnapshotCorruptError
from kingpin_sdk.formats.metaconfig import decode_metaconfig
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = ["declare", "declared_shape", "inferred_shape"]

_KEY: Final = "shape"


def declare(shape: Shape | None) -> Mapping[str, Json]:
    """What a metaconfig keeps of a shape, under our key."""
    return {} if shape is None else {_KEY: shape.value}


def declared_shape(metaconfig: bytes, name: ConfigName) -> Shape | None:
    """The shape that a metaconfig declares for a config; None if it declares none that we know."""
    try:
        document = parse_json(metaconfig, what=f"metaconfig {name}")
        sections = decode_metaconfig(document, what=f"metaconfig {name}")
    except (SnapshotCorruptError, DecodeError):
        return None
    for section in sections:
        said = section.extra.get(_KEY)
        if section.zk_path == name.node and isinstance(said, str) and said in set(Shape):
            return Shape(said)
    return None


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
