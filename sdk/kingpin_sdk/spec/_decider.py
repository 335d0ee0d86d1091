"""The spec of Decider's ramp values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, final

from kingpin_sdk.codec import codec_for, parse_json
from kingpin_sdk.errors import DecodeError, RejectedError
from kingpin_sdk.spec._base import Shape, Spec

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = ["DeciderSpec"]

_FULL = 100


@final
class DeciderSpec(Spec[Mapping[str, int | float]]):
    """The ramp values of Decider: lower-case names to numbers from 0 to 100 (whole ones stay int).

    Reading skips entries that are no such number; publishing refuses them.
    """

    __slots__ = ()

    def __init__(self, name: ConfigName) -> None:
        whole: TypeForm[Mapping[str, int | float]] = dict[str, int | float]
        super().__init__(name, Shape.MAP, codec_for(whole), (_check_ramps,))

    def decode(self, data: bytes) -> Mapping[str, int | float]:
        """The usable entries of a body.

        Raises:
            SnapshotCorruptError: it is not UTF-8 JSON.
            DecodeError: it is no object.
        """
        return self.split(data)[0]

    def encode(self, document: Json) -> bytes:
        """The canonical body of a document that may be published: every entry must be usable.

        Raises:
            RejectedError: an entry is not.
        """
        problems = self._refusals(self.check_known(document))
        if problems:
            raise RejectedError(self._what, problems)
        return self.canonical(document)

    def split(self, data: bytes) -> tuple[dict[str, int | float], dict[str, str]]:
        """The usable entries of a body, and why the others are not usable.

        Raises:
            SnapshotCorruptError: it is not UTF-8 JSON.
            DecodeError: it is no object.
        """
        document = parse_json(data, what=self._what) if data else self._decode_empty()
        if not isinstance(document, dict):
            raise DecodeError(self._what, {"$": "expected an object of names and numbers"})
        ramps: dict[str, int | float] = {}
        odd: dict[str, int | float] = {}
        ignored: dict[str, str] = {}
        for name, value in document.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                ignored[name] = "expected a number"
            elif not 0 <= value <= _FULL:
                ignored[name] = "not from 0 to 100"
            elif name == name.lower():
                ramps[name] = value
            else:
                # KingPin 1.0 reads lower-case names only: where there is one, it counts.
                odd[name.lower()] = value
        return odd | ramps, ignored


def _check_ramps(ramps: Mapping[str, int | float]) -> None:
    for name, value in ramps.items():
        if not name or name != name.lower():
            msg = f"experiment name {name!r} is not lower case"
            raise ValueError(msg)
        if not 0 <= value <= _FULL:
            msg = f"experiment {name!r}: the value is not from 0 to 100"
            raise ValueError(msg)
