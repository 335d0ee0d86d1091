r"""The local file of a serverset.

``host:port`` lines joined by ``\n``, no trailing newline (WIRE.md 2.5).

Order carries no meaning and duplicates are dropped; we write sorted lines, so equal sets give equal
bytes.
"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["decode_serverset", "encode_serverset", "hashsum"]


def encode_serverset(endpoints: Iterable[str]) -> bytes:
    """The file's bytes for a set of ``host:port`` texts; zero bytes for the empty set."""
    return "\n".join(sorted(set(endpoints))).encode("utf-8")


def decode_serverset(data: bytes) -> tuple[str, ...]:
    """The ``host:port`` texts of a file in its order, without duplicates and blank lines."""
    lines = (line.strip() for line in data.decode("utf-8", "replace").split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


def hashsum(endpoints: Iterable[str]) -> int:
    """KingPin's fingerprint of a set (WIRE.md 4.5).

    It is the sum of the decimal digits of the MD5, in hexadecimal, of the sorted texts joined by
    commas. No more than a hint: many sets share one.
    """
    digest = md5(",".join(sorted(set(endpoints))).encode("utf-8"), usedforsecurity=False)
    return sum(int(each) for each in digest.hexdigest() if each.isdecimal())
