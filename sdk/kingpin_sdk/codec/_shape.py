"""What every type becomes before it is used: a shape, which converts its values both ways."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeVar

from kingpin_sdk.codec._problems import ProblemsError, expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = ["KeyShape", "Shape", "gather"]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Shape(ABC):
    """One type: JSON to value and back. Immutable once compiled, safe for any thread.

    Attributes:
        name: the type in messages.
        kinds: the Python types of the JSON values it can be made of (``dict`` for an object).
        native: the type for msgspec's decoder, where that is exactly as strict; else None.
    """

    name: str
    kinds: frozenset[type]
    native: object = None

    @abstractmethod
    def structure(self, document: Json) -> object:
        """Make the value.

        Raises:
            ProblemsError: the document does not fit; holds everything found.
        """

    @abstractmethod
    def unstructure(self, value: object) -> Json:
        """Make the document.

        Raises:
            ProblemsError: the value is not of this type; holds everything found.
        """

    @abstractmethod
    def owns(self, value: object) -> bool:
        """True if the value, looked at from outside, is of this type."""

    def plausible(self, document: Json) -> bool:
        """True unless a look from outside shows that the document does not fit."""
        return type(document) in self.kinds

    def unknown(self, document: Json) -> list[Problem]:
        """The keys in the document that no class declares; none where it does not fit anyway."""
        del document
        return []

    def as_key(self) -> KeyShape | None:
        """The same type as the key of an object; None if it cannot be one."""
        return None

    def wrong(self, value: object) -> ProblemsError:
        """The problem that something else stands here."""
        return expected(self.name, value)


class KeyShape(ABC):
    """One type as the key of an object: text to key and back.

    Attributes:
        name: the type in messages.
        plain: True if every text is its own key, so that nothing needs converting.
    """

    name: str
    plain: bool = False

    @abstractmethod
    def to_text(self, key: object) -> str:
        """Write the key as ``json.dumps`` would.

        Raises:
            ProblemsError: it is not of this type.
        """

    @abstractmethod
    def from_text(self, text: str) -> object:
        """Read the key.

        Raises:
            ProblemsError: it is no text of this type.
        """


def gather(
    convert: Callable[[_In], _Out], items: Iterable[_In], found: list[Problem]
) -> list[_Out]:
    """Convert every item; those that fail are left out and add their problems to ``found``."""
    values: list[_Out] = []
    add = values.append
    failed = 0
    rest = iter(items)
    while True:
        # The try stands outside the loop for speed; after a failure the same iterator goes on.
        try:
            for item in rest:
                add(convert(item))
        except ProblemsError as error:
            found.extend(error.under(f"[{len(values) + failed}]"))
            failed += 1
        else:
            return values
