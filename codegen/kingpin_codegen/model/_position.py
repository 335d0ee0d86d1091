"""Where something stands in the IDL, and what is wrong there."""

from __future__ import annotations

import enum
from typing import Final

from attrs import frozen

__all__ = ["IdlError", "Position", "Problem", "Severity"]

_LONGEST_MESSAGE: Final = 500


@frozen(order=True)
class Position:
    """The first character of something; ``str()`` gives ``file:line:column``.

    Attributes:
        path: the file as the caller reached it: as named, or the includer's folder joined with the
            include's text. For people: two spellings may name one file.
        line: 1 is the first.
        column: in characters; 1 is the first.
    """

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(enum.StrEnum):
    """Whether a problem keeps the program from being loaded."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Problem:
    """One thing that is wrong; ``str()`` gives the message, the source line and a caret.

    Attributes:
        position: where; line 0 where a file as a whole is meant.
        message: one line that names the thing and, where there is one, the way out.
        severity: warnings are what Apache's compiler takes and production IDL has.
        source: the line it stands in, without its end; empty where there is none to show.
        rule: the checks of lint that say the same, ``field.id``; empty for most.
    """

    position: Position
    message: str
    severity: Severity = Severity.ERROR
    source: str = ""
    rule: str = ""

    @property
    def summary(self) -> str:
        """The one line ``file:line:column: message``; a warning says that it is one."""
        place = str(self.position) if self.position.line else self.position.path
        mark = "warning: " if self.severity is Severity.WARNING else ""
        message = self.message
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[:_LONGEST_MESSAGE]} ..."
        return _printable(f"{place}: {mark}{message}")

    def __str__(self) -> str:
        if not self.source.strip():
            return self.summary
        before = self.source[: self.position.column - 1]
        # Tabs are kept, so that the caret stands below its character whatever their width.
        pad = "".join("\t" if character == "\t" else " " for character in before)
        return f"{self.summary}\n    {_printable(self.source)}\n    {pad}^"


def _printable(text: str) -> str:
    """Without what would command a terminal: IDL may come from anywhere."""
    return "".join(each if each.isprintable() or each == "\t" else "\ufffd" for each in text)


class IdlError(Exception):
    """IDL that cannot be loaded: the one error of the front end.

    Attributes:
        problems: everything that is wrong, warnings too, by file and line; never empty.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
