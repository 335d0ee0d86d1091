"""ManagedMappedList: a config that maps strings to lists."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.files.loaded import UNSET, Unset
from kingpin_sdk.managed._mapping import MappingView
from kingpin_sdk.managed._view import LOOK_EVERY
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import MappedListSpec

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from typing_extensions import TypeForm

    from kingpin_sdk.clocks import Monotonic

__all__ = ["ManagedMappedList"]

T = TypeVar("T")


@final
class ManagedMappedList(MappingView[str, tuple[T, ...]]):
    """A typed, read-only map of lists over a local config file; a ``Mapping[str, tuple[T, ...]]``.

    Every method reads one consistent value. Thread-safe; blocks only to load a changed file.

    Args:
        domain: the config's group: letters, digits, ``-`` and ``_``, folded to lower case.
        key: the config's name in the group, likewise.
        item_type: the type of the lists' items.
        root: folder of the config files (default: ``KINGPIN_CONFIG_DIR``, else ``/var/config``).
        look_every: seconds between looks at the file.
        default: the value while there is no file.
        validators: called with the whole map; raise ValueError to refuse it.
        clock: what ``look_every`` is measured with; a test passes its own.

    Raises:
        InvalidNameError: domain or key can name nothing.
        TypeError: the type cannot be read from JSON.

    Every read raises NotAvailableError (no file and no default), SnapshotCorruptError or
    DecodeError, until a first file was good; after that it gives the last good value.
    """

    __slots__ = ("_spec",)

    def __init__(
        self,
        domain: str,
        key: str,
        item_type: TypeForm[T],
        *,
        root: os.PathLike[str] | None = None,
        look_every: float = LOOK_EVERY,
        default: Mapping[str, Sequence[T]] | Unset = UNSET,
        validators: Sequence[Callable[[Mapping[str, tuple[T, ...]]], object]] = (),
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._spec = MappedListSpec(ConfigName(domain, key), item_type, validators=validators)
        super().__init__(
            root=root,
            look_every=look_every,
            default=default
            if isinstance(default, Unset)
            else {name: tuple(items) for name, items in default.items()},
            clock=clock,
        )

    @property
    def spec(self) -> MappedListSpec[T]:
        """The definition of the config it reads."""
        return self._spec

    def get_list(self, key: str) -> list[T]:
        """A new list of the key's items; empty where there is no such key."""
        return list(self._current().lookup.get(key, ()))

    def get_all(self) -> Mapping[str, tuple[T, ...]]:
        """The whole map, unchanging."""
        return self._current().value

    def contain_item(self, key: str, item: T) -> bool:
        """True if the item is in the key's list."""
        return item in self._current().lookup.get(key, ())

    def contain_items(self, key: str, items: Iterable[T]) -> list[T]:
        """Those of the items that are in the key's list, in the order given."""
        there = self._current().lookup.get(key, ())
        return [item for item in items if item in there]
