"""An endpoint source whose hosts come and go."""

from __future__ import annotations

import contextlib
import random
import threading
from typing import TYPE_CHECKING

from kingpin_sdk.discovery import StaticEndpoints

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from kingpin_sdk.model import Endpoint, ViewStatus

__all__ = ["Changing"]

_PAUSE = 0.002


class Changing:
    """An endpoint source; all hosts are in it until it changes.

    Args:
        addresses: of all hosts.

    Attributes:
        changes: how often it changed.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = list(addresses)
        self._now = StaticEndpoints(*addresses)
        self.changes = 0

    def endpoints(self) -> tuple[Endpoint, ...]:
        """See EndpointSource."""
        return self._now.endpoints()

    @property
    def status(self) -> ViewStatus:
        """See EndpointSource."""
        return self._now.status

    def change(self) -> None:
        """Some hosts leave, some come; at least one stays."""
        count = random.randint(1, len(self._addresses))  # noqa: S311 - no secret
        self._now = StaticEndpoints(*random.sample(self._addresses, count))
        self.changes += 1

    @contextlib.contextmanager
    def changing_all_the_time(self) -> Generator[None]:
        """Change every few milliseconds, in a thread."""
        stop = threading.Event()

        def run() -> None:
            while not stop.wait(_PAUSE):
                self.change()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
