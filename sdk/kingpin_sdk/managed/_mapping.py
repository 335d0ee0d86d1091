"""What the two maps share: the Mapping protocol, every method over one snapshot."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, cast

from kingpin_sdk.managed._view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.files.loaded import Loaded

__all__ = ["MappingView"]

K = TypeVar("K")
V = TypeVar("V")


class MappingView(View[Mapping[K, V], dict[K, V]], Mapping[K, V]):
    """A view whose value is a map: equal to any mapping with the same content, not hashable."""

    __slots__ = ("_hot",)

    # One attribute nearer than _now.lookup: hot reads notice.
    _hot: dict[K, V]

    def _install(self, loaded: Loaded[Mapping[K, V], dict[K, V]]) -> None:
        super()._install(loaded)
        self._hot = loaded.lookup

    def _dress(self, value: Mapping[K, V]) -> tuple[Mapping[K, V], dict[K, V]]:
        lookup = value if isinstance(value, dict) else dict(value)
        return MappingProxyType(lookup), lookup

    def keys(self) -> KeysView[K]:
        """The keys of one publication."""
        return self._current().lookup.keys()

    def values(self) -> ValuesView[V]:
        """The values of one publication."""
        return self._current().lookup.values()

    def items(self) -> ItemsView[K, V]:
        """The entries of one publication."""
        return self._current().lookup.items()

    def __getitem__(self, key: K) -> V:
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        return self._hot[key]

    def __contains__(self, key: object) -> bool:
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        return key in self._hot

    def __len__(self) -> int:
        return len(self._current().lookup)

    def __iter__(self) -> Iterator[K]:
        return iter(self._current().lookup)

    def __reversed__(self) -> Iterator[K]:
        return reversed(self._current().lookup)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        theirs = cast("Mapping[object, object]", other)  # isinstance cannot tell what is in it
        return self._current().lookup == dict(theirs.items())

    __hash__ = None  # type: ignore[assignment]  # as for every mapping that compares by content
