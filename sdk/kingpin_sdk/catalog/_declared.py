"""What a metaconfig declares besides how a box gets the thing: kept under our key (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from kingpin_sdk.formats.metaconfig import (
    NO_LIMITS,
    ConfigLimits,
    about,
    about_extra,
    config_extra,
    config_limits,
    config_section,
    decode_metaconfig,
)
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.formats.metaconfig import Section
    from kingpin_sdk.model import Json

__all__ = ["Declared", "declared_from", "declared_in", "extra_of"]

_SHAPE: Final = "shape"
_LIMITS: Final = ("max_bytes", "protect_empty", "shrink_ratio", "shrink_minimum")
_OURS: Final = frozenset((_SHAPE, "owner", "description", *_LIMITS))


@frozen(kw_only=True)
class Declared:
    """What people said of a config or a serverset; None where nothing was said.

    Attributes:
        shape: which of the four documents a config is.
        owner: who answers for it.
        description: what it is for.
        limits: what monitors refuse or hold back; a serverset has the two of shrinking only.
    """

    shape: Shape | None = None
    owner: str | None = None
    description: str | None = None
    limits: ConfigLimits = NO_LIMITS


def extra_of(declared: Declared, before: Mapping[str, Json]) -> dict[str, Json]:
    """What stands under our key; keys of others that were there before stay.

    Raises:
        ValueError: a limit is out of range.
    """
    kept = {key: value for key, value in before.items() if key not in _OURS}
    shape: dict[str, Json] = {} if declared.shape is None else {_SHAPE: declared.shape.value}
    said = about_extra(owner=declared.owner, description=declared.description)
    return kept | shape | said | config_extra(declared.limits)


def declared_in(section: Section) -> Declared:
    """What a section declares; what cannot be read counts as not said."""
    shape = section.extra.get(_SHAPE)
    owner, description = about(section)
    try:
        limits = config_limits(section)
    except ValueError:
        limits = NO_LIMITS
    return Declared(
        shape=Shape(shape) if isinstance(shape, str) and shape in set(Shape) else None,
        owner=owner,
        description=description,
        limits=limits,
    )


def declared_from(extra: Mapping[str, Json]) -> Declared:
    """What somebody wrote down of what stands under our key: the inverse of extra_of.

    Raises:
        ValueError: something of it cannot be kept.
    """
    [section] = decode_metaconfig([config_section(ConfigName("any", "config"), extra)], what="it")
    config_limits(section)
    declared = declared_in(section)
    if lost := sorted(extra.keys() - extra_of(declared, {}).keys()):
        msg = f"cannot be kept: {', '.join(lost)}"
        raise ValueError(msg)
    return declared
