"""ManagedList: a config that is a list."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar, final, overload

from kingpin_sdk.files.loaded import UNSET, Loaded, Unset
from kingpin_sdk.managed._view import LOOK_EVERY, View
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import ListSpec

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from typing_extensions import TypeForm

    from kingpin_sdk.clocks import Monotonic

__all__ = ["ManagedList"]

T = TypeVar("T")

_TO_THE_END = -1


@final
class ManagedList(View[tuple[T, ...], frozenset[object] | None], Sequence[T]):
    """A typed, read-only list over a local config file; a ``Sequence[T]``.

    Every method reads one consistent value, and what it hands out never changes. ``in`` takes
    constant time for hashable items. Thread-safe; blocks only to load a changed file.

    Args:
        domain: the config's group: letters, digits, ``-`` and ``_``, folded to lower case.
        key: the config's name in the group, likewise.
        item_type: the type of each item (``str``, an attrs class, ``int | None`` ...).
        root: folder of the config files (default: ``KINGPIN_CONFIG_DIR``, else ``/var/config``).
        look_every: seconds between looks at the file.
        default: the value while there is no file.
        validators: called with the whole tuple; raise ValueError to refuse it.
        clock: what ``look_every`` is measured with; a test passes its own.

    Raises:
        InvalidNameError: domain or key can name nothing.
        TypeError: the type cannot be read from JSON.

    Every read raises NotAvailableError (no file and no default), SnapshotCorruptError or
    DecodeError, until a first file was good; after that it gives the last good value.
    """

    __slots__ = ("_hot", "_spec")

    # One attribute nearer than _now.lookup: hot reads notice.
    _hot: frozenset[object] | None

    def __init__(
        self,
        domain: str,
        key: str,
        item_type: TypeForm[T],
        *,
        root: os.PathLike[str] | None = None,
        look_every: float = LOOK_EVERY,
        default: Sequence[T] | Unset = UNSET,
        validators: Sequence[Callable[[tuple[T, ...]], object]] = (),
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._spec = ListSpec(ConfigName(domain, key), item_type, validators=validators)
        super().__init__(
            root=root,
            look_every=look_every,
            default=default if isinstance(default, Unset) else tuple(default),
            clock=clock,
        )

    @property
    def spec(self) -> ListSpec[T]:
        """The definition of the config it reads."""
        return self._spec

    def get_list(self, start_idx: int = 0, end_idx: int = _TO_THE_END) -> list[T]:
        """A new list of the items from ``start_idx`` to ``end_idx``, both included.

        -1 is the end.
        """
        value = self._current().value
        return list(value[start_idx:] if end_idx == _TO_THE_END else value[start_idx : end_idx + 1])

    def get_set(self) -> frozenset[T]:
        """The items as a new set.

        Raises:
            TypeError: items are not hashable.
        """
        return frozenset(self._current().value)

    def _dress(self, value: tuple[T, ...]) -> tuple[tuple[T, ...], frozenset[object] | None]:
        # Many lists are never asked for membership: the set is made at the first ``in``.
        return value, None

    def contains(self, item: object) -> bool:
        """True if the item is in the list."""
        return self.__contains__(item)

    @overload
    def count(self) -> int: ...
    @overload
    def count(self, value: object) -> int: ...
    def count(self, value: object = UNSET) -> int:
        """How often the value occurs; without one, the number of items."""
        items = self._current().value
        return len(items) if value is UNSET else items.count(value)

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """The position of the first item that equals the value.

        Raises:
            ValueError: there is none between start and stop.
        """
        items = self._current().value
        return items.index(value, start, len(items) if stop is None else stop)

    def __contains__(self, item: object) -> bool:
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        try:
            # None until the first call after a load: then this is a TypeError, too, and costs the
            # others nothing.
            return item in self._hot  # type: ignore[operator]
        except TypeError:
            return self._contains_slowly(item)

    def _contains_slowly(self, item: object) -> bool:
        now = self._now
        try:
            if now.lookup is None:
                now.lookup = frozenset(now.value)
        except TypeError:
            return item in now.value  # items are not hashable
        self._keep_at_hand(now)
        try:
            return item in now.lookup
        except TypeError:
            return item in now.value  # what is looked for is not hashable

    def _keep_at_hand(self, now: Loaded[tuple[T, ...], frozenset[object] | None]) -> None:
        claim = self._claims.mine()
        # Loads install under this lock: without it, an old set could replace a newer list's.
        if claim.lock.acquire(blocking=False):
            try:
                if self._now is now:
                    self._hot = now.lookup
            finally:
                claim.lock.release()

    def _install(self, loaded: Loaded[tuple[T, ...], frozenset[object] | None]) -> None:
        super()._install(loaded)
        self._hot = loaded.lookup

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._current().value[index]

    def __len__(self) -> int:
        return len(self._current().value)

    def __iter__(self) -> Iterator[T]:
        return iter(self._current().value)

    def __reversed__(self) -> Iterator[T]:
        return reversed(self._current().value)
