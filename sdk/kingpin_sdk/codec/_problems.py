"""What is wrong with a document, and where: collected going up, one error at the top."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Problem", "ProblemsError", "as_mapping", "expected", "in_key", "kind_of"]

Problem: TypeAlias = tuple[str, str]
"""Path relative to where it was found (``.qps``, ``[3].name``, or empty) and reason."""

_JSON_KINDS: dict[type, str] = {dict: "object", type(None): "null"}


class ProblemsError(ValueError):
    """Everything found wrong below one place. Never leaves this package.

    Attributes:
        found: in document order.
    """

    def __init__(self, found: list[Problem]) -> None:
        super().__init__()
        self.found = found

    def under(self, step: str) -> list[Problem]:
        """The same, seen from one level higher."""
        return [(step + path, reason) for path, reason in self.found]


def expected(name: str, value: object) -> ProblemsError:
    """One problem, here: another kind of value stands where ``name`` should."""
    return ProblemsError([("", f"expected {name}, got {kind_of(value)}")])


def kind_of(value: object) -> str:
    """What a value is, in JSON's words where JSON has one; never the value itself."""
    return _JSON_KINDS.get(type(value)) or type(value).__qualname__


def in_key(key: str) -> str:
    """The path step into an object: ``.qps``, or ``["a b"]`` where the key is no identifier."""
    return f".{key}" if key.isidentifier() else f"[{json.dumps(key)}]"


def as_mapping(found: Iterable[Problem]) -> dict[str, str]:
    """Full paths, each once; several reasons at one place are joined."""
    problems: dict[str, str] = {}
    for path, reason in found:
        whole = "$" + path
        problems[whole] = f"{problems[whole]}; {reason}" if whole in problems else reason
    return problems
