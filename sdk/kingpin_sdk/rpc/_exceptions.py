"""ThriftError: what an exception of the IDL is in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import attrs

__all__ = ["ThriftError"]


class ThriftError(Exception):
    """Base of generated exceptions; they pass through a client untouched.

    They print their fields and pickle. Fields may change after construction (decoding does it),
    so everything is made from them, never from ``args``.
    """

    __slots__ = ()

    def __str__(self) -> str:
        values = _values(self)
        message = values.get("message")
        if isinstance(message, str) and len(values) == 1:
            return message
        return ", ".join(f"{name}={value!r}" for name, value in values.items())

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), _values(self)))


def _values(error: ThriftError) -> dict[str, Any]:
    fields: tuple[attrs.Attribute[Any], ...] = getattr(type(error), "__attrs_attrs__", ())
    return {each.name: getattr(error, each.name) for each in fields}


def _restore(kind: type[ThriftError], values: dict[str, Any]) -> ThriftError:
    return kind(**values)
