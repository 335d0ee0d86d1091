"""Literals and doc strings."""

from __future__ import annotations

import json

__all__ = ["docstring", "quoted", "quoted_bytes", "sentence"]


def quoted(text: str) -> str:
    """A string literal in double quotes, ASCII where it is not plain text."""
    if text.isprintable():
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if any(ord(character) > 0xFFFF for character in text):  # noqa: PLR2004 - JSON has pairs there
        return repr(text)
    return json.dumps(text)


def quoted_bytes(data: bytes) -> str:
    """A bytes literal."""
    literal = repr(data)
    if literal.startswith("b'") and '"' not in literal:
        return f'b"{literal[2:-1]}"'
    return literal


def docstring(text: str, indent: str) -> str:
    """A doc string, quotes included, for a place with that indentation."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    clean = "\n".join(
        "".join(one if one.isprintable() or one == "\t" else " " for one in line) for line in lines
    )
    escaped = clean.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    if "\n" not in escaped:
        return f'"""{escaped}"""'
    body = "\n".join(f"{indent}{line}" if line else "" for line in escaped.split("\n")[1:])
    return f'"""{escaped.partition(chr(10))[0]}\n{body}\n{indent}"""'


def sentence(fact: str, doc: str | None) -> str:
    """What the IDL says of a thing, and then its comment."""
    if doc is None or not doc.strip():
        return f"``{fact}``"
    if "\n" in doc.strip():
        return f"``{fact}``\n\n{doc.strip()}"
    return f"``{fact}``. {doc.strip()}"
