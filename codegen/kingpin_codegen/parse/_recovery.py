"""Feeds the parser, and sets it going again behind a syntax error.

Recovery is the classic panic mode: give up what is half done down to the nearest list of elements
(fields, functions, members, definitions), pass over tokens to where an element of that list may
begin, and go on. So one run tells all of a file's errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lark.exceptions import UnexpectedToken

from kingpin_codegen.parse._expected import complaint
from kingpin_codegen.parse._tokens import CLOSERS, END, MOST_PROBLEMS, OPENERS

if TYPE_CHECKING:
    from lark import Token

    from kingpin_codegen.model import Problem
    from kingpin_codegen.parse._builder import Builder
    from kingpin_codegen.parse._machine import Machine
    from kingpin_codegen.parse._source import Source
    from kingpin_codegen.parse._tokens import Tokens

__all__ = ["DEFINITION_WORDS", "feed"]

# Nonterminals that come in lists; the parser stands in such a list if it has a way on for one.
_LISTED: Final = frozenset({"field", "function", "member", "item"})
_OUTER: Final = "item"
_SEPARATORS: Final = frozenset({"_COMMA", "_SEMICOLON"})
DEFINITION_WORDS: Final = frozenset(
    {
        "_INCLUDE",
        "_CPP_INCLUDE",
        "_NAMESPACE",
        "OLD_NAMESPACE",
        "_TYPEDEF",
        "_CONST",
        "_ENUM",
        "_SENUM",
        "STRUCT",
        "UNION",
        "EXCEPTION",
        "_SERVICE",
    }
)
# A type's brackets are short: one that stays open must not hide the lines below.
_ANGLES: Final = frozenset({"_LESS", "_GREATER"})


def feed(machine: Machine, found: Tokens, builder: Builder, source: Source) -> list[Problem]:
    """Feed all tokens to a fresh parser; what is complete is in the builder afterwards.

    Returns:
        The syntax errors in the order met, at most one a line (none where a line holds something
        that is no token) and 100 a file.
    """
    tokens = found.tokens
    run = _Run(machine, tokens, source, {problem.position.line for problem in found.problems})
    feed_token = machine.feed
    while run.index < len(tokens):
        token = tokens[run.index]
        builder.cursor = run.index
        try:
            feed_token(token, token.type == END)
        except UnexpectedToken:
            if not run.recover():
                break
        else:
            run.index += 1
    return run.problems


class _Run:
    """How far one run has come.

    Attributes:
        index: of the token to feed next.
        problems: found so far.
    """

    def __init__(
        self, machine: Machine, tokens: list[Token], source: Source, lines: set[int]
    ) -> None:
        self.index = 0
        self.problems: list[Problem] = []
        self._machine = machine
        self._tokens = tokens
        self._source = source
        self._told_lines = lines
        self._resumed_at = -1

    def recover(self) -> bool:
        """Set the parser to where it can go on; whether there is such a place."""
        at = self.index
        self._report()
        if self._tokens[at].type == END or len(self.problems) >= MOST_PROBLEMS:
            return False
        # Stopped where it was just set going: that list has no use for the token either.
        dropped, depth = self._pop(again=at == self._resumed_at)
        self.index = self._sync(at, depth, moved=dropped > 0)
        self._resumed_at = self.index
        return True

    def _report(self) -> None:
        at = self.index
        before = self._tokens[at - 1] if at else None
        openers = [token for token in self._machine.open_tokens() if token.type in OPENERS]
        offset, message = complaint(
            self._source,
            (before, self._tokens[at]),
            expected=self._machine.accepted(),
            opener=openers[-1] if openers else None,
        )
        line = self._source.line_number(offset)
        if line not in self._told_lines:
            self.problems.append(self._source.problem(offset, message))
            self._told_lines.add(line)

    def _pop(self, *, again: bool) -> tuple[int, int]:
        """Go back to the nearest list of elements.

        Args:
            again: leave the one the parser stands in, if it does.

        Returns:
            How many parts were given up, and how many brackets were open in them.
        """
        machine = self._machine
        dropped = depth = closed = 0
        # A list whose bracket is closed already lies behind; nothing can be added to it.
        while machine.height > 1 and (again or closed or not machine.ways & _LISTED):
            again = again and not machine.ways & _LISTED
            given_up = machine.pop()
            kind = given_up.type if given_up is not None else ""
            if kind in CLOSERS - _ANGLES:
                closed += 1
            elif kind in OPENERS - _ANGLES and closed:
                closed -= 1
            else:
                depth += kind in OPENERS - _ANGLES
            dropped += 1
        return dropped, depth

    def _sync(self, at: int, depth: int, *, moved: bool) -> int:
        """The token at which an element of the list may begin, or the list end."""
        outer = _OUTER in self._machine.ways
        for index in range(at, len(self._tokens)):
            token = self._tokens[index]
            if token.type == END:
                return index
            fresh = (index > at or moved) and self._first_on_line(index)
            if fresh and token.type in DEFINITION_WORDS and (outer or self._is_head(index)):
                self._to_top()
                return index
            if not outer and depth == 0:
                if token.type in _SEPARATORS:
                    return index + 1
                if fresh or token.type in CLOSERS - _ANGLES:
                    return index
            if token.type in OPENERS - _ANGLES:
                depth += 1
            elif token.type in CLOSERS - _ANGLES:
                depth = max(0, depth - 1)
        return len(self._tokens)

    def _is_head(self, index: int) -> bool:
        """Whether a definition's word inside of another one begins a definition."""
        following = self._tokens[index + 1].type if index + 1 < len(self._tokens) else END
        return following in {"NAME", "LITERAL", "STAR", "_LIST", "_SET", "_MAP"}

    def _to_top(self) -> None:
        while self._machine.height > 1 and _OUTER not in self._machine.ways:
            self._machine.pop()

    def _first_on_line(self, index: int) -> bool:
        if index == 0:
            return True
        this, before = self._tokens[index], self._tokens[index - 1]
        return "\n" in self._source.text[before.start_pos : this.start_pos]
