"""Changing Decider's ramp values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, final

from kingpin_sdk.publishing._editor import Edit, Editor, object_in, without

if TYPE_CHECKING:
    from kingpin_sdk.model import Json, PublishResult

__all__ = ["DeciderEditor"]


@final
class DeciderEditor(Editor[Mapping[str, int | float]]):
    """Publishes ramp values."""

    def set_experiment_value(
        self, name: str, value: float, *, author: str | None = None, comment: str = ""
    ) -> PublishResult:
        """Set an experiment's value.

        Args:
            name: the experiment, in lower case.
            value: 0 (never) to 100 (always); a whole number stays one.
            author: who.
            comment: why.

        Raises:
            RejectedError: the name is not lower case, or the value no number from 0 to 100.
        """
        new = object_in(self._checked({name: value}), what=self._what)
        self._base.encode(dict(new))

        def edit(old: Json) -> Edit:
            stored = object_in(old, what=self._what)
            document = stored | new
            return Edit(document, self._count(stored, document))

        return self._patch(edit, author, comment)

    def remove(self, name: str, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Remove an experiment, if it is there: readers get their defaults."""

        def edit(old: Json) -> Edit:
            return without(object_in(old, what=self._what), name)

        return self._patch(edit, author, comment)

    def _encode(self, document: Json) -> bytes:
        # Readers skip a bad entry, so somebody else's must not keep a ramp from being changed.
        return self._base.canonical(document)
