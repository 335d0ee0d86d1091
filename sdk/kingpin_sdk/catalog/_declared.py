"""What a metaconfig declares besides how a box gets the thing: kept under our key (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from kingpin_sdk.formats.metaconfig import about, about_extra, shrink_extra
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.formats.metaconfig import Section
    from kingpin_sdk.model import Json

__all__ = ["Declared", "declared_in", "extra_of"]

_SHAPE: Final = "shape"
_MAX_BYTES: Final = "max_bytes"
_PROTECT_EMPTY: Final = "protect_empty"
_OURS: Final = frozenset(
    (
        _SHAPE,
        "owner",
        "description",
        _MAX_BYTES,
        _PROTECT_EMPTY,
        "shrink_ratio",
        "shrink_minimum",
    )
)


@frozen(kw_only=True)
class Declared:
    """What people said of a config or a serverset; None where nothing was said.

    Attributes:
        shape: which of the four documents a config is.
        owner: who answers for it.
        description: what it is for.
        max_bytes: of a config's value; monitors refuse a larger one.
        protect_empty: monitors refuse an empty document where a full one stood.
        shrink_ratio: monitors hold back a drop by more than this share, 0 to 1.
        shrink_minimum: of values or sets with this many entries or more.
    """

    shape: Shape | None = None
    owner: str | None = None
    description: str | None = None
    max_bytes: int | None = None
    protect_empty: bool = False
    shrink_ratio: float | None = None
    shrink_minimum: int | None = None


def extra_of(declared: Declared, before: Mapping[str, Json]) -> dict[str, Json]:
    """What stands under our key; keys of others that were there before stay.

    Raises:
        ValueError: a limit is out of range.
    """
    kept = {key: value for key, value in before.items() if key not in _OURS}
    extra: dict[str, Json] = {} if declared.shape is None else {_SHAPE: declared.shape.value}
    extra |= about_extra(owner=declared.owner, description=declared.description)
    if declared.max_bytes is not None:
        if declared.max_bytes < 1:
            msg = f"{_MAX_BYTES} is no whole number from 1"
            raise ValueError(msg)
        extra[_MAX_BYTES] = declared.max_bytes
    if declared.protect_empty:
        extra[_PROTECT_EMPTY] = True
    extra |= shrink_extra(ratio=declared.shrink_ratio, minimum=declared.shrink_minimum)
    return kept | extra


def declared_in(section: Section) -> Declared:
    """What a section declares; what cannot be read counts as not said."""
    said = section.extra
    shape, limit = said.get(_SHAPE), _whole(said.get(_MAX_BYTES))
    owner, description = about(section)
    return Declared(
        shape=Shape(shape) if isinstance(shape, str) and shape in set(Shape) else None,
        owner=owner,
        description=description,
        max_bytes=limit,
        protect_empty=said.get(_PROTECT_EMPTY) is True,
        shrink_ratio=_ratio(said.get("shrink_ratio")),
        shrink_minimum=_whole(said.get("shrink_minimum")),
    )


def _whole(value: Json) -> int | None:
    number = _ratio(value)
    return None if number is None else int(number)


def _ratio(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)
