"""Lists, sets, tuples and objects."""

from __future__ import annotations

import json
from types import GenericAlias
from typing import TYPE_CHECKING, TypeVar, cast, final

from kingpin_sdk.codec._problems import ProblemsError, in_key
from kingpin_sdk.codec._shape import Shape, gather

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.codec._shape import KeyShape
    from kingpin_sdk.model import Json

__all__ = ["Items", "Map", "Row"]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@final
class Items(Shape):
    """Any number of items of one type: list, tuple[X, ...], set, frozenset and their abstract kin.

    Sets are written sorted, so that equal sets give equal bytes; an item that comes twice is read
    once.

    Args:
        item: what it holds.
        make: builds it from a list (``list``: it is one already).
        takes: the Python types it is written from.
        unordered: it is a set.
    """

    name = "list"
    kinds = frozenset({list})

    def __init__(
        self,
        item: Shape,
        *,
        make: Callable[[Iterable[object]], object],
        takes: tuple[type, ...],
        unordered: bool,
    ) -> None:
        self._item = item
        self._make = make
        self._takes = takes
        self._unordered = unordered
        if item.native is not None and make is list:
            self.native = GenericAlias(list, (item.native,))
        elif item.native is not None and make is tuple:
            self.native = GenericAlias(tuple, (item.native, ...))

    def structure(self, document: Json) -> object:
        if type(document) is not list:
            raise self.wrong(document)
        found: list[Problem] = []
        values = gather(self._item.structure, document, found)
        if found:
            raise ProblemsError(found)
        return values if self._make is list else self._make(values)

    def unstructure(self, value: object) -> Json:
        if not self.owns(value):
            raise self.wrong(value)
        found: list[Problem] = []
        # owns() proved that it is iterable; what it holds is checked item by item.
        documents = gather(self._item.unstructure, cast("Iterable[object]", value), found)
        if found:
            raise ProblemsError(found)
        if self._unordered:
            documents.sort(key=_rank)
        return documents

    def owns(self, value: object) -> bool:
        return isinstance(value, self._takes) and not isinstance(value, (str, bytes))

    def unknown(self, document: Json) -> list[Problem]:
        items = document if isinstance(document, list) else []
        inner = self._item.unknown
        return [
            (f"[{index}]{path}", reason)
            for index, item in enumerate(items)
            for path, reason in inner(item)
        ]


def _rank(document: Json) -> tuple[bool, float, str]:
    """Order for the items of a set: numbers by size, then everything else by its text."""
    if isinstance(document, (int, float)) and not isinstance(document, bool):
        return (False, document, "")
    return (True, 0, json.dumps(document, sort_keys=True))


class Row(Shape):
    """A list with as many items as declared, each of its own type: tuple[X, Y] and NamedTuple.

    Args:
        items: one shape an item.
        required: how many must be there; the others have defaults.
    """

    kinds = frozenset({list})

    def __init__(self, items: tuple[Shape, ...], *, required: int | None = None) -> None:
        self._items = items
        self._required = len(items) if required is None else required
        self._steps = [f"[{index}]" for index in range(len(items))]
        self.name = f"list of {len(items)}"
        if items and type(self) is Row and all(item.native is not None for item in items):
            self.native = GenericAlias(tuple, tuple(item.native for item in items))

    def structure(self, document: Json) -> object:
        if type(document) is not list:
            raise self.wrong(document)
        found: list[Problem] = []
        if not self._required <= len(document) <= len(self._items):
            found.append(("", f"expected {self.name}, got list of {len(document)}"))
        values: list[object] = []
        for shape, item, step in zip(self._items, document, self._steps, strict=False):
            try:
                values.append(shape.structure(item))
            except ProblemsError as error:
                found.extend(error.under(step))
        if found:
            raise ProblemsError(found)
        return self.make(values)

    def make(self, values: list[object]) -> object:
        """Build the value; at least the required items, in order."""
        return tuple(values)

    def unstructure(self, value: object) -> Json:
        if not self.owns(value):
            raise self.wrong(value)
        # owns() proved it a tuple; what it holds is checked item by item.
        values = cast("tuple[object, ...]", value)
        if len(values) != len(self._items):
            raise ProblemsError([("", f"expected {self.name}, got tuple of {len(values)}")])
        found: list[Problem] = []
        documents: list[Json] = []
        for shape, item, step in zip(self._items, values, self._steps, strict=True):
            try:
                documents.append(shape.unstructure(item))
            except ProblemsError as error:
                found.extend(error.under(step))
        if found:
            raise ProblemsError(found)
        return documents

    def owns(self, value: object) -> bool:
        return type(value) is tuple

    def unknown(self, document: Json) -> list[Problem]:
        items = document if isinstance(document, list) else []
        return [
            (step + path, reason)
            for shape, item, step in zip(self._items, items, self._steps, strict=False)
            for path, reason in shape.unknown(item)
        ]


