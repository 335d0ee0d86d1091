"""Optional and other unions: the arm that fits."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Any, NamedTuple, final

from kingpin_sdk.codec._problems import ProblemsError
from kingpin_sdk.codec._scalars import FLOAT, INT
from kingpin_sdk.codec._shape import Shape

if TYPE_CHECKING:
    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.model import Json

__all__ = ["Either", "Trials"]

_TOLD = 20
"""Problems told for all arms that failed together."""


class _Fit(NamedTuple):
    """A value, and the keys that the arm which made it does not know."""

    strangers: list[Problem]
    value: object


class Trials(local):
    """What the unions of one codec found out so far about the document in hand, by thread."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.memo: dict[tuple[int, int], _Fit | ProblemsError] = {}


@final
class Either(Shape):
    """One of several shapes.

    A document is read by every arm that might take it; of those that do, the one that leaves the
    fewest unknown keys wins, then the one declared first. An integer is an int where both int and
    float are arms.

    Args:
        arms: in the order of their declaration.
        trials: shared by all unions of one codec.
    """

    def __init__(self, arms: tuple[Shape, ...], trials: Trials) -> None:
        self._arms = arms
        self._trials = trials
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
        return self._best(arms, document).value

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
            return self._best(arms, document).strangers if arms else []
        except ProblemsError:
            return []

    def _candidates(self, document: Json) -> list[Shape]:
        """The arms worth trying: those that look right, else those for this kind of JSON value."""
        arms = [arm for arm in self._arms if arm.plausible(document)]
        if type(document) is int and INT in arms:
            return [arm for arm in arms if arm is not FLOAT]
        return arms or [arm for arm in self._arms if type(document) in arm.kinds]

    def _best(self, arms: list[Shape], document: Json) -> _Fit:
        """What the arm that fits best makes of it.

        Remembered until the outermost trial ends: unions inside the arms of unions would
        otherwise be tried again for each arm, twice as often with every level.
        """
        trials = self._trials
        key = (id(self), id(document))
        trials.depth += 1
        try:
            fit = trials.memo.get(key) or _tried(arms, document)
            trials.memo[key] = fit
        finally:
            trials.depth -= 1
            if trials.depth == 0:
                trials.memo.clear()
        if isinstance(fit, ProblemsError):
            raise ProblemsError(fit.found)
        return fit


def _tried(arms: list[Shape], document: Json) -> _Fit | ProblemsError:
    fits: list[_Fit] = []
    failed: list[tuple[Shape, ProblemsError]] = []
    for arm in arms:
        try:
            value = arm.structure(document)
        except ProblemsError as error:
            failed.append((arm, error))
            continue
        fits.append(_Fit(arm.unknown(document), value))
        if not fits[-1].strangers:
            return fits[-1]
    return min(fits, key=lambda fit: len(fit.strangers)) if fits else _told(failed)


def _told(failed: list[tuple[Shape, ProblemsError]]) -> ProblemsError:
    """What every arm said, each under its name; only the nearest where that is too much."""
    if len(failed) == 1:
        return failed[0][1]
    if sum(len(error.found) for _, error in failed) > _TOLD:
        failed = [min(failed, key=lambda trial: len(trial[1].found))]
    return ProblemsError(
        [
            (path, f"as {arm.name}: {reason}")
            for arm, error in failed
            for path, reason in error.found
        ]
    )
