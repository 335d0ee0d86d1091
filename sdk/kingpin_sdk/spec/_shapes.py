"""The specs of a list, a map, a map of lists, and one value of any type."""

from __future__ import annotations

from collections.abc import Mapping
from types import GenericAlias
from typing import TYPE_CHECKING, TypeVar, cast, final

from kingpin_sdk.codec import KeyCodec, ValueCodec, codec_for, key_codec_for
from kingpin_sdk.errors import SnapshotCorruptError
from kingpin_sdk.spec._base import Shape, Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import TypeForm

    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = ["JsonSpec", "ListSpec", "MapSpec", "MappedListSpec"]

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


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
