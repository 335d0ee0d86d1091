"""What may replace a local file: pure rules over a fetched body, asked before every swap.

Zero bytes and bodies that are not JSON are legal in KingPin 1.0, so they are refused only where
something better stood or something better was declared. An explicit empty document is a decision
and passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import SnapshotCorruptError
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.formats.record import allows_empty
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["Candidate", "refusal"]

# A handful of entries comes and goes for good reasons.
_SHRINK_MINIMUM = 5
# A ratio such as 0.29 times 100 is a little less than 29.
_ROUNDING = 1e-9
_LOSS = "an empty document, where one with entries stands and is protected"


@frozen
class Candidate:
    """A fetched body that wants to become the local file.

    Attributes:
        body: its bytes.
        metadata: of its blob; empty when nobody recorded any.
        shape: what the config's documents must be; None when nothing is declared.
        limits: what else was declared for it.
        current: what the file holds now, empty if there is none; asked only when that decides.
    """

    body: bytes
    metadata: Mapping[str, str]
    shape: Shape | None
    limits: ConfigLimits
    current: Callable[[], bytes]


def refusal(candidate: Candidate) -> str | None:
    """Why the body may not replace the file; None if it may."""
    most = candidate.limits.max_bytes
    if most is not None and len(candidate.body) > most:
        return f"its {len(candidate.body):,} bytes exceed the {most:,} declared for it"
    if not candidate.body:
        return _empty_refusal(candidate)
    try:
        document = parse_json(candidate.body, what="the body")
    except SnapshotCorruptError as error:
        return _text_refusal(candidate, str(error))
    if not _fits(document, candidate.shape):
        return f"not a {candidate.shape}, as declared"
    return _loss_refusal(document, candidate)


def _empty_refusal(candidate: Candidate) -> str | None:
    if candidate.limits.protect_empty and _entries(_current(candidate)):
        return _LOSS
    if candidate.shape is Shape.JSON or allows_empty(candidate.metadata):
        return None
    if candidate.shape is not None:
        return f"zero bytes, where a {candidate.shape} is declared"
    if _replaces_json(candidate):
        return "zero bytes, where a JSON value stands"
    return None


def _text_refusal(candidate: Candidate, problem: str) -> str | None:
    if candidate.shape is not None or _replaces_json(candidate):
        return problem
    return None


def _loss_refusal(document: Json, candidate: Candidate) -> str | None:
    """Why too much would be lost; only where the config's limits say how much is too much."""
    limits = candidate.limits
    if not limits.protect_empty and limits.shrink_ratio is None:
        return None
    before, now = _entries(_current(candidate)), _entries(document)
    if limits.protect_empty and before and not now:
        return _LOSS
    minimum = _SHRINK_MINIMUM if limits.shrink_minimum is None else limits.shrink_minimum
    ratio = 1.0 if limits.shrink_ratio is None else limits.shrink_ratio
    if before >= minimum and before - now > ratio * before + _ROUNDING:
        return f"{now} entries, where {before} stand: a drop by more than {ratio:.0%}"
    return None


def _replaces_json(candidate: Candidate) -> bool:
    return not isinstance(_parsed(candidate.current()), _NoJson)


def _current(candidate: Candidate) -> Json:
    """What the file holds; null for what is no JSON."""
    document = _parsed(candidate.current())
    return None if isinstance(document, _NoJson) else document


def _entries(document: Json) -> int:
    """How much there is to lose: of a list or an object its entries, of anything else one."""
    if isinstance(document, list | dict):
        return len(document)
    return int(document is not None)


@frozen
class _NoJson:
    """Bytes that are no JSON document."""


def _parsed(body: bytes) -> Json | _NoJson:
    if not body:
        return _NoJson()
    try:
        return parse_json(body)
    except SnapshotCorruptError:
        return _NoJson()


def _fits(document: Json, shape: Shape | None) -> bool:
    match shape:
        case None | Shape.JSON:
            return True
        case Shape.LIST:
            return isinstance(document, list)
        case Shape.MAP:
            return isinstance(document, dict)
        case Shape.MAPPED_LIST:
            return isinstance(document, dict) and all(
                isinstance(value, list) for value in document.values()
            )
