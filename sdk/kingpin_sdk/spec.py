"""What a config is: name, shape, type and validators, defined once for reader, publisher.

Guard and console.

A view makes its spec from its arguments and exposes it as ``.spec``; ``publisher.edit(view)`` takes
it from there. To publish without a view, make the spec itself::

    publisher.edit(ListSpec(ConfigName("spam", "blocklist"), str)).add("evil.example")

Values of a spec, and the documents they are stored as (WIRE.md 2.4):

================  ======================  =========================  ===================
spec              value                   document                   keys sorted
================  ======================  =========================  ===================
ListSpec[T]       tuple[T, ...]           list                       no
MapSpec[K, V]     dict[K, V]              object                     yes, nested ones too
MappedListSpec    dict[str, tuple[T]]     object of lists            yes
JsonSpec[T]       T                       anything                   yes
DeciderSpec       dict[str, int | float]  object of numbers 0..100   yes
================  ======================  =========================  ===================
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import GenericAlias
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast, final

from kingpin_sdk.codec import (
    KeyCodec,
    ValueCodec,
    canonical_json,
    codec_for,
    key_codec_for,
    parse_json,
)
from kingpin_sdk.errors import DecodeError, RejectedError, SnapshotCorruptError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from typing_extensions import TypeForm

    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = [
    "AnySpec",
    "DeciderSpec",
    "HasSpec",
    "JsonSpec",
    "ListSpec",
    "MapSpec",
    "MappedListSpec",
    "Shape",
    "Spec",
]

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
S_co = TypeVar("S_co", covariant=True)

_FULL = 100


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
    to refuse it; it runs on load and on publish.
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
        return {"$": ", ".join(said)} if said else {}


def _within(part: Json, whole: Json) -> bool:
    """True if a document equals another but for keys that only the other has."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _within(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return part == whole


# Types of containers of a type that is only known at run time: no checker can follow them.


def _tuple_of(item_type: TypeForm[T]) -> TypeForm[tuple[T, ...]]:
    return cast("TypeForm[tuple[T, ...]]", GenericAlias(tuple, (item_type, Ellipsis)))


def _map_of(key_type: TypeForm[K], value_type: TypeForm[V]) -> TypeForm[Mapping[K, V]]:
    return cast("TypeForm[Mapping[K, V]]", GenericAlias(dict, (key_type, value_type)))


@final
class ListSpec(Spec[tuple[T, ...]]):
    """A list of T.

    Args:
        name: which config.
        item_type: the type of each item.
        validators: rules on the whole tuple.

    Raises:
        TypeError: the type cannot be read from JSON.
    """

    __slots__ = ("item",)

    def __init__(
        self,
        name: ConfigName,
        item_type: TypeForm[T],
        *,
        validators: Sequence[Callable[[tuple[T, ...]], object]] = (),
    ) -> None:
        self.item: ValueCodec[T] = codec_for(item_type)
        super().__init__(name, Shape.LIST, codec_for(_tuple_of(item_type)), validators)


@final
class MapSpec(Spec[Mapping[K, V]]):
    """A map from K to V; keys that are no strings are stored as the text JSON gives them.

    Args:
        name: which config.
        key_type: str, int, float, bool, an enum, or a NewType of one.
        value_type: the type of each value.
        validators: rules on the whole map.

    Raises:
        TypeError: a type cannot be read from JSON.
    """

    __slots__ = ("item", "key")

    def __init__(
        self,
        name: ConfigName,
        key_type: TypeForm[K],
        value_type: TypeForm[V],
        *,
        validators: Sequence[Callable[[Mapping[K, V]], object]] = (),
    ) -> None:
        self.key: KeyCodec[K] = key_codec_for(key_type)
        self.item: ValueCodec[V] = codec_for(value_type)
        whole = _map_of(key_type, value_type)
        super().__init__(name, Shape.MAP, codec_for(whole), validators)


@final
class MappedListSpec(Spec[Mapping[str, tuple[T, ...]]]):
    """A map from strings to lists of T.

    Args:
        name: which config.
        item_type: the type of each list's items.
        validators: rules on the whole map.

    Raises:
        TypeError: the type cannot be read from JSON.
    """

    __slots__ = ("item",)

    def __init__(
        self,
        name: ConfigName,
        item_type: TypeForm[T],
        *,
        validators: Sequence[Callable[[Mapping[str, tuple[T, ...]]], object]] = (),
    ) -> None:
        self.item: ValueCodec[T] = codec_for(item_type)
        whole = _map_of(str, _tuple_of(item_type))
        super().__init__(name, Shape.MAPPED_LIST, codec_for(whole), validators)


@final
class JsonSpec(Spec[T]):
    """One value of any type that JSON can carry.

    KingPin 1.0 stores every falsy document as zero bytes, so zero bytes read as None where T takes
    None, else as T's one empty value; and so they are written where they read back as what was
    meant.

    Args:
        name: which config.
        value_type: attrs class, dataclass, TypedDict, NamedTuple, enum, union, container or plain
            JSON type.
        validators: rules on the value.

    Raises:
        TypeError: the type cannot be read from JSON.
    """

    __slots__ = ()

    def __init__(
        self,
        name: ConfigName,
        value_type: TypeForm[T],
        *,
        validators: Sequence[Callable[[T], object]] = (),
    ) -> None:
        super().__init__(name, Shape.JSON, codec_for(value_type), validators)

    def encode(self, document: Json) -> bytes:
        """The canonical body of a document.

        Or zero bytes for a falsy one that reads back from them.

        Raises:
            RejectedError: as for every spec.
        """
        body = super().encode(document)
        if document:
            return body
        try:
            same = self.decode_document(b"") == document
        except SnapshotCorruptError:
            return body
        return b"" if same else body

    def _decode_empty(self) -> T:
        return self.codec.decode_empty(what=self._what)


@final
class DeciderSpec(Spec[Mapping[str, int | float]]):
    """The ramp values of Decider: lower-case names to numbers from 0 to 100 (whole ones stay int).

    Reading skips entries that are no such number; publishing refuses them.
    """

    __slots__ = ()

    def __init__(self, name: ConfigName) -> None:
        ramps: TypeForm[int | float] = int | float
        super().__init__(name, Shape.MAP, codec_for(_map_of(str, ramps)), (_check_ramps,))

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
        ignored: dict[str, str] = {}
        for name, value in document.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                ignored[name] = "expected a number"
            elif not 0 <= value <= _FULL:
                ignored[name] = "not from 0 to 100"
            else:
                ramps[name.lower()] = value
        return ramps, ignored


def _check_ramps(ramps: Mapping[str, int | float]) -> None:
    for name, value in ramps.items():
        if not name or name != name.lower():
            msg = f"experiment name {name!r} is not lower case"
            raise ValueError(msg)
        if not 0 <= value <= _FULL:
            msg = f"experiment {name!r}: the value is not from 0 to 100"
            raise ValueError(msg)
