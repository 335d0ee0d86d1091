"""The ramp values of Decider, in the config ``admin.decider``."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.admin._signature import UNSIGNED, Signature
from kingpin_sdk.admin._specs import DECIDER
from kingpin_sdk.admin._verbs import RemoveEntry, SetEntry
from kingpin_sdk.errors import NodeNotFoundError, NotAvailableError, nearest
from kingpin_sdk.spec import DeciderSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.admin._changes import Changes, Plan
    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.model import PublishResult

__all__ = ["Deciders"]


@final
class Deciders:
    """Reads and ramps experiments. Every call blocks."""

    def __init__(self, desk: Desk, changes: Changes) -> None:
        self._desk = desk
        self._changes = changes

    def ramps(self) -> Mapping[str, int | float]:
        """All usable values, by name; none if nothing was ever published."""
        try:
            _, body = self._desk.engine.body(DECIDER)
        except NotAvailableError:
            return {}
        ramps, _ = DeciderSpec(DECIDER).split(body)
        return dict(sorted(ramps.items()))

    def value_of(self, experiment: str) -> int | float:
        """One experiment's value; its name is matched in lower case.

        Raises:
            NodeNotFoundError: there is none; the message asks about one that looks like it.
        """
        ramps = self.ramps()
        name = experiment.lower()
        if name not in ramps:
            raise NodeNotFoundError(f"experiment {name} does not exist{nearest(name, ramps)}")
        return ramps[name]

    def ramp(self, experiment: str, value: float, by: Signature = UNSIGNED) -> PublishResult:
        """Set an experiment's value; every reader follows.

        Raises:
            RejectedError: the name is not lower case, or the value no number from 0 to 100.
            RequestError: a comment lacks.
        """
        return self._changes.make(DECIDER, SetEntry(experiment, value), by)

    def plan_ramp(self, experiment: str, value: float) -> Plan:
        """Find out what setting a value would change.

        Raises:
            RejectedError: the name is not lower case, or the value no number from 0 to 100.
        """
        return self._changes.plan(DECIDER, SetEntry(experiment, value))

    def remove(self, experiment: str, by: Signature = UNSIGNED) -> PublishResult:
        """Remove an experiment: readers get their defaults.

        Raises:
            NodeNotFoundError: there is none.
            RequestError: a comment lacks.
        """
        self.value_of(experiment)
        return self._changes.make(DECIDER, RemoveEntry(experiment.lower()), by)

    def plan_remove(self, experiment: str) -> Plan:
        """Find out what removing an experiment would change.

        Raises:
            NodeNotFoundError: there is none.
        """
        self.value_of(experiment)
        return self._changes.plan(DECIDER, RemoveEntry(experiment.lower()))
