"""What every spec is and does, whatever its shape."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from kingpin_sdk.codec import ValueCodec, canonical_json, parse_json
from kingpin_sdk.errors import DecodeError, RejectedError, SnapshotCorruptError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = ["AnySpec", "HasSpec", "Shape", "Spec"]

T = TypeVar("T")
S_co = TypeVar("S_co", covariant=True)


class Shape(enum.StrEnum):
    """The four documents a config can be, in the words of the command line."""

    LIST = "list"
    MAP = "map"
    MAPPED_LIST = "mapped-list"
    JSON = "json"


class HasSpec(Protocol[S_co]):
    """Anything that says which config it is for: every view, and every spec."""

    @property
    def spec(self) -> S_co:
        """The definition."""
        ...


class AnySpec(Protocol):
    """What every spec can do, whatever its type."""

    @property
    def name(self) -> ConfigName:
        """Which config."""
        ...

    def decode(self, data: bytes, /) -> object:
        """The value of a body."""
        ...


class Spec(Generic[T]):
    """What all specs share: a name, a codec for the whole value, and validators.

    A validator is called with the whole value and raises ValueError, whose text becomes the reason,
    to refuse it; it runs on load and on publish. Whatever else it raises refuses the value, too.
    """

    __slots__ = ("codec", "name", "shape", "validators")

    def __init__(
        self,
        name: ConfigName,
        shape: Shape,
        codec: ValueCodec[T],
        validators: Sequence[Callable[[T], object]],
    ) -> None:
        self.name = name
        self.shape = shape
        self.validators = tuple(validators)
        self.codec = codec

    @property
    def spec(self) -> Self:
        """Itself, so that a spec can stand wherever a view can."""
        return self

    def decode(self, data: bytes) -> T:
        """The value of a body.

        Raises:
            SnapshotCorruptError: it is not UTF-8 JSON, or zero bytes where the type has no empty
                value.
            DecodeError: it is JSON that does not fit the type, or a validator refused it.
        """
        value = self.codec.decode(data, what=self._what) if data else self._decode_empty()
        problems = self._refusals(value)
        if problems:
            raise DecodeError(self._what, problems)
        return value

    def decode_document(self, data: bytes) -> Json:
        """The plain document of a body, whatever the type makes of it.

        Raises:
            SnapshotCorruptError: it is not UTF-8 JSON, or zero bytes where the type has no empty
                value.
        """
        if data:
            return parse_json(data, what=self._what)
        return self.codec.unstructure(self._decode_empty(), what=self._what)

    def to_document(self, value: T) -> Json:
        """The plain document of a value.

        Raises:
            RejectedError: it does not fit the type; every problem is named.
        """
        return self.codec.unstructure(value, what=self._what)

    def encode(self, document: Json) -> bytes:
        """The canonical body of a document that may be published.

        Unknown keys of entries that newer code wrote are carried over; whoever takes a document
        from outside asks ``check_known`` first.

        Raises:
            RejectedError: it does not fit the type, a validator refuses it, or it would not read
                back equal.
        """
        body = self.canonical(document)
        try:
            value = self.decode(body)
        except DecodeError as error:
            raise RejectedError(self._what, error.problems) from error
        if not _within(self.to_document(value), document):
            raise RejectedError(self._what, {"$": "does not read back equal to what was written"})
        return body

    def canonical(self, document: Json) -> bytes:
        """The canonical body of any document, whatever the type makes of it.

        Raises:
            RejectedError: it holds NaN or an infinity.
        """
        return canonical_json(document, sort_keys=self.shape is not Shape.LIST, what=self._what)

    def check_known(self, document: Json) -> T:
        """The value of a document from outside, which may not have keys the type does not know.

        Raises:
            RejectedError: it has, or it does not fit the type.
        """
        try:
            return self.codec.structure(document, what=self._what, forbid_unknown=True)
        except DecodeError as error:
            raise RejectedError(self._what, error.problems) from error

    @property
    def _what(self) -> str:
        return str(self.name)

    def _decode_empty(self) -> T:
        msg = f"{self.name} is zero bytes, which is no {self.shape.value}"
        raise SnapshotCorruptError(msg)

    def _refusals(self, value: T) -> dict[str, str]:
        said: list[str] = []
        for validator in self.validators:
            try:
                validator(value)
            except ValueError as error:
                said.append(str(error) or "refused by a validator")
            except Exception as error:  # noqa: BLE001 - others' code: its bug may not take the last good value from readers
                said.append(f"a validator failed with {type(error).__name__}: {error}")
        return {"$": ", ".join(said)} if said else {}


def _within(part: Json, whole: Json) -> bool:
    """True if a document equals another but for keys that only the other has."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _within(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return part == whole
