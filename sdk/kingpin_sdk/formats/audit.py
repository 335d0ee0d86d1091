"""Blobs that say what was done to things without a version of their own.

Publications tell their own history (formats.record). Making, filling and deleting dependencies, and
deleting configs and serversets leave no version behind; each leaves a blob instead::

    kingpin/audit/1795293386/810000-8f3a9c
    {"action": "dependency.add", "author": "ann", "comment": "ticket 12",
     "detail": "config.manageddata.spam.blocklist", "name": "web.dep"}

The key tells the time as a version does. KingPin 1.0 looks under ``data/`` only.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from kingpin_sdk.formats.record import version_time
from kingpin_sdk.formats.version import next_version
from kingpin_sdk.model import Version

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["AUDIT_PREFIX", "Deed", "decode_deed", "deed_key", "encode_deed", "time_of_key"]

AUDIT_PREFIX = "kingpin/audit/"
_KEY = re.compile(r"kingpin/audit/([0-9]{10})/([0-9]{6}-[0-9a-f]{6})")


class Deed(NamedTuple):
    """One thing that was done.

    Attributes:
        action: ``dependency.add`` and its like.
        name: what it was done to.
        detail: with what; empty where the action says it all.
        author: who did it.
        comment: why; empty if nothing was said.
    """

    action: str
    name: str
    detail: str
    author: str
    comment: str


def deed_key(*, now: float, chance: float) -> str:
    """The key of a deed that is done now; two at the same moment differ by chance."""
    version = next_version(None, now=now, chance=chance)
    return AUDIT_PREFIX + version.replace(".", "/")


def time_of_key(key: str) -> datetime | None:
    """When the deed was done (UTC); None if the key is none of ours."""
    found = _KEY.fullmatch(key)
    return version_time(Version(f"{found[1]}.{found[2]}")) if found else None


def encode_deed(deed: Deed) -> bytes:
    """The blob's body."""
    return json.dumps(deed._asdict(), sort_keys=True).encode("ascii")


def decode_deed(body: bytes) -> Deed | None:
    """Read a blob's body; None if it is no deed."""
    try:
        document: object = json.loads(body)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    fields = cast("dict[str, object]", document)
    texts = [fields.get(name) for name in Deed._fields]
    if not all(isinstance(text, str) for text in texts):
        return None
    return Deed(*cast("list[str]", texts))
