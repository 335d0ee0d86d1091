"""What may replace a local file: pure rules over a fetched body, asked before every swap.

Zero bytes and bodies that are not JSON are legal in KingPin 1.0, so they are refused only where
something better stood or something better was declared. An explicit empty document is a decision
and passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import SnapshotCorruptError
from kingpin_sdk.formats.record import allows_empty, digest_of
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["Candidate", "damage", "holds_json", "refusal"]


@frozen
class Candidate:
    """A fetched body that wants to become the local file.

    Attributes:
        body: its bytes.
        metadata: of its blob; empty when nobody recorded any.
        shape: what the config's documents must be; None when nothing is declared.
        replaces_json: whether the file there now holds a JSON value; asked only when that decides.
    """

    body: bytes
    metadata: Mapping[str, str]
    shape: Shape | None
    replaces_json: Callable[[], bool]


def damage(body: bytes, metadata: Mapping[str, str]) -> str | None:
    """Why the body is not what was published; None if it is, or if nobody recorded what was."""
    size = metadata.get("kingpin-size")
    if size is not None and size != str(len(body)):
        return f"{len(body)} bytes arrived where {size[:20]} were published"
    digest = digest_of(metadata)
    if digest is not None and digest != sha256(body).hexdigest():
        return "its hash is not the published one"
    return None


def refusal(candidate: Candidate) -> str | None:
    """Why the body may not replace the file; None if it may."""
    if not candidate.body:
        return _empty_refusal(candidate)
    try:
        document = parse_json(candidate.body, what="the body")
    except SnapshotCorruptError as error:
        return _text_refusal(candidate, str(error))
    return _misfit(document, candidate.shape)


def holds_json(body: bytes) -> bool:
    """True if these bytes are a JSON document."""
    if not body:
        return False
    try:
        parse_json(body)
    except SnapshotCorruptError:
        return False
    return True


def _empty_refusal(candidate: Candidate) -> str | None:
    if candidate.shape is Shape.JSON or allows_empty(candidate.metadata):
        return None
    if candidate.shape is not None:
        return f"zero bytes, where a {candidate.shape} is declared"
    if candidate.replaces_json():
        return "zero bytes, where a JSON value stands"
    return None


def _text_refusal(candidate: Candidate, problem: str) -> str | None:
    if candidate.shape is not None or candidate.replaces_json():
        return problem
    return None


def _misfit(document: Json, shape: Shape | None) -> str | None:
    return None if _fits(document, shape) else f"not a {shape}, as declared"


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
