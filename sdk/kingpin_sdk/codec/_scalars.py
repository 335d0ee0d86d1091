"""The JSON scalars, and JSON itself."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, cast, final

from kingpin_sdk.codec._problems import ProblemsError, in_key, kind_of
from kingpin_sdk.codec._shape import KeyShape, Shape

if TYPE_CHECKING:
    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = [
    "BOOL",
    "BOOL_KEY",
    "FLOAT",
    "FLOAT_KEY",
    "INT",
    "INT_KEY",
    "JSON",
    "NONE",
    "STR",
    "STR_KEY",
]

_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_NOT_FINITE = "NaN and Infinity are no JSON"


@final
class _Str(Shape):
    name = "str"
    kinds = frozenset({str})
    native: object = str

    def structure(self, document: Json) -> str:
        if type(document) is not str:
            raise self.wrong(document)
        return document

    def unstructure(self, value: object) -> str:
        if not isinstance(value, str):
            raise self.wrong(value)
        # A subclass (StrEnum) is written as its text.
        return str.__str__(value)

    def owns(self, value: object) -> bool:
        return isinstance(value, str)

    def as_key(self) -> KeyShape:
        return STR_KEY


@final
class _Int(Shape):
    name = "int"
    kinds = frozenset({int})
    native: object = int

    def structure(self, document: Json) -> int:
        if type(document) is not int:
            raise self.wrong(document)
        return document

    def unstructure(self, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(value)
        return int.__int__(value)

    def owns(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def as_key(self) -> KeyShape:
        return INT_KEY


@final
class _Float(Shape):
    """Takes integers, as typing does: floats once read, written as they are."""

    name = "float"
    kinds = frozenset({float, int})
    native: object = float

    def structure(self, document: Json) -> float:
        if type(document) is float:
            return document
        if type(document) is not int:
            raise self.wrong(document)
        try:
            return float(document)
        except OverflowError:
            raise ProblemsError([("", "an integer too large for float")]) from None

    def unstructure(self, value: object) -> float:
        if isinstance(value, float):
            if not math.isfinite(value):
                raise ProblemsError([("", _NOT_FINITE)])
            return float.__float__(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(value)
        return int.__int__(value)

    def owns(self, value: object) -> bool:
        return isinstance(value, (float, int)) and not isinstance(value, bool)

    def as_key(self) -> KeyShape:
        return FLOAT_KEY


@final
class _Bool(Shape):
    name = "bool"
    kinds = frozenset({bool})
    native: object = bool

    def structure(self, document: Json) -> bool:
        if type(document) is not bool:
            raise self.wrong(document)
        return document

    def unstructure(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(value)
        return value

    def owns(self, value: object) -> bool:
        return isinstance(value, bool)

    def as_key(self) -> KeyShape:
        return BOOL_KEY


@final
class _None(Shape):
    name = "null"
    kinds = frozenset({type(None)})
    native: object = type(None)

    def structure(self, document: Json) -> None:
        if document is not None:
            raise self.wrong(document)

    def unstructure(self, value: object) -> None:
        if value is not None:
            raise self.wrong(value)

    def owns(self, value: object) -> bool:
        return value is None


@final
class _AnyJson(Shape):
    """``Json`` or ``object``: any document, as the parser made it."""

    name = "JSON"
    kinds = frozenset({type(None), bool, int, float, str, list, dict})

    def structure(self, document: Json) -> Json:
        return document

    def unstructure(self, value: object) -> Json:
        found = _not_json("", value)
        if found:
            raise ProblemsError(found)
        # Proven JSON all the way down just now.
        return cast("Json", value)

    def owns(self, value: object) -> bool:
        return type(value) in self.kinds


def _not_json(path: str, value: object) -> list[Problem]:
    if type(value) is list:
        items = cast("list[object]", value)
        return [p for i, item in enumerate(items) for p in _not_json(f"{path}[{i}]", item)]
    if type(value) is dict:
        found: list[Problem] = []
        for key, item in cast("dict[object, object]", value).items():
            if type(key) is not str:
                found.append((path, f"an object's keys are str, got {kind_of(key)}"))
            else:
                found.extend(_not_json(path + in_key(key), item))
        return found
    if type(value) is float and not math.isfinite(value):
        return [(path, _NOT_FINITE)]
    if value is None or type(value) in {bool, int, float, str}:
        return []
    return [(path, f"expected JSON, got {kind_of(value)}")]


@final
class _StrKey(KeyShape):
    name = "str"
    plain = True

    def to_text(self, key: object) -> str:
        return STR.unstructure(key)

    def from_text(self, text: str) -> str:
        return text


@final
class _IntKey(KeyShape):
    name = "int"

    def to_text(self, key: object) -> str:
        return int.__repr__(INT.unstructure(key))

    def from_text(self, text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise ProblemsError([("", "the key is no int")])
        try:
            return int(text)
        except ValueError:
            raise ProblemsError([("", "the key has too many digits for an int")]) from None


@final
class _FloatKey(KeyShape):
    name = "float"

    def to_text(self, key: object) -> str:
        # One text for 1 and 1.0, since they are one key.
        return float.__repr__(FLOAT.structure(FLOAT.unstructure(key)))

    def from_text(self, text: str) -> float:
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(value):
            raise ProblemsError([("", "the key is no float")])
        return value


@final
class _BoolKey(KeyShape):
    name = "bool"

    def to_text(self, key: object) -> str:
        return "true" if BOOL.unstructure(key) else "false"

    def from_text(self, text: str) -> bool:
        if text not in {"true", "false"}:
            raise ProblemsError([("", "the key is no bool (true or false)")])
        return text == "true"


STR = _Str()
INT = _Int()
FLOAT = _Float()
BOOL = _Bool()
NONE = _None()
JSON = _AnyJson()
STR_KEY = _StrKey()
INT_KEY = _IntKey()
FLOAT_KEY = _FloatKey()
BOOL_KEY = _BoolKey()
