"""ManagedHashMap: a config that is a map."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar, final, overload

from kingpin_sdk.files.loaded import UNSET, Unset
from kingpin_sdk.managed._mapping import MappingView
from kingpin_sdk.managed._view import LOOK_EVERY
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import MapSpec

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from typing_extensions import TypeForm

    from kingpin_sdk.clocks import Monotonic

__all__ = ["ManagedHashMap"]

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")


@final
class ManagedHashMap(MappingView[K, V]):
    """A typed, read-only map over a local config file; a ``Mapping[K, V]``.

    Every method reads one consistent value. Thread-safe; blocks only to load a changed file. Keys
    that are no strings (int, float, bool, an enum) are stored as text and come back as what they
    were.

    Args:
        domain: the config's group: letters, digits, ``-`` and ``_``, folded to lower case.
        key: the config's name in the group, likewise.
        key_type: the type of the map's keys.
        value_type: the type of the map's values (``int``, an attrs class ...).
        root: folder of the config files (default: ``KINGPIN_CONFIG_DIR``, else ``/var/config``).
        look_every: seconds between looks at the file.
        default: the value while there is no file.
        validators: called with the whole map; raise ValueError to refuse it.
        clock: what ``look_every`` is measured with; a test passes its own.

    Raises:
        InvalidNameError: domain or key can name nothing.
        TypeError: a type cannot be read from JSON.

    Every read raises NotAvailableError (no file and no default), SnapshotCorruptError or
    DecodeError, until a first file was good; after that it gives the last good value.
    """

    __slots__ = ("_spec",)

    def __init__(
        self,
        domain: str,
        key: str,
        key_type: TypeForm[K],
        value_type: TypeForm[V],
        *,
        root: os.PathLike[str] | None = None,
        look_every: float = LOOK_EVERY,
        default: Mapping[K, V] | Unset = UNSET,
        validators: Sequence[Callable[[Mapping[K, V]], object]] = (),
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._spec = MapSpec(ConfigName(domain, key), key_type, value_type, validators=validators)
        super().__init__(
            root=root,
            look_every=look_every,
            default=default if isinstance(default, Unset) else dict(default),
            clock=clock,
        )

    @property
    def spec(self) -> MapSpec[K, V]:
        """The definition of the config it reads."""
        return self._spec

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...
    def get(self, key: K, /, default: V | D | None = None) -> V | D | None:
        """The key's value, or the default."""
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        return self._hot.get(key, default)

    def get_many(self, keys: Iterable[K]) -> dict[K, V]:
        """The values of those keys that are present, all of one publication."""
        value = self._current().lookup
        return {key: value[key] for key in keys if key in value}

    def get_keys(self) -> list[K]:
        """A new list of the keys."""
        return list(self._current().lookup)

    def get_all(self) -> Mapping[K, V]:
        """The whole map, unchanging."""
        return self._current().value

    def contains(self, key: object) -> bool:
        """True if the key is present."""
        return key in self
