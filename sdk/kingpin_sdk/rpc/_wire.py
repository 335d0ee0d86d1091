"""Words and limits of Thrift's wire formats."""

from __future__ import annotations

import enum
from typing import Final, Never

__all__ = [
    "BINARY",
    "BOOL",
    "BYTE",
    "DOUBLE",
    "I16",
    "I32",
    "I64",
    "LARGEST_MESSAGE",
    "LIST",
    "MAP",
    "MAX_DEPTH",
    "SET",
    "STOP",
    "STRING",
    "STRUCT",
    "UUID",
    "Framing",
    "Kind",
    "WireProtocol",
]

# The type numbers of the binary protocol; BINARY is thriftpy2's way to ask for bytes, and travels
# as STRING.
STOP: Final = 0
BOOL: Final = 2
BYTE: Final = 3
DOUBLE: Final = 4
I16: Final = 6
I32: Final = 8
I64: Final = 10
STRING: Final = 11
STRUCT: Final = 12
MAP: Final = 13
SET: Final = 14
LIST: Final = 15
UUID: Final = 16
BINARY: Final = 18

LARGEST_MESSAGE: Final = 16_384_000
"""Bytes of the largest message that is read: Apache's default for frames."""
MAX_DEPTH: Final = 64
"""How deep records and containers may nest: Apache's and thriftpy2's default."""


class _Word(enum.StrEnum):
    """A word that a client is told."""

    @classmethod
    def _missing_(cls, value: object) -> Never:
        raise ValueError(f"{value!r} is no {cls.__name__}: give {' or '.join(cls)}")


class Framing(_Word):
    """How messages follow each other on a connection."""

    UNFRAMED = "unframed"
    FRAMED = "framed"


class WireProtocol(_Word):
    """How values become bytes."""

    BINARY = "binary"
    COMPACT = "compact"


class Kind(enum.IntEnum):
    """What a message is."""

    CALL = 1
    REPLY = 2
    EXCEPTION = 3
    ONEWAY = 4
