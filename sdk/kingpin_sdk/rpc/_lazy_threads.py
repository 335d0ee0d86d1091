"""Threads for hedged attempts, which are there only once they are needed."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar, final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LazyThreads"]

P = ParamSpec("P")
R = TypeVar("R")

_MOST: Final = 64


@final
class LazyThreads:
    """An executor that is made at its first use, and again after it was closed. Thread-safe."""

    def __init__(self) -> None:
        # Guards _executor.
        self._lock = threading.Lock()
        self._executor: ThreadPoolExecutor | None = None

    def submit(self, work: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> Future[R]:
        """Run it on one of the threads."""
        with self._lock:
            if self._executor is None:
                self._executor = ThreadPoolExecutor(_MOST, thread_name_prefix="kingpin-hedge")
            return self._executor.submit(work, *arguments, **named)

    def close(self) -> None:
        """Let the threads end after what they do now; does not wait. Harmless when repeated."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False)
