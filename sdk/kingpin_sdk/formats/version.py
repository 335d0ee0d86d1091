"""The version node and the index blob: one version text, no newline (WIRE.md 2.1).

KingPin 1.0 writes its clock as ``1795293386.81``. Ours are ``<10 digits>.<6 digits>-<6 hex>``: they
sort as text among themselves and after the version they follow, grow when the clock steps back, and
are unique without help from the store.
"""

from __future__ import annotations

import re

from kingpin_sdk.errors import NodeDamagedError
from kingpin_sdk.model import Version

__all__ = ["decode_version", "encode_version", "next_version", "refusal_text", "version_micros"]

_TEXT = re.compile(r"[0-9A-Za-z][-0-9A-Za-z_.+:]{0,99}")
_SECONDS = re.compile(r"([0-9]{1,15})(?:\.([0-9]+))?")
_MICROS = 1_000_000


def decode_version(data: bytes, *, what: str) -> Version | None:
    """Read a node's data; None when nothing has been published yet (empty data).

    Args:
        data: the node's bytes.
        what: the node's name, for the error.

    Raises:
        NodeDamagedError: the data can be no version: a quote, a slash, a space, over 100
            characters, no ASCII.
    """
    if not data:
        return None
    text = data.decode("ascii", "replace")
    if not _TEXT.fullmatch(text) or ".." in text:
        msg = f"{what} holds no version but {len(data)} other bytes: publish it again to repair it"
        raise NodeDamagedError(msg)
    return Version(text)


def encode_version(version: Version) -> bytes:
    """The node's data and the index blob's body for a version."""
    return version.encode("ascii")


def version_micros(version: Version) -> int:
    """The microseconds since the epoch that a version begins with.

    0 if it begins with no number.
    """
    found = _SECONDS.match(version)
    if not found:
        return 0
    fraction = (found[2] or "")[:6].ljust(6, "0")
    return int(found[1]) * _MICROS + int(fraction)


def next_version(previous: Version | None, *, now: float, chance: float) -> Version:
    """The version to publish after another.

    Args:
        previous: the version it replaces.
        now: the writer's wall clock, seconds since the epoch.
        chance: a uniform number in [0, 1): the suffix that keeps two writers with one clock apart.
    """
    after = 0 if previous is None else version_micros(previous) + 1
    micros = max(round(now * _MICROS), after)
    return Version(f"{micros // _MICROS:010d}.{micros % _MICROS:06d}-{int(chance * 0x1000000):06x}")


def refusal_text(version: str | None, reason: str) -> str:
    """That a publication is refused; what is no version at all has none to name."""
    return f"version {version} is refused: {reason}" if version else f"refused: {reason}"
