"""A serverset's member: the name of its ephemeral node, and its data (WIRE.md 2.3).

KingPin 1.0 names a member ``<uuid4 hex>-<host:port>`` and reads the endpoint from the name; its
data repeats ``host:port``. Ours is the same, and what else we know of an endpoint stands in a
second line of the data, where KingPin does not look::

    node  8f0c...e1-10.0.0.7:8081
    data  10.0.0.7:8081
          {"weight": 2.0, "zone": "eu-1a"}
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from kingpin_sdk.model import Endpoint

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["decode_member", "encode_member_data", "member_name", "parse_endpoint"]

_HOST = re.compile(r"[0-9A-Za-z]([-0-9A-Za-z_.]{0,252}[0-9A-Za-z])?|\[[0-9A-Fa-f:.]{2,45}\]")
_TOP_PORT = 65_535
_MAX_WEIGHT = 1_000_000.0


def parse_endpoint(text: str) -> Endpoint | None:
    """Read ``host:port`` (an IPv6 address in brackets); None if it is none."""
    host, _, port = text.rpartition(":")
    if not _HOST.fullmatch(host) or not port.isascii() or not port.isdigit():
        return None
    number = int(port) if len(port) <= len(str(_TOP_PORT)) else 0
    return Endpoint(host.strip("[]"), number) if 0 < number <= _TOP_PORT else None


def member_name(endpoint: Endpoint, unique: str) -> str:
    """The node's name.

    Args:
        endpoint: who.
        unique: 32 hex digits that no other member has.
    """
    return f"{unique}-{endpoint}"


def encode_member_data(endpoint: Endpoint) -> bytes:
    """The node's data: as KingPin's, unless there is more to say."""
    extras: dict[str, Json] = {}
    if endpoint.weight != 1.0:
        extras["weight"] = endpoint.weight
    if endpoint.zone is not None:
        extras["zone"] = endpoint.zone
    if endpoint.status is not None:
        extras["status"] = endpoint.status
    text = str(endpoint)
    return (f"{text}\n{json.dumps(extras, sort_keys=True)}" if extras else text).encode("ascii")


def decode_member(name: str, data: bytes = b"") -> Endpoint | None:
    """Read a member; None if its name holds no endpoint. Extras that cannot be read are left out.

    Args:
        name: the node's name; only this counts for host and port, as with KingPin.
        data: the node's data, if it was read.
    """
    endpoint = parse_endpoint(name.partition("-")[2])
    _, _, rest = data.partition(b"\n")
    if endpoint is None or not rest:
        return endpoint
    try:
        extras: Json = json.loads(rest)
    except (ValueError, RecursionError):
        return endpoint
    return with_extras(endpoint, extras) if isinstance(extras, dict) else endpoint


def with_extras(endpoint: Endpoint, extras: dict[str, Json]) -> Endpoint:
    """The endpoint with weight, zone and status from a document; other kinds are left out."""
    zone, status = extras.get("zone"), extras.get("status")
    return endpoint._replace(
        weight=_weight(extras.get("weight")),
        zone=zone if isinstance(zone, str) else None,
        status=status if isinstance(status, str) else None,
    )


def _weight(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 1.0
    return float(value) if 0.0 <= value <= _MAX_WEIGHT else 1.0
