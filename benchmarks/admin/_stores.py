"""Open stores with the use cases over them, and the time that something takes."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_sdk.admin import Admin, Signing
from kingpin_sdk.ports import BlobStore, Coordination
from kingpin_sdk.publishing import PublishEngine
from kingpin_sdk.wiring import open_blobs, open_coordination

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from benchmarks.freshness._backends import Backends

__all__ = ["Opened", "opened", "seconds"]


@frozen
class Opened:
    """Both stores, and what stands on them."""

    coordination: Coordination
    blobs: BlobStore
    admin: Admin


@contextmanager
def opened(backends: Backends) -> Generator[Opened]:
    """Open the stores for the length of the block."""
    settings = backends.settings()
    with ExitStack() as stack:
        coordination = open_coordination(settings)
        stack.callback(coordination.close)
        blobs = open_blobs(settings)
        stack.callback(blobs.close)
        engine = PublishEngine(coordination, blobs)
        yield Opened(coordination, blobs, Admin(coordination, blobs, engine, signing=Signing("b")))


def seconds(work: Callable[[], object], *, rounds: int = 1) -> float:
    """The median time of some rounds."""
    taken: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[len(taken) // 2]
