"""Who is in a serverset, by the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_sdk.errors import NodeNotFoundError
from kingpin_sdk.formats.member import decode_member
from kingpin_sdk.model import Endpoint

if TYPE_CHECKING:
    from kingpin_sdk.names import ServersetName
    from kingpin_sdk.ports import Coordination

__all__ = ["Listed", "list_members"]


@frozen
class Listed:
    """What the store lists in a serverset.

    Attributes:
        endpoints: member's node name -> endpoint, sorted by name; two members may be one endpoint.
        ignored: names of members that name no endpoint.
    """

    endpoints: Mapping[str, Endpoint]
    ignored: Sequence[str]


def list_members(coordination: Coordination, name: ServersetName) -> Listed:
    """Read all members with their data.

    Raises:
        NodeNotFoundError: there is no such serverset.
    """
    endpoints: dict[str, Endpoint] = {}
    ignored: list[str] = []
    for member in coordination.children(name.node):
        if decode_member(member) is None:
            ignored.append(member)
            continue
        try:
            data = coordination.read(f"{name.node}/{member}").data
        except NodeNotFoundError:
            continue  # left since it was listed
        if (endpoint := decode_member(member, data)) is not None:
            endpoints[member] = endpoint
    return Listed(endpoints, ignored)
