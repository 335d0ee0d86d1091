"""Nodes that may be there or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.errors import NodeExistsError, NodeNotFoundError

if TYPE_CHECKING:
    from kingpin_sdk.ports import Coordination

__all__ = ["children_of", "ensure", "exists"]


def children_of(coordination: Coordination, path: str) -> tuple[str, ...]:
    """A node's children, sorted; none if it is not there."""
    try:
        return coordination.children(path)
    except NodeNotFoundError:
        return ()


def exists(coordination: Coordination, path: str) -> bool:
    """True if the node is there."""
    try:
        coordination.read(path)
    except NodeNotFoundError:
        return False
    return True


def ensure(coordination: Coordination, path: str) -> bool:
    """Make a node; False if it was there."""
    try:
        coordination.create(path)
    except NodeExistsError:
        return False
    return True
