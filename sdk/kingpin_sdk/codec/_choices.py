"""Enum and Literal: a closed set of values, in documents and as keys."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, cast, final

from kingpin_sdk.codec._problems import ProblemsError
from kingpin_sdk.codec._scalars import BOOL_KEY, FLOAT_KEY, INT_KEY, STR_KEY
from kingpin_sdk.codec._shape import KeyShape, Shape

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["Choice", "ChoiceKey", "choice_of"]

_SHOWN = 10
_SCALARS = (str, int, float, bool, type(None))
_KEYS: dict[type, KeyShape] = {str: STR_KEY, int: INT_KEY, float: FLOAT_KEY, bool: BOOL_KEY}


def _scalar(value: object) -> Json:
    """What a declared value is in JSON: an enum's member stands for its value.

    Raises:
        TypeError: it is no JSON scalar.
    """
    while isinstance(value, enum.Enum):
        value = cast("object", value.value)
    for kind in _SCALARS:
        if type(value) is kind:
            # One of the five scalar types, each of which is Json.
            return cast("Json", value)
    raise TypeError(
        f"values of {type(value).__qualname__} in an Enum or a Literal cannot be stored as JSON"
    )


def choice_of(name: str, declared: tuple[object, ...], fallback: type[enum.Enum] | None) -> Choice:
    """Make the shape.

    Args:
        name: the type in messages.
        declared: the members of the enum, or the arguments of the Literal.
        fallback: the enum, if it defines ``_missing_`` for values it does not declare.

    Raises:
        TypeError: a value is no JSON scalar.
    """
    return Choice(name, [(_scalar(value), value) for value in declared], fallback)


@final
class Choice(Shape):
    """One of the declared values; 1, 1.0 and true are three different ones."""

    def __init__(
        self, name: str, pairs: list[tuple[Json, object]], fallback: type[enum.Enum] | None
    ) -> None:
        self.name = name
        self.kinds = frozenset({type(document) for document, _ in pairs})
        self._values = {(type(document), document): value for document, value in pairs}
        self._documents = {(type(value), value): document for document, value in pairs}
        self._types = frozenset(type(value) for _, value in pairs)
        self._fallback = fallback
        shown = [_show(document) for document, _ in pairs[:_SHOWN]]
        self._reason = f"not one of {', '.join(shown)}{', ...' if len(pairs) > _SHOWN else ''}"

    def structure(self, document: Json) -> object:
        if isinstance(document, (list, dict)):
            raise self.wrong(document)
        pair = (type(document), document)
        if pair in self._values:
            return self._values[pair]
        if self._fallback is not None:
            member = self._fallback._missing_(document)
            if isinstance(member, self._fallback):
                return member
        raise ProblemsError([("", self._reason)])

    def unstructure(self, value: object) -> Json:
        if not self.owns(value):
            raise ProblemsError([("", f"{self.wrong(value).found[0][1]}: {self._reason}")])
        return self._documents[type(value), value]

    def owns(self, value: object) -> bool:
        # The type first: a value of another type need not be hashable.
        return type(value) in self._types and (type(value), value) in self._documents

    def plausible(self, document: Json) -> bool:
        if isinstance(document, (list, dict)):
            return False
        return self._fallback is not None or (type(document), document) in self._values

    def as_key(self) -> ChoiceKey:
        """The same values as the keys of an object.

        Raises:
            TypeError: null is among them, or two of them would be one text.
        """
        texts: dict[str, object] = {}
        for (kind, document), value in self._values.items():
            if kind not in _KEYS:
                raise TypeError(f"{self.name} holds null, which cannot be an object's key")
            text = _KEYS[kind].to_text(document)
            if text in texts:
                raise TypeError(f"two values of {self.name} would be the same key {text!r}")
            texts[text] = value
        return ChoiceKey(self, texts)


def _show(document: Json) -> str:
    return repr(document) if isinstance(document, str) else str(document)


@final
class ChoiceKey(KeyShape):
    """One of the declared values as a key."""

    def __init__(self, choice: Choice, texts: dict[str, object]) -> None:
        self.name = choice.name
        self._choice = choice
        self._values = texts
        shown = ", ".join(map(repr, [*texts][:_SHOWN]))
        self._reason = f"the key is not one of {shown}{', ...' if len(texts) > _SHOWN else ''}"

    def to_text(self, key: object) -> str:
        document = self._choice.unstructure(key)
        return _KEYS[type(document)].to_text(document)

    def from_text(self, text: str) -> object:
        if text not in self._values:
            raise ProblemsError([("", self._reason)])
        return self._values[text]
