"""Optional and other unions: the arm that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from kingpin_sdk.codec._problems import ProblemsError
from kingpin_sdk.codec._scalars import FLOAT, INT
from kingpin_sdk.codec._shape import Shape

if TYPE_CHECKING:
    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = ["Either"]


@final
class Either(Shape):
    """One of several shapes.

    A document is read by every arm that might take it; of those that do, the one that leaves the
    fewest unknown keys wins, then the one declared first. An integer is an int where both int and
    float are arms.
    """

    def __init__(self, arms: tuple[Shape, ...]) -> None:
        self._arms = arms
        self.name = " or ".join(arm.name for arm in arms)
        self.kinds = frozenset[type]().union(*(arm.kinds for arm in arms))
        if all(arm.native is not None for arm in arms):
            # A union of run-time values, which no checker can follow.
            form: Any = arms[0].native
            for arm in arms[1:]:
                form = form | arm.native
            self.native = form

    def structure(self, document: Json) -> object:
        arms = self._candidates(document)
        if len(arms) == 1:
            return arms[0].structure(document)
        if not arms:
            raise self.wrong(document)
        return self._best(arms, document)[1]

    def unstructure(self, value: object) -> Json:
        arms = [arm for arm in self._arms if arm.owns(value)]
        failed: list[tuple[Shape, ProblemsError]] = []
        for arm in arms:
            try:
                return arm.unstructure(value)
            except ProblemsError as error:
                failed.append((arm, error))
        raise _told(failed) if failed else self.wrong(value)

    def owns(self, value: object) -> bool:
        return any(arm.owns(value) for arm in self._arms)

    def plausible(self, document: Json) -> bool:
        return any(arm.plausible(document) for arm in self._arms)

    def unknown(self, document: Json) -> list[Problem]:
        arms = self._candidates(document)
        if len(arms) == 1:
            return arms[0].unknown(document)
        try:
            return self._best(arms, document)[0] if arms else []
        except ProblemsError:
            return []

    def _candidates(self, document: Json) -> list[Shape]:
        """The arms worth trying: those that look right, else those for this kind of JSON value."""
        arms = [arm for arm in self._arms if arm.plausible(document)]
        if type(document) is int and INT in arms:
            return [arm for arm in arms if arm is not FLOAT]
        return arms or [arm for arm in self._arms if type(document) in arm.kinds]

    @staticmethod
    def _best(arms: list[Shape], document: Json) -> tuple[list[Problem], object]:
        """The value of the arm that fits best, after the keys it does not know."""
        fits: list[tuple[list[Problem], object]] = []
        failed: list[tuple[Shape, ProblemsError]] = []
        for arm in arms:
            try:
                value = arm.structure(document)
            except ProblemsError as error:
                failed.append((arm, error))
                continue
            strangers = arm.unknown(document)
            if not strangers:
                return strangers, value
            fits.append((strangers, value))
        if not fits:
            raise _told(failed)
        return min(fits, key=lambda fit: len(fit[0]))


def _told(failed: list[tuple[Shape, ProblemsError]]) -> ProblemsError:
    """What every arm said, each under its name."""
    if len(failed) == 1:
        return failed[0][1]
    return ProblemsError(
        [
            (path, f"as {arm.name}: {reason}")
            for arm, error in failed
            for path, reason in error.found
        ]
    )
