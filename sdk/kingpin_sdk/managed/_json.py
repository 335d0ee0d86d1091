"""ManagedJson: a config that is one value of any type."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar, final

from kingpin_sdk.files.loaded import UNSET, Loaded, Unset
from kingpin_sdk.managed._view import LOOK_EVERY, View
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import JsonSpec

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from typing_extensions import TypeForm

    from kingpin_sdk.clocks import Monotonic
    from kingpin_sdk.formats.sidecar import FileMark

__all__ = ["ManagedJson"]

T = TypeVar("T")


@final
class ManagedJson(View[T, bytes]):
    """A typed, read-only value over a local config file.

    The value is decoded once for each publication and handed out again and again: where T can be
    changed (a dict, an unfrozen class), all readers share it and must not change it; ``fresh()``
    gives a copy of one's own.

    Args:
        domain: the config's group: letters, digits, ``-`` and ``_``, folded to lower case.
        key: the config's name in the group, likewise.
        value_type: attrs class, dataclass, TypedDict, NamedTuple, enum, union, container or plain
            JSON type.
        root: folder of the config files (default: ``KINGPIN_CONFIG_DIR``, else ``/var/config``).
        look_every: seconds between looks at the file.
        default: the value while there is no file.
        validators: called with the value; raise ValueError to refuse it.
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
        value_type: TypeForm[T],
        *,
        root: os.PathLike[str] | None = None,
        look_every: float = LOOK_EVERY,
        default: T | Unset = UNSET,
        validators: Sequence[Callable[[T], object]] = (),
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._spec = JsonSpec(ConfigName(domain, key), value_type, validators=validators)
        super().__init__(root=root, look_every=look_every, default=default, clock=clock)

    @property
    def spec(self) -> JsonSpec[T]:
        """The definition of the config it reads."""
        return self._spec

    @property
    def value(self) -> T:
        """The value, shared by all readers of this view."""
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        return self._now.value

    def fresh(self) -> T:
        """The value decoded anew: a copy of the caller's own, safe to change.

        A declared default is copied through its document.
        """
        now = self._current()
        if now.mark is None:
            return self._spec.check_known(self._spec.to_document(now.value))
        return self._spec.decode(now.lookup)

    def _dress(self, value: T) -> tuple[T, bytes]:
        return value, b""

    def _load(self, data: bytes, mark: FileMark) -> Loaded[T, bytes]:
        loaded = super()._load(data, mark)
        loaded.lookup = data
        return loaded
