"""Asking a store for many things at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["in_parallel"]

A = TypeVar("A")
B = TypeVar("B")

_WORKERS = 16


def in_parallel(ask: Callable[[A], B], things: Iterable[A]) -> Iterator[B]:
    """The answers, in the order of the things; the first error is raised when its turn comes.

    Args:
        ask: is called from several threads.
        things: what to ask about.
    """
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="kingpin-admin") as pool:
        try:
            yield from pool.map(ask, things)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
