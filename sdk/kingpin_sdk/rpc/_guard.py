"""A guard around the fast codec: finds the messages that would keep it busy for seconds.

thriftpy2's Cython codec passes over what it does not know. A list of values that take no byte (of
type 0, 1, or any number that is no type) and claims 2**31 of them costs it six seconds with the
interpreter locked, for ten bytes. Looking at each message from front to back in Python would cost
three times the decoding; so only the suspicious places are looked at, and only as far as the codec
really stops there:

1. Patterns find every place that could be the head of such a container: type and id of a field,
   the type of what the container holds, and a number. Containers within containers have no
   such head, so the head of the outermost one counts.
2. The codec is handed the bytes up to the id of such a head, and no further. If it asks for more
   while it still has some, it has begun a value that reaches across that place, so there is no
   head; nor is one in the rest of that value, if it is a text. Otherwise it gets the head in small
   pieces, and what it asks for tells what it reads: two bytes, one, (for a map another one,) then
   four. Anything else is no head, and it goes on. Before it has the number, `SuspiciousError` ends
   it, and the portable codec, which believes no number, decodes the message instead.

What looks like a head is often none: the id 13 of a field, and the length of its text, are what a
map begins with. That must cost two more questions, not the portable codec.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Handout", "SuspiciousError", "suspicious_heads"]

# Types of a fixed size or with a length, and records: what holds them takes a byte for each.
_PLAIN: Final = rb"\x02\x03\x04\x06\x08\x0a\x0b\x0c\x12"
_CONTAINER: Final = rb"[\x0d-\x0f]"
# All that is no type and takes no byte; and containers as well, whose elements may.
_EMPTY: Final = rb"[^" + _PLAIN + rb"\x0d-\x0f]"
_DOUBTFUL: Final = rb"[^" + _PLAIN + rb"]"
_SOME: Final = rb"(?!\x00\x00\x00\x00)[\x00-\x7f]"

# Each begins with a literal, which the engine looks for at the speed of memchr; the rest is a
# look-ahead, so that overlapping places are found, and without a branch where that is dear. A map
# of which one side takes a byte is no longer than the message.
_LIST: Final = rb"(?=[\s\S]{2}" + _DOUBTFUL + _SOME + rb")"
_BOTH: Final = _EMPTY + _EMPTY + rb"|[\s\S]" + _CONTAINER + rb"|" + _CONTAINER + rb"[\s\S]"
_MAP: Final = rb"(?=[\s\S]{2}(?:" + _BOTH + rb")" + _SOME + rb")"
_LISTS: Final = re.compile(rb"\x0f" + _LIST)
_SETS: Final = re.compile(rb"\x0e" + _LIST)
_MAPS: Final = re.compile(rb"\x0d" + _MAP)
_MAP_TYPE: Final = 0x0D
_LONGEST_SCALAR: Final = 8
_LENGTH: Final = 4
# Version and kind, the name's length, the name, the number.
_NAME_LENGTH: Final = slice(4, 8)
_HEAD: Final = 12
_SMALLEST_BUFFER: Final = 1024


class SuspiciousError(Exception):
    """The codec is about to read a number that could keep it busy."""


def suspicious_heads(data: bytes) -> list[int]:
    """Where the ids of containers begin that may be dangerous, ascending.

    The message's head holds none: its last number would only give false alarms.
    """
    begin = _HEAD + int.from_bytes(data[_NAME_LENGTH])
    find = data.find
    if find(b"\x0f", begin) < 0 and find(b"\x0e", begin) < 0 and find(b"\x0d", begin) < 0:
        return []
    found = [match.end() for match in _LISTS.finditer(data, begin)]
    found += [match.end() for match in _SETS.finditer(data, begin)]
    found += [match.end() for match in _MAPS.finditer(data, begin)]
    found.sort()
    return found


@final
class Handout:
    """Bytes in pieces that end before suspicious heads, and within them.

    Args:
        data: a message.
        heads: from `suspicious_heads`.

    Attributes:
        buffer_size: what the codec's buffer must hold: all of it, so that it never grows for
            anything but a length that is too long, and how much it asks for tells how much it
            still has.
        read: gives the next piece, for the room in the codec's buffer; raises SuspiciousError once
            it has read the head of a suspicious container, but for the number.
    """

    __slots__ = ("buffer_size", "read")

    def __init__(self, data: bytes, heads: list[int]) -> None:
        self.buffer_size = max(len(data) + 1, _SMALLEST_BUFFER)
        pieces = _pieces(data, heads, self.buffer_size)
        next(pieces)
        # Resumed thousands of times for a large message, and by far the cheapest call there is.
        self.read = pieces.send


def _pieces(data: bytes, heads: list[int], whole: int) -> Generator[bytes, int, None]:
    """Gives pieces for the room in a buffer of ``whole`` bytes: so much, if all is used up."""
    room = yield b""
    position = end = 0
    for head in heads:
        if head < end:
            continue
        if position > head:
            # Two that overlap: rare, and too much for the pieces. No number was handed out yet.
            raise SuspiciousError
        if position < head:
            room = yield data[position:head]
            position = head
        if room < whole:
            # It is within a value that began before. Pieces of one value are put together anew for
            # each that comes, so a long one must not be cut at all that looks like a head in it.
            end = _end_of_text(data, position - (whole - room), position)
            continue
        room = yield data[position : position + 3]
        position += 3
        if room >= whole and data[head - 1] == _MAP_TYPE:
            room = yield data[position : position + 1]
            position += 1
        if room < whole:
            continue  # it reads something else than an id and types
        room = yield data[position : position + 2]
        position += 2
        if room < whole:
            raise SuspiciousError  # it reads a number
    yield data[position:]
    while True:
        yield b""


def _end_of_text(data: bytes, begin: int, position: int) -> int:
    """Where a value ends that is longer than it is up to a position, if it can only be a text."""
    if position - begin <= _LONGEST_SCALAR:
        return position
    return begin + int.from_bytes(data[begin - _LENGTH : begin])
