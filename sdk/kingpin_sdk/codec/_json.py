"""Bytes to a plain JSON document, by two parsers that agree.

The standard parser is the arbiter: it alone refuses, with a position. msgspec is only a faster way
to the same answer, used where its import pays; whatever it refuses (a lone surrogate, for one) goes
to the standard parser once more.
"""

from __future__ import annotations

import json
import math
import re
import sys
from itertools import accumulate
from typing import TYPE_CHECKING, NoReturn, cast

from kingpin_sdk.errors import SnapshotCorruptError

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["MAX_DEPTH", "MAX_DIGITS", "fast_parser_pays", "parse_json", "too_deep"]

MAX_DEPTH = 100
"""Levels of lists and objects a document may nest: far below where the interpreter's stack ends,
also for the several frames that structuring takes per level."""

MAX_DIGITS = 4300
"""Digits an integer may have: the interpreter's default limit, here not adjustable."""

_PAYS_FROM = 64 * 1024
"""Bytes from which loading msgspec (33 ms) is worth it, by order of magnitude."""

_BOM = b"\xef\xbb\xbf"
_UP_OR_DOWN = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""Bytes that read as signed are +1 and -1."""
_ALL_BUT_BRACKETS_AND_QUOTES = bytes(set(range(256)) - set(b'"[]{}'))
_QUOTED = re.compile(rb'"[^"]*"')


def parse_json(data: bytes, *, what: str = "document") -> Json:
    """Read one JSON document.

    Of two equal keys in one object the last wins, as with the standard parser.

    Args:
        data: UTF-8, without a byte order mark.
        what: names the document in the error.

    Raises:
        SnapshotCorruptError: not UTF-8, not JSON, NaN or Infinity, a number out of range, or nested
            deeper than MAX_DEPTH; the message says where.
    """
    if too_deep(data):
        raise SnapshotCorruptError(f"{what} is nested deeper than {MAX_DEPTH} levels")
    if fast_parser_pays(data):
        # Imported here: msgspec costs more than reading a small document the slow way.
        import msgspec

        try:
            # What msgspec returns for untyped JSON is exactly Json; its signature says Any.
            return cast("Json", msgspec.json.decode(data))
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
    return _standard(data, what)


def fast_parser_pays(data: bytes) -> bool:
    """True if msgspec is loaded already or the document is large enough to load it."""
    return "msgspec" in sys.modules or len(data) >= _PAYS_FROM


def too_deep(data: bytes) -> bool:
    """True if lists and objects nest deeper than MAX_DEPTH; a guess on text that is not JSON.

    Linear, and in C: delete all but brackets and quotes, then strings, then add up the brackets.
    """
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return False
    if b"\\" in data:
        # Escaped backslashes first, so that what is left before a quote escapes it.
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    data = data.translate(_UP_OR_DOWN, _ALL_BUT_BRACKETS_AND_QUOTES)
    # Strings without brackets are two quotes now; the regular expression is for the rest.
    data = _QUOTED.sub(b"", data.replace(b'""', b""))
    steps = memoryview(data.replace(b'"', b"")).cast("b")
    return max(accumulate(steps), default=0) > MAX_DEPTH


class _OutOfRangeError(ValueError):
    """Raised by the number hooks below; the message is the reason."""


def _integer(text: str) -> int:
    if len(text) - text.startswith("-") > MAX_DIGITS:
        raise _OutOfRangeError(f"an integer of more than {MAX_DIGITS} digits")
    try:
        return int(text)
    except ValueError:
        # The process lowered the interpreter's own limit (sys.set_int_max_str_digits).
        raise _OutOfRangeError("an integer with too many digits for this process") from None


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _OutOfRangeError("a number out of range")
    return value


def _constant(text: str) -> NoReturn:
    raise _OutOfRangeError(f"{text.removeprefix('-')}, which is no JSON")


_DECODER = json.JSONDecoder(parse_float=_float, parse_int=_integer, parse_constant=_constant)


def _standard(data: bytes, what: str) -> Json:
    if data.startswith(_BOM):
        raise SnapshotCorruptError(f"{what} starts with a byte order mark: write plain UTF-8")
    try:
        # JSONDecoder.decode says Any; with these hooks it makes exactly Json.
        return cast("Json", _DECODER.decode(data.decode()))
    except UnicodeDecodeError as error:
        raise SnapshotCorruptError(f"{what} is not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise SnapshotCorruptError(f"{what} is not JSON at {place}: {error.msg}") from error
    except _OutOfRangeError as error:
        raise SnapshotCorruptError(f"{what} holds {error}") from error
