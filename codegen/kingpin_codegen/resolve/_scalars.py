"""Literals as values of the built-in types."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from kingpin_codegen.model import (
    BaseKind,
    BinaryValue,
    BoolValue,
    FloatValue,
    IntValue,
    StringValue,
    UuidValue,
    Value,
)
from kingpin_codegen.parse.syntax import BoolNode, FloatNode, IntNode, StringNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_codegen.parse.syntax import ValueNode

__all__ = ["INTEGER_BITS", "doubt", "scalar"]

INTEGER_BITS: Final[Mapping[BaseKind, int]] = {
    BaseKind.I8: 8,
    BaseKind.I16: 16,
    BaseKind.I32: 32,
    BaseKind.I64: 64,
}
_UUID: Final = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")


def scalar(node: ValueNode, kind: BaseKind) -> Value | str | None:
    """A literal as a value of a built-in type.

    Returns:
        The value; or why this very value is none of the type; or None for a literal of a kind that
        never is one.
    """
    match node:
        case BoolNode(value=truth):
            # For Apache's compiler true and false are the numbers 1 and 0.
            return BoolValue(truth) if kind is BaseKind.BOOL else _whole(int(truth), kind)
        case IntNode(value=number):
            return _whole(number, kind)
        case FloatNode(value=number):
            return _real(number) if kind is BaseKind.DOUBLE else None
        case StringNode(value=text):
            return _text(text, kind)
        case _:
            return None


def doubt(node: ValueNode, kind: BaseKind) -> str | None:
    """What is odd about a literal that was taken as this type; None if nothing is."""
    if isinstance(node, BoolNode) and kind is not BaseKind.BOOL:
        return f"a bool where {kind} is asked for"
    if isinstance(node, IntNode) and kind is BaseKind.BOOL and node.value not in {0, 1}:
        return f"{node.value} is no bool; taken as true"
    return None


def _whole(number: int, kind: BaseKind) -> Value | str | None:
    if kind is BaseKind.BOOL:
        return BoolValue(number != 0)
    if kind is BaseKind.DOUBLE:
        return FloatValue(float(number))
    if kind not in INTEGER_BITS:
        return None
    limit = 1 << (INTEGER_BITS[kind] - 1)
    if -limit <= number < limit:
        return IntValue(number)
    return f"{number} is out of the range of {kind} ({-limit} to {limit - 1})"


def _real(number: float) -> Value | str:
    return "out of the range of a double" if math.isinf(number) else FloatValue(number)


def _text(text: str, kind: BaseKind) -> Value | str | None:
    if kind is BaseKind.STRING:
        return StringValue(text)
    if kind is BaseKind.BINARY:
        return BinaryValue(text.encode())
    if kind is not BaseKind.UUID:
        return None
    found = _UUID.fullmatch(text)
    return UuidValue(found[1].lower()) if found else f"'{text}' is no uuid"
