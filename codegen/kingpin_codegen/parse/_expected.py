"""The words of a syntax error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.parse._tokens import END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token

    from kingpin_codegen.parse._source import Source

__all__ = ["complaint"]

_SYMBOLS: Final = {
    "_RBRACE": "'}'",
    "_RPAR": "')'",
    "_RSQB": "']'",
    "_LBRACE": "'{'",
    "_LPAR": "'('",
    "_LESS": "'<'",
    "_GREATER": "'>'",
    "_EQUAL": "'='",
    "_COLON": "':'",
    "_COMMA": "','",
}
# What an expected set stands for: the first row that it holds.
_ELEMENTS: Final = (
    (frozenset({"NAME", "_TYPEDEF"}), "a name"),
    (frozenset({"_TYPEDEF", "STRUCT"}), "a definition"),
    (frozenset({"ONEWAY", "_VOID"}), "a function"),
    (frozenset({"_MAP", "REQUIRED"}), "a field"),
    (frozenset({"_MAP"}), "a type"),
    (frozenset({"_LSQB"}), "a value"),
    (frozenset({"NAME"}), "a name"),
    (frozenset({"INT"}), "a number"),
    (frozenset({"LITERAL"}), "a string in quotes"),
)
# Where more than a name or an end is possible these go without saying.
_OPTIONAL: Final = frozenset({"_LPAR", "_EQUAL", "_COMMA", "_SEMICOLON"})


def complaint(
    source: Source, place: tuple[Token | None, Token], *, expected: set[str], opener: Token | None
) -> tuple[int, str]:
    """What is wrong with a token, and where that is to be shown.

    Args:
        source: the file.
        place: the token the parser has no use for, behind the one in front of it.
        expected: the types the parser would have taken.
        opener: the innermost bracket that is still open.

    Returns:
        An offset and a message. Where something is missing at the end of a line, that is shown, not
        the innocent first token of the next.
    """
    before, token = place
    offset = token.start_pos or 0
    wanted = list(_wanted(expected))
    missing = f"expected {_either(wanted)}" if wanted else ""
    if token.type == END and opener is not None:
        line = source.line_number(opener.start_pos or 0)
        return _end_of(before), f"the '{opener}' of line {line} is never closed"
    if before is not None and missing and "\n" in source.text[before.start_pos : offset]:
        found = f", not '{token}'" if token.type != END else ""
        return _end_of(before), f"{missing} after '{before}'{found}"
    found = f"unexpected '{token}'" if token.type != END else "unexpected end of the file"
    return offset, f"{found}: {missing}" if missing else found


def _end_of(token: Token | None) -> int:
    return (token.start_pos or 0) + len(token) - 1 if token else 0


def _wanted(expected: set[str]) -> Iterator[str]:
    yield from [words for telling, words in _ELEMENTS if telling <= expected][:1]
    rare = _OPTIONAL if expected - _OPTIONAL else frozenset[str]()
    if "_LSQB" in expected:
        rare |= {"_LBRACE"}
    for kind, symbol in _SYMBOLS.items():
        if kind in expected - rare:
            yield symbol


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
