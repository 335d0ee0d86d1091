"""Values that generated classes are made with: what is not there yet, and what can be a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast, final

from kingpin_sdk.errors import MissingFieldError

__all__ = ["UNSET", "FrozenMap", "deep_hash", "frozen", "missing", "new"]

new: Callable[[type[Any]], Any] = object.__new__
"""An instance whose attributes are yet to be set: a third of the cost of a constructor's call."""

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)

UNSET: Any = None
"""What stands in a required field while the record is being decoded."""


@final
class FrozenMap(Mapping[K, V_co]):
    """A map that does not change and has a hash: Thrift maps within keys and members of sets.

    Equal to any mapping with equal entries. Values must be hashable to hash it.
    """

    __slots__ = ("_entries", "_hash")

    def __init__(self, entries: Mapping[K, V_co], /) -> None:
        self._entries: dict[K, V_co] = dict(entries)
        self._hash: int | None = None

    def __getitem__(self, key: K, /) -> V_co:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._entries.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"FrozenMap({self._entries!r})"

    def __reduce__(self) -> tuple[type[FrozenMap[K, V_co]], tuple[dict[K, V_co]]]:
        return (FrozenMap, (self._entries,))


def frozen(value: Any) -> Any:  # noqa: ANN401 - any value that a codec reads
    """A decoded value in a form that can be a key, containers within it too."""
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return tuple(frozen(item) for item in items)
    if isinstance(value, dict):
        entries: dict[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return FrozenMap({key: frozen(item) for key, item in entries.items()})
    return value


def deep_hash(*fields: object) -> int:
    """A hash of a record that holds containers: for those that the IDL uses as keys.

    As with every key: do not change it while it is one.
    """
    return hash(tuple(_hashable(field) for field in fields))


def _hashable(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_hashable(item) for item in cast("list[object]", value))
    if isinstance(value, set | frozenset):
        return frozenset(cast("frozenset[object]", value))
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return frozenset((key, _hashable(item)) for key, item in entries.items())
    return value


def missing(record: str, field: str) -> MissingFieldError:
    """The error for a required field that was not sent."""
    return MissingFieldError(record, field)
