"""What is put around a message that leaves."""

from __future__ import annotations

import struct
from typing import Final

from kingpin_sdk.rpc._wire import Framing

__all__ = ["LENGTH", "framed"]

LENGTH: Final = struct.Struct("!i")
"""How a frame begins: with the length of the message in it."""


def framed(message: bytes, framing: Framing) -> bytes:
    """A message as it travels."""
    return LENGTH.pack(len(message)) + message if framing is Framing.FRAMED else message
