"""A shape that is known by name before it is known: what makes recursive type aliases possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.codec._scalars import JSON
from kingpin_sdk.codec._shape import Shape

if TYPE_CHECKING:
    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = ["Later"]


@final
class Later(Shape):
    """Stands for a type alias inside its own definition.

    Attributes:
        meant: the shape of the alias; to be set before use.
    """

    kinds = JSON.kinds

    def __init__(self, name: str) -> None:
        self.name = name
        self.meant: Shape = JSON

    def structure(self, document: Json) -> object:
        return self.meant.structure(document)

    def unstructure(self, value: object) -> Json:
        return self.meant.unstructure(value)

    def owns(self, value: object) -> bool:
        return self.meant.owns(value)

    def plausible(self, document: Json) -> bool:
        return self.meant.plausible(document)

    def unknown(self, document: Json) -> list[Problem]:
        return self.meant.unknown(document)
