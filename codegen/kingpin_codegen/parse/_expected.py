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
# Where more than a name or an end is possible these go without saying.
_OPTIONAL: Final = frozenset({"_LPAR", "_EQUAL", "_COMMA", "_SEMICOLON"})


def complaint(
    source: Source,
    token: Token,
    before: Token | None,
    expected: set[str],
    opener: Token | None,
) -> tuple[int, str]:
    """What is wrong with a token, and where that is to be shown.

    Args:
        source: the file.
        token: the one the parser has no use for.
        before: the one in front of it.
        expected: the types the parser would have taken.
        opener: the innermost bracket that is still open.

    Returns:
        An offset and a message. Where something is missing at the end of a line, that is shown, not
        the innocent first token of the next.
    """
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
    if "_TYPEDEF" in expected and "STRUCT" in expected and "NAME" not in expected:
        yield "a definition"
    elif "ONEWAY" in expected and "_VOID" in expected and "_INCLUDE" not in expected:
        yield "a function"
    elif "_MAP" in expected and "_INCLUDE" not in expected:
        yield "a field" if "REQUIRED" in expected or "INT" in expected else "a type"
    elif "_LSQB" in expected:
        yield "a value"
    elif "NAME" in expected:
        yield "a name"
    elif "INT" in expected:
        yield "a number"
    elif "LITERAL" in expected:
        yield "a string in quotes"
    rare = _OPTIONAL if expected - _OPTIONAL else frozenset[str]()
    if "_LSQB" in expected:
        rare |= {"_LBRACE"}
    for kind, symbol in _SYMBOLS.items():
        if kind in expected - rare:
            yield symbol


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
