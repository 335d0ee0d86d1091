"""Which of two looks at one node is the newer: by the node's revision, never by version text.

A look may be older than one before it, when another server of the ensemble answers. A node that was
deleted and made again starts at revision 0; its later time of change tells it from an old look.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_sdk.model import Revision

if TYPE_CHECKING:
    from kingpin_sdk.ports import Node

__all__ = ["Order", "Seen", "order", "seen_of", "settled"]


@frozen
class Seen:
    """The content of a node on which a decision was taken.

    Attributes:
        revision: the node's.
        modified: when that revision was written, by the service's clock.
        good: whether what it names was taken, and not refused.
    """

    revision: Revision
    modified: float
    good: bool = True


class Order(enum.Enum):
    """How a look stands to the last decision."""

    NEWER = enum.auto()
    SAME = enum.auto()
    OLDER = enum.auto()


def order(node: Node, seen: Seen | None) -> Order:
    """How this content stands to what was decided on before."""
    if seen is None or node.revision > seen.revision or node.modified > seen.modified:
        return Order.NEWER
    if node.revision == seen.revision:
        return Order.SAME
    return Order.OLDER


def seen_of(node: Node, *, good: bool = True) -> Seen:
    """What a decision on this content is remembered by."""
    return Seen(node.revision, node.modified, good)


def settled(node: Node, seen: Seen | None, *, trusted: bool) -> bool:
    """True if this content asks for no decision.

    Args:
        node: the content.
        seen: of the last decision.
        trusted: whether that decision still stands on the same content.
    """
    match order(node, seen):
        case Order.NEWER:
            return False
        case Order.SAME:
            return trusted
        case Order.OLDER:
            return True
