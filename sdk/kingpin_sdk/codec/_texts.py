"""Values that JSON writes as text: dates, UUID, Decimal, bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast, final

from kingpin_sdk.codec._problems import ProblemsError
from kingpin_sdk.codec._shape import KeyShape, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.model import Json

__all__ = ["Text", "TextKey", "text_of"]

# The standard library reads more spellings, not the same in all releases; one is enough.
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONE = r"(Z|[-+][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{6})?)?)?"
_DATETIME = _DATE + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3}|\.[0-9]{6})?)?" + _ZONE
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_DECIMAL = r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,6})?"
_BASE64 = r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"


@final
class Text(Shape):
    """A type whose values are texts of one syntax.

    Args:
        kind: the Python type; subclasses are not taken.
        syntax: what such texts are called in messages.
        pattern: what they look like.
        read: text that matches to value; may raise ValueError.
        write: value to text; what does not match is refused (Decimal's NaN).
    """

    kinds = frozenset({str})

    def __init__(
        self,
        kind: type,
        *,
        syntax: str,
        pattern: str,
        read: Callable[[str], object],
        write: Callable[[object], str],
    ) -> None:
        self.name = kind.__name__
        self._kind = kind
        self._reason = f"no {kind.__name__} ({syntax})"
        self._pattern = re.compile(pattern)
        self._read = read
        self._write = write

    def structure(self, document: Json) -> object:
        if type(document) is not str:
            raise self.wrong(document)
        try:
            if self._pattern.fullmatch(document):
                return self._read(document)
        except ValueError:
            pass  # The thirtieth of February: the same problem as a text of another form.
        raise ProblemsError([("", self._reason)])

    def unstructure(self, value: object) -> str:
        if not self.owns(value):
            raise self.wrong(value)
        text = self._write(value)
        if not self._pattern.fullmatch(text):
            raise ProblemsError([("", self._reason)])
        return text

    def owns(self, value: object) -> bool:
        return type(value) is self._kind

    def as_key(self) -> TextKey:
        return TextKey(self)


@final
class TextKey(KeyShape):
    """The same as the key of an object."""

    def __init__(self, text: Text) -> None:
        self.name = text.name
        self._text = text

    def to_text(self, key: object) -> str:
        return self._text.unstructure(key)

    def from_text(self, text: str) -> object:
        return self._text.structure(text)


def text_of(kind: type) -> Text | None:
    """The shape of date, datetime, UUID, Decimal or bytes; None for any other type."""
    match f"{kind.__module__}.{kind.__qualname__}":
        case "datetime.date":
            return _date(kind)
        case "datetime.datetime":
            return _datetime(kind)
        case "uuid.UUID":
            return _uuid(kind)
        case "decimal.Decimal":
            return _decimal(kind)
        case "builtins.bytes":
            return _bytes(kind)
        case _:
            return None


# In each writer below, Text.owns has proved the type the cast names.


def _date(kind: type) -> Text:
    from datetime import date

    def write(value: object) -> str:
        return cast("date", value).isoformat()

    return Text(kind, syntax="YYYY-MM-DD", pattern=_DATE, read=date.fromisoformat, write=write)


def _datetime(kind: type) -> Text:
    from datetime import datetime

    def write(value: object) -> str:
        return cast("datetime", value).isoformat()

    read = datetime.fromisoformat
    return Text(kind, syntax="ISO 8601", pattern=_DATETIME, read=read, write=write)


def _uuid(kind: type) -> Text:
    from uuid import UUID

    return Text(kind, syntax="8-4-4-4-12 hex digits", pattern=_UUID, read=UUID, write=str)


def _decimal(kind: type) -> Text:
    from decimal import Decimal

    return Text(kind, syntax="decimal digits", pattern=_DECIMAL, read=Decimal, write=str)


def _bytes(kind: type) -> Text:
    from binascii import a2b_base64, b2a_base64

    def write(value: object) -> str:
        return b2a_base64(cast("bytes", value), newline=False).decode("ascii")

    return Text(kind, syntax="base64", pattern=_BASE64, read=a2b_base64, write=write)