@final
class Map(Shape):
    """dict, Mapping and MutableMapping: an object whose keys are of one type and values of another.

    Args:
        key: how its keys are written.
        value: what it holds.
        takes: the Python type it is written from.
    """

    name = "object"
    kinds = frozenset({dict})

    def __init__(self, key: KeyShape, value: Shape, *, takes: type) -> None:
        self._key = key
        self._value = value
        self._takes = takes
        if key.plain and value.native is not None:
            self.native = GenericAlias(dict, (str, value.native))

    def structure(self, document: Json) -> object:
        if type(document) is not dict:
            raise self.wrong(document)
        found: list[Problem] = []
        values: object
        if self._key.plain:
            values = self._values(self._value.structure, document, found)
        else:
            values = self._keyed(document, found)
        if found:
            raise ProblemsError(found)
        return values

    def unstructure(self, value: object) -> Json:
        if not self.owns(value):
            raise self.wrong(value)
        found: list[Problem] = []
        texts: dict[str, object] = {}
        # owns() proved it a mapping; keys and values are checked one by one.
        for key, item in cast("Mapping[object, object]", value).items():
            try:
                texts[self._key.to_text(key)] = item
            except ProblemsError as error:
                found.extend((path, f"key: {reason}") for path, reason in error.found)
        documents = self._values(self._value.unstructure, texts, found)
        if found:
            raise ProblemsError(found)
        return documents

    def owns(self, value: object) -> bool:
        return isinstance(value, self._takes)

    def unknown(self, document: Json) -> list[Problem]:
        items = document if isinstance(document, dict) else {}
        inner = self._value.unknown
        return [
            (in_key(key) + path, reason)
            for key, item in items.items()
            for path, reason in inner(item)
        ]

    def _keyed(self, document: dict[str, Json], found: list[Problem]) -> dict[object, object]:
        values: dict[object, object] = {}
        texts: dict[object, str] = {}
        for text, item in document.items():
            try:
                value = self._value.structure(item)
            except ProblemsError as error:
                found.extend(error.under(in_key(text)))
                value = None
            try:
                key = self._key.from_text(text)
            except ProblemsError as error:
                found.extend(error.under(in_key(text)))
                continue
            if key in texts:
                found.append((in_key(text), f"the same key as {json.dumps(texts[key])}"))
            texts[key] = text
            values[key] = value
        return values

    @staticmethod
    def _values(
        convert: Callable[[_In], _Out], items: dict[str, _In], found: list[Problem]
    ) -> dict[str, _Out]:
        values: dict[str, _Out] = {}
        rest = iter(items.items())
        while True:
            key = ""
            # The try stands outside the loop for speed; after a failure the same iterator goes on.
            try:
                for key, item in rest:
                    values[key] = convert(item)
            except ProblemsError as error:
                found.extend(error.under(in_key(key)))
            else:
                return values
