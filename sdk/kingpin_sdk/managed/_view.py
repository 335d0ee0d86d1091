"""The one view over a config's local file: what every structure is built on.

Freshness, the last good value and the status are the file's (``files.freshness``); here are the
definition that decodes it, and subscribing.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from kingpin_sdk.files.freshness import LOOK_EVERY, FreshFile
from kingpin_sdk.files.layout import config_root
from kingpin_sdk.files.loaded import Loaded
from kingpin_sdk.files.reading import read_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.formats.sidecar import FileMark
    from kingpin_sdk.managed._subscription import Subscription
    from kingpin_sdk.model import Snapshot, Version
    from kingpin_sdk.names import ConfigName
    from kingpin_sdk.spec import Spec

__all__ = ["LOOK_EVERY", "View"]

V = TypeVar("V")
L = TypeVar("L")


class View(FreshFile[V, L]):
    """A read-only view over the last good snapshot of one config; made by its subclasses.

    Thread-safe, and usable before and after a fork. Reads block only for the disk, and only when
    the file changed.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def spec(self) -> Spec[V]:
        """The definition of the config it reads."""

    @property
    def name(self) -> ConfigName:
        """Which config it reads."""
        return self.spec.name

    def subscribe(self, callback: Callable[[Snapshot[V]], object]) -> Subscription:
        """Be told of every new snapshot, from a daemon thread, until the subscription is closed.

        Args:
            callback: called with each snapshot loaded after this call, one at a time, and never for
                the value in hand now. What it raises is logged and does not end the subscription. A
                value that was replaced before the thread looked is skipped.

        Returns:
            The subscription: close it, or use it in a ``with`` statement. After a fork it goes on
            in the child.
        """
        from kingpin_sdk.managed._subscription import (
            Subscription,
        )

        return Subscription(self.snapshot, callback, title=str(self.name), every=self._look_every)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name.short}>"

    @abstractmethod
    def _dress(self, value: V) -> tuple[V, L]:
        """The value as it is handed out, and the container that hot reads ask."""

    def _find(self) -> str:
        return f"{config_root(self._root).rstrip('/')}/{self.name.file_name}"

    def _load(self, data: bytes, mark: FileMark) -> Loaded[V, L]:
        version = self._version_of(mark)
        value, lookup = self._dress(self.spec.decode(data))
        return Loaded(value, lookup, mark=mark, version=version)

    def _declared(self, default: V) -> Loaded[V, L]:
        return Loaded(*self._dress(default))

    def _version_of(self, mark: FileMark) -> Version | None:
        """The version of the file being loaded; asked before decoding.

        Decoding may take as long as two more swaps, after which nobody knows this file any more.
        """
        return read_version(self._path, mark, self._claims.mine().loan)
