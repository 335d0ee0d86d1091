"""What has to begin anew in a forked child: locks that a thread of the parent may hold, counts."""

from __future__ import annotations

import os
import weakref
from typing import Protocol

__all__ = ["StartsAnew", "start_anew_after_fork"]


class StartsAnew(Protocol):
    """Something that threads of this process share."""

    def start_anew(self) -> None:
        """Go on in a forked child, where none of the other threads are; called by the hook."""
        ...


def start_anew_after_fork(thing: StartsAnew) -> None:
    """Let a thing begin anew in every forked child, for as long as it lives."""
    # Weakly, because a hook cannot be taken back.
    forgotten = weakref.ref(thing)

    def in_child() -> None:
        alive = forgotten()
        if alive is not None:
            alive.start_anew()

    os.register_at_fork(after_in_child=in_child)
