"""From text to tokens and comments.

A scanner of its own, not lark's: comments become docs, a bad character must not end the run, and
recovery from a syntax error wants the tokens that follow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, field
from lark import Token

from kingpin_codegen.model import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_codegen.parse._source import Source

__all__ = [
    "CLOSERS",
    "DEEPEST",
    "END",
    "MOST_PROBLEMS",
    "OPENERS",
    "_KEYWORDS",
    "Comment",
    "Tokens",
    "scan",
]

DEEPEST: Final = 64
"""How deep brackets may be nested; what walks types and values afterwards is recursive."""

END: Final = "$END"
"""The type of the last token; lark's word."""

MOST_PROBLEMS: Final = 100
"""How many problems of one kind are told of one file."""

_LONGEST_NUMBER: Final = 40

_HEADS: Final = ("include", "cpp_include", "namespace", "typedef", "const", "enum", "senum")
_WORDS: Final = ("service", "extends", "throws", "void", "map", "set", "list", "cpp_type")
_XSD: Final = ("xsd_all", "xsd_optional", "xsd_nillable", "xsd_attrs")
_KEPT: Final = ("struct", "union", "exception", "oneway", "required", "optional", "true", "false")
_OLD_NAMESPACES: Final = (
    "cocoa_prefix",
    "cpp_namespace",
    "csharp_namespace",
    "delphi_namespace",
    "java_package",
    "perl_package",
    "php_namespace",
    "py_module",
    "ruby_namespace",
    "smalltalk_category",
    "smalltalk_prefix",
    "xsd_namespace",
)

# A leading underscore tells lark to leave the token out of what a rule gives.
_KEYWORDS: Final[Mapping[str, str]] = {
    **{word: f"_{word.upper()}" for word in (*_HEADS, *_WORDS, *_XSD)},
    **{word: word.upper() for word in _KEPT},
    **dict.fromkeys(_OLD_NAMESPACES, "OLD_NAMESPACE"),
    "async": "ONEWAY",
}

_PUNCTUATION: Final[Mapping[str, str]] = {
    "{": "_LBRACE",
    "}": "_RBRACE",
    "(": "_LPAR",
    ")": "_RPAR",
    "[": "_LSQB",
    "]": "_RSQB",
    "<": "_LESS",
    ">": "_GREATER",
    ",": "_COMMA",
    ";": "_SEMICOLON",
    ":": "_COLON",
    "=": "_EQUAL",
    "*": "STAR",
    "&": "AMPERSAND",
}
OPENERS: Final = frozenset({"_LBRACE", "_LPAR", "_LSQB", "_LESS"})
CLOSERS: Final = frozenset({"_RBRACE", "_RPAR", "_RSQB", "_GREATER"})

_PATTERN: Final = re.compile(
    r"""
      (?P<SPACE>[ \t\r\n\f\v]+)
    | (?P<NAME>[A-Za-z_](?:[A-Za-z0-9_]|\.[A-Za-z0-9_])*)
    | (?P<PUNCTUATION>[{}()\[\]<>,;:=*&])
    | (?P<DOUBLE>[+-]?(?:[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+))
    | (?P<INT>[+-]?(?:0x[0-9A-Fa-f]+|[0-9]+))
    | (?P<LITERAL>"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*')
    | (?P<LINE_COMMENT>(?://|\#)[^\n]*)
    | (?P<BLOCK_COMMENT>/\*(?s:.*?)\*/)
    | (?P<BAD>(?s:.))
    """,
    re.VERBOSE,
)


@define(eq=False)
class Comment:
    """One comment.

    Attributes:
        text: with its marks.
        start: its first character's offset.
        end: the offset behind its last character.
        alone: nothing but space stands before it on its line.
    """

    text: str
    start: int
    end: int
    alone: bool


@define(eq=False)
class Tokens:
    """What a file consists of.

    Attributes:
        tokens: the last one is of type `END`.
        comments: index of a token -> comments between the token before it and itself.
        problems: what is no token.
    """

    tokens: list[Token] = field(factory=list[Token])
    comments: dict[int, list[Comment]] = field(factory=dict[int, list[Comment]])
    problems: list[Problem] = field(factory=list[Problem])


def scan(source: Source) -> Tokens:
    """All tokens of a file; what is none is told and passed over."""
    return _Scanner(source).run()


class _Scanner:
    """One run over one text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found = Tokens()
        self._depth = 0
        self._last_bad = -2

    def run(self) -> Tokens:
        """Scan the text to its end, or to what makes the rest meaningless."""
        text = self._source.text
        add = self._found.tokens.append
        match = _PATTERN.match
        at = 0
        problems = self._found.problems
        while at < len(text) and len(problems) < MOST_PROBLEMS and (found := match(text, at)):
            kind, word, start = found.lastgroup, found.group(), at
            at = found.end()
            if kind == "NAME":
                add(Token(_KEYWORDS.get(word, "NAME"), word, start))
            elif kind == "PUNCTUATION":
                add(Token(_PUNCTUATION[word], word, start))
                if not self._nest(word, start):
                    break
            elif kind != "SPACE":
                at = self._other(kind or "", word, start, at)
        add(Token(END, "", min(at, len(text))))
        return self._found

    def _nest(self, word: str, start: int) -> bool:
        if word in "{([<":
            self._depth += 1
            if self._depth > DEEPEST:
                self._problem(start, f"brackets are nested deeper than {DEEPEST}")
                return False
        elif word in "})]>":
            self._depth = max(0, self._depth - 1)
        return True

    def _other(self, kind: str, word: str, start: int, end: int) -> int:
        """The rarer kinds; where to go on."""
        if kind in {"LINE_COMMENT", "BLOCK_COMMENT"}:
            self._comment(word, start, end)
        elif kind == "BAD":
            return self._bad(word, start)
        elif kind != "LITERAL" and len(word) > _LONGEST_NUMBER:
            self._problem(start, f"a number of {len(word)} characters fits no type")
            self._found.tokens.append(Token(kind, "0", start))
        else:
            self._found.tokens.append(Token(kind, word, start))
        return end

    def _comment(self, word: str, start: int, end: int) -> None:
        text = self._source.text
        line = text[text.rfind("\n", 0, start) + 1 : start]
        comment = Comment(word, start, end, alone=not line.strip())
        self._found.comments.setdefault(len(self._found.tokens), []).append(comment)

    def _bad(self, word: str, start: int) -> int:
        text = self._source.text
        if text.startswith("/*", start):
            self._problem(start, "this comment is never closed")
            return len(text)
        if word in "\"'":
            self._problem(start, "this string is not closed on its line")
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            self._found.tokens.append(Token("LITERAL", word + word, start))
            return end
        # Of a run of them the first is enough.
        if start != self._last_bad + 1:
            self._problem(start, f"unexpected character {word!r}")
        self._last_bad = start
        return start + 1

    def _problem(self, offset: int, message: str) -> None:
        self._found.problems.append(self._source.problem(offset, message))
