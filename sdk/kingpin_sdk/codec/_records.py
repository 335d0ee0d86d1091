"""TypedDict and NamedTuple, and what they share with classes: named fields in an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast, final

from kingpin_sdk.codec._choices import Choice
from kingpin_sdk.codec._containers import Row
from kingpin_sdk.codec._problems import ProblemsError, in_key
from kingpin_sdk.codec._shape import Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = ["Field", "NamedRow", "Record", "TypedObject"]


class Field(NamedTuple):
    """One named field.

    Attributes:
        name: in the document and on the value.
        shape: of its type.
        required: it has no default.
    """

    name: str
    shape: Shape
    required: bool


class Record(Shape):
    """An object with declared fields; ``unknown`` tells the keys it does not declare.

    Its fields come after its making, because they may be of this very type.
    """

    kinds = frozenset({dict})

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields: dict[str, Field] = {}

    def plausible(self, document: Json) -> bool:
        """True if the required keys are there, and each tag has a declared value."""
        if type(document) is not dict:
            return False
        for field in self.fields.values():
            if field.name not in document:
                if field.required:
                    return False
            elif isinstance(field.shape, Choice) and not field.shape.plausible(
                document[field.name]
            ):
                return False
        return True

    def unknown(self, document: Json) -> list[Problem]:
        if type(document) is not dict:
            return []
        found: list[Problem] = []
        for key, item in document.items():
            if key in self.fields:
                inner = self.fields[key].shape.unknown(item)
                found.extend((in_key(key) + path, reason) for path, reason in inner)
            else:
                found.append((in_key(key), self._stranger(key)))
        return found

    def _stranger(self, key: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(key, self.fields, n=1)
        return f"unknown key, did you mean {near[0]!r}?" if near else "unknown key"


@final
class TypedObject(Record):
    """A TypedDict."""

    def structure(self, document: Json) -> object:
        if type(document) is not dict:
            raise self.wrong(document)
        found: list[Problem] = []
        values: dict[str, object] = {}
        for name, shape, required in self.fields.values():
            if name not in document:
                if required:
                    found.append((in_key(name), "required, missing"))
                continue
            try:
                values[name] = shape.structure(document[name])
            except ProblemsError as error:
                found.extend(error.under(in_key(name)))
        if found:
            raise ProblemsError(found)
        return values

    def unstructure(self, value: object) -> Json:
        if not self.owns(value):
            raise self.wrong(value)
        # owns() proved it a dict; its keys may be anything.
        given = cast("dict[object, object]", value)
        found: list[Problem] = []
        documents: dict[str, Json] = {}
        for name, shape, required in self.fields.values():
            if name not in given:
                if required:
                    found.append((in_key(name), "required, missing"))
                continue
            try:
                documents[name] = shape.unstructure(given[name])
            except ProblemsError as error:
                found.extend(error.under(in_key(name)))
        found.extend(
            (in_key(str(key)), self._stranger(str(key))) for key in given if key not in self.fields
        )
        if found:
            raise ProblemsError(found)
        return documents

    def owns(self, value: object) -> bool:
        return isinstance(value, dict)


@final
class NamedRow(Row):
    """A NamedTuple: a list, as ``json.dumps`` writes it.

    Items with defaults may lack at the end.
    """

    def __init__(
        self, kind: type[tuple[object, ...]], items: tuple[Shape, ...], *, required: int
    ) -> None:
        super().__init__(items, required=required)
        self.name = kind.__name__
        self._kind = kind

    def make(self, values: list[object]) -> object:
        # Every NamedTuple takes its items one by one, whatever tuple's constructor says.
        make = cast("Callable[..., object]", self._kind)
        return make(*values)

    def owns(self, value: object) -> bool:
        return type(value) is self._kind
