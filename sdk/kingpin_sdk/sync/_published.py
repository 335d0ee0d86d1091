"""Which version a node names, as an outcome where it names none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.errors import BackendError
from kingpin_sdk.formats.version import decode_version
from kingpin_sdk.model import Version
from kingpin_sdk.sync._order import seen_of
from kingpin_sdk.sync._outcomes import Absent, Refused

if TYPE_CHECKING:
    from kingpin_sdk.ports import Node

__all__ = ["content_version", "named_version"]


def named_version(node: Node, title: str) -> Version | Absent | Refused:
    """The version whose blob the node names."""
    try:
        version = decode_version(node.data, what=title)
    except BackendError as error:
        return Refused(seen_of(node, good=False), None, str(error))
    return Absent(seen_of(node)) if version is None else version


def content_version(node: Node) -> Version | Absent:
    """The version of a value that the node itself holds: nobody gave it one but the node."""
    return Version(f"node-{node.revision}") if node.data else Absent(seen_of(node))
