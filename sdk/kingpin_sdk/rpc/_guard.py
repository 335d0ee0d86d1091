"""A guard around the fast codec: finds the messages that would keep it busy for seconds.

thriftpy2's Cython codec passes over what it does not know. A list of values that take no byte (of
type 0, 1, or any number that is no type) and claims 2**31 of them costs it six seconds with the
interpreter locked, for ten bytes. Looking at each message from front to back in Python would cost
three times the decoding; so only the suspicious places are looked at, and only as far as the codec
really stops there:

1. Patterns find every place that could be the head of such a container: type and id of a field,
   the type of what the container holds, and a number. Containers within containers have no
   such head, so the head of the outermost one counts.
2. The codec is handed the bytes up to a suspicious number, and no further. When it asks for more,
   it has either begun a value that reaches across that place, so that there is no number; or it
   has used up every byte, and is about to read one. Then `SuspiciousError` ends it, and the
   portable codec, which believes no number, decodes the message instead.

A false alarm of the second kind is rare, and costs time only.
"""

from __future__ import annotations

import re
from typing import Final, final

__all__ = ["Handout", "SuspiciousError", "suspicious_places"]

# Types of a fixed size or with a length, and records: what holds them takes a byte for each.
_PLAIN: Final = rb"\x02\x03\x04\x06\x08\x0a\x0b\x0c\x12"
_CONTAINER: Final = rb"[\x0d-\x0f]"
# Containers, whose elements may be dangerous, and all that is no type and takes no byte.
_DOUBTFUL: Final = rb"[^" + _PLAIN + rb"]"
_SOME: Final = rb"(?!\x00\x00\x00\x00)[\x00-\x7f]"

# Each begins with a literal, which the engine looks for at the speed of memchr; the rest is a
# look-ahead, so that overlapping places are found, and without a branch where that is dear.
_LIST: Final = rb"(?=[\s\S]{2}" + _DOUBTFUL + _SOME + rb")"
_MAP: Final = (
    rb"(?=[\s\S]{2}(?:[\s\S]" + _DOUBTFUL + rb"|" + _CONTAINER + rb"[\s\S])" + _SOME + rb")"
)
_LISTS: Final = re.compile(rb"\x0f" + _LIST)
_SETS: Final = re.compile(rb"\x0e" + _LIST)
_MAPS: Final = re.compile(rb"\x0d" + _MAP)
# Version and kind, the name's length, the name, the number.
_NAME_LENGTH: Final = slice(4, 8)
_HEAD: Final = 12
_SMALLEST_BUFFER: Final = 1024


class SuspiciousError(Exception):
    """The codec is about to read a number that could keep it busy."""


def suspicious_places(data: bytes) -> list[int]:
    """Offsets of numbers that may be those of a dangerous container, ascending.

    The message's head holds none: its last number would only give false alarms.
    """
    begin = _HEAD + int.from_bytes(data[_NAME_LENGTH])
    find = data.find
    if find(b"\x0f", begin) < 0 and find(b"\x0e", begin) < 0 and find(b"\x0d", begin) < 0:
        return []
    found = [match.start() + 4 for match in _LISTS.finditer(data, begin)]
    found += [match.start() + 4 for match in _SETS.finditer(data, begin)]
    found += [match.start() + 5 for match in _MAPS.finditer(data, begin)]
    # Each once: the codec takes an empty piece for the end.
    return sorted(set(found)) if found else found


@final
class Handout:
    """Bytes in pieces that end before suspicious places.

    Args:
        data: a message.
        places: from `suspicious_places`.

    Attributes:
        buffer_size: what the codec's buffer must hold: all of it, so that it never grows for
            anything but a length that is too long, and how much it asks for tells how much it
            still has.
    """

    __slots__ = ("_data", "_places", "_position", "buffer_size")

    def __init__(self, data: bytes, places: list[int]) -> None:
        self._data = data
        self._places = [*places, len(data)]
        self._places.reverse()
        self._position = 0
        self.buffer_size = max(len(data) + 1, _SMALLEST_BUFFER)

    def read(self, size: int, /) -> bytes:
        """The next piece.

        Args:
            size: room in the codec's buffer: what is missing of it is not yet used up.

        Raises:
            SuspiciousError: the last piece is used up, and it ended before a suspicious place.
        """
        if not self._places:
            return b""
        if self._position and size >= self.buffer_size:
            raise SuspiciousError
        end = self._places.pop()
        piece = self._data[self._position : end]
        self._position = end
        return piece
