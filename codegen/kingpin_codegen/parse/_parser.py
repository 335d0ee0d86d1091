"""From bytes to syntax."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from lark import Lark
from lark.lexer import Lexer

from kingpin_codegen.model import Severity
from kingpin_codegen.parse._builder import Builder
from kingpin_codegen.parse._machine import Machine
from kingpin_codegen.parse._recovery import DEFINITION_WORDS, feed
from kingpin_codegen.parse._source import Source, read_source
from kingpin_codegen.parse._tokens import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lark import Token
    from lark.parsers.lalr_interactive_parser import InteractiveParser

    from kingpin_codegen.model import Problem
    from kingpin_codegen.parse.syntax import Syntax

__all__ = ["Parsed", "Parser"]


class Parsed(NamedTuple):
    """One file after parsing.

    Attributes:
        source: its text.
        syntax: its elements; those with a syntax error in them are left out, or lack parts.
        problems: in no order.
        lost: with an error among the problems, the names on all lines that begin a definition: of
            those something may be missing.
    """

    source: Source
    syntax: Syntax
    problems: tuple[Problem, ...]
    lost: frozenset[str]


class Parser:
    """The grammar made ready (some 40 ms), for any number of files one after the other."""

    def __init__(self) -> None:
        self._builder = Builder()
        lark: Any = Lark(  # its hints are partial
            files("kingpin_codegen.parse").joinpath("grammar.lark").read_text(encoding="utf-8"),
            parser="lalr",
            start="file",
            lexer=_NoLexer,
            transformer=self._builder,
        )
        self._start: Callable[[], InteractiveParser] = lambda: lark.parse_interactive("")

    def parse(self, path: str, data: bytes) -> Parsed:
        """Parse one file.

        Args:
            path: for positions.
            data: its bytes; any will do.
        """
        source = read_source(path, data)
        found = scan(source)
        builder = self._builder
        builder.begin(source, found)
        errors = feed(Machine(self._start()), found, builder, source)
        problems = (*found.problems, *errors, *builder.problems)
        broken = any(problem.severity is Severity.ERROR for problem in problems)
        lost = frozenset(_heads(source, found.tokens)) if broken else frozenset[str]()
        return Parsed(source, builder.result(), problems, lost)


def _heads(source: Source, tokens: Sequence[Token]) -> Iterator[str]:
    """The names on lines that begin a definition, but for the type of a typedef or constant."""
    line, skip = 0, False
    for token in tokens:
        if token.type in DEFINITION_WORDS:
            line = source.line_number(token.start_pos or 0)
            skip = token.type in {"_TYPEDEF", "_CONST"}
        elif token.type == "NAME" and source.line_number(token.start_pos or 0) == line:
            if not skip:
                yield str(token)
            skip = False


class _NoLexer(Lexer):
    """Tells lark that tokens come from elsewhere."""

    def __init__(self, conf: object) -> None:
        del conf

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        """Never asked."""
        del lexer_state, parser_state
        return iter(())
