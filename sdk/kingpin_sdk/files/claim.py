"""Who loads: one thread of a process at a time, and never a lock that a fork could leave held."""

from __future__ import annotations

import os
import threading
from typing import final

from kingpin_sdk.files.reading import Loan

__all__ = ["Claim", "Claims"]


@final
class Claim:
    """The right to load, within one process.

    Attributes:
        lock: re-entrant, so that a validator or signal handler that reads the same file does not
            wait for itself.
        loan: the descriptor that is open while loading.
        loading: True while its holder reads and decodes: a holder that finds it true is such a
            validator or handler.
    """

    __slots__ = ("loading", "loan", "lock")

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.loan = Loan()
        self.loading = False


@final
class Claims:
    """The claim of the running process.

    A forked child must not wait for a lock that a thread of its parent held: that thread is not
    there to release it. So a claim belongs to a process id, and a child that finds its parent's
    drops it, with the descriptor that the parent may have been reading from.
    """

    __slots__ = ("_by_pid",)

    def __init__(self) -> None:
        self._by_pid: dict[int, Claim] = {}

    def mine(self) -> Claim:
        """This process's claim, made at the first look."""
        pid = os.getpid()
        claim = self._by_pid.get(pid)
        if claim is None:
            # setdefault decides between threads that get here together.
            claim = self._by_pid.setdefault(pid, Claim())
            for other in [other for other in list(self._by_pid) if other != pid]:
                inherited = self._by_pid.pop(other, None)
                if inherited is not None:
                    inherited.loan.abandon()
        return claim
