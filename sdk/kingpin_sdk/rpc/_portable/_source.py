"""Bytes that are read from front to back, and what both protocols refuse."""

from __future__ import annotations

from kingpin_sdk.errors import ProtocolError

__all__ = ["Source", "TruncatedError", "checked_size"]


class TruncatedError(ProtocolError):
    """The bytes end within the message: more may come, or nothing."""


class Source:
    """Bytes and a place in them.

    Args:
        data: may grow while it is read (a bytearray).
        largest: no string or container is believed to be larger than this many bytes.
    """

    __slots__ = ("data", "largest", "position")

    def __init__(self, data: bytes | bytearray, largest: int) -> None:
        self.data = data
        self.position = 0
        self.largest = largest

    def take(self, size: int) -> bytes | bytearray:
        """The next bytes.

        Raises:
            TruncatedError: there are fewer.
            ProtocolError: the size is negative, or beyond the limit.
        """
        if not 0 <= size <= self.largest:
            raise ProtocolError(f"a length of {size} bytes")
        end = self.position + size
        if end > len(self.data):
            raise TruncatedError("the message ends early")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def byte(self) -> int:
        """The next byte, 0 to 255."""
        position = self.position
        if position >= len(self.data):
            raise TruncatedError("the message ends early")
        self.position = position + 1
        return self.data[position]

    def text(self, size: int) -> str:
        """The next bytes as UTF-8."""
        try:
            return str(self.take(size), "utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("a string that is not UTF-8") from error


def checked_size(size: int, largest: int) -> int:
    """The number of a container's elements, each of which takes a byte at least."""
    if not 0 <= size <= largest:
        raise ProtocolError(f"a container of {size} elements")
    return size
