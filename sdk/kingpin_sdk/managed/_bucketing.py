"""Which bucket of a hundred an id falls into.

KingPin 1.0's arithmetic, bit for bit (WIRE.md 3.3).
"""

from __future__ import annotations

try:
    # Twice as fast as going through hashlib, which asks OpenSSL for the same sum.
    from _md5 import md5  # pyright: ignore[reportMissingModuleSource] - written in C
except ImportError:
    from hashlib import md5

__all__ = ["BUCKETS", "hashed_bucket", "md5"]

BUCKETS = 100


def hashed_bucket(name: str, targeting_key: int | str) -> int:
    """The bucket 0..99 of an id for an experiment.

    The md5 of ``decider_`` + name + id as UTF-8, taken as a 128-bit number, modulo 100. The name
    counts as the caller spells it, and nothing separates it from the id. Half a surrogate pair,
    which UTF-8 has no bytes for, counts as the three bytes it would have.
    """
    text = f"decider_{name}{targeting_key}"
    return int.from_bytes(md5(text.encode("utf-8", "surrogatepass")).digest(), "big") % BUCKETS  # noqa: S324 - KingPin's choice; it spreads, it does not protect
