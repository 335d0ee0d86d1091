"""Changing Decider's ramp values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, final

from kingpin_sdk.publishing._editor import Edit, Editor
from kingpin_sdk.publishing._map_editor import object_of, without

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
        new = object_of(self._base.to_document({name: value}))
        self._base.encode(dict(new))

        def edit(old: Json) -> Edit:
            stored = object_of(old)
            document = stored | new
            return Edit(document, self._count(stored, document))

        return self._patch(edit, author, comment)

    def remove(self, name: str, *, author: str | None = None, comment: str = "") -> PublishResult:
        """Remove an experiment, if it is there: readers get their defaults."""
        return self._patch(lambda old: without(old, name), author, comment)

    def _encode(self, document: Json) -> bytes:
        # Readers skip a bad entry, so somebody else's must not keep a ramp from being changed.
        return self._base.canonical(document)
