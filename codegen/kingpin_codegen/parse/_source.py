"""One IDL file's text, and the way from an offset in it to a position."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import Final

from attrs import Factory, field, frozen

from kingpin_codegen.model import Position, Problem, Severity

__all__ = ["Source", "read_source"]


_LONGEST_LINE: Final = 1_000


def _line_starts(source: Source) -> Sequence[int]:
    text = source.text
    starts = [0]
    found = text.find("\n")
    while found >= 0:
        starts.append(found + 1)
        found = text.find("\n", found + 1)
    return starts


@frozen(eq=False)
class Source:
    """A file as text.

    Attributes:
        path: for people; see `Position.path`.
        text: without a byte order mark.
        sha256: hex digest of the bytes.
    """

    path: str
    text: str
    sha256: str
    _starts: Sequence[int] = field(
        init=False, repr=False, default=Factory(_line_starts, takes_self=True)
    )

    def position(self, offset: int) -> Position:
        """Where a character stands."""
        line = self.line_number(offset)
        return Position(self.path, line, offset - self._starts[line - 1] + 1)

    def line_number(self, offset: int) -> int:
        """The number of the line that holds a character; 1 is the first."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """The column of a character; 1 is the first."""
        return offset - self._starts[self.line_number(offset) - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")

    def problem(
        self, offset: int, message: str, severity: Severity = Severity.ERROR, *, rule: str = ""
    ) -> Problem:
        """A problem at a character."""
        return self.problem_at(self.position(offset), message, severity, rule=rule)

    def problem_at(
        self, position: Position, message: str, severity: Severity, *, rule: str = ""
    ) -> Problem:
        """A problem with its line, if that is one for people."""
        line = self.line(position.line)
        shown = line if len(line) <= _LONGEST_LINE else ""
        return Problem(position, message, severity, shown, rule)


def read_source(path: str, data: bytes) -> Source:
    """The text of a file's bytes.

    UTF-8, with or without a byte order mark. A line that is not UTF-8 is read as Latin-1: old
    files have names of people in their comments.
    """
    body = data.removeprefix(BOM_UTF8)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\n".join(_decode_line(line) for line in body.split(b"\n"))
    return Source(path, text, hashlib.sha256(data).hexdigest())


def _decode_line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
