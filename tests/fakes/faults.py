"""The two ports with something that happens right before or right after chosen calls.

Both wrappers of one test share a ``Plan``, so calls are numbered over both ports in their order.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import BackendError, UnavailableError
from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Blob, BlobInfo, BlobStore, Coordination, Membership, Node, Watch

__all__ = ["Call", "FaultyBlobs", "FaultyCoordination", "LapsedLocks", "Plan", "no_fault"]


class Call(NamedTuple):
    """One moment of one call.

    Attributes:
        number: from 0, over both ports.
        name: ``lock``, ``unlock``, or ``nodes.`` or ``blobs.`` and the method.
        done: False right before the call, True right after it took effect.
    """

    number: int
    name: str
    done: bool


def no_fault(_call: Call) -> None:
    """Let everything pass."""


class Plan:
    """Numbers the calls and does something at each moment.

    Args:
        act: called twice a call; what it raises is what the call raises.
    """

    def __init__(self, act: Callable[[Call], None] = no_fault) -> None:
        self.act = act
        self.names: list[str] = []

    @classmethod
    def failing(cls, number: int, *, done: bool, for_good: bool = False) -> "Plan":
        """One call is not answered; with ``for_good`` none after it either."""

        def act(call: Call) -> None:
            if (call.number, call.done) == (number, done) or (for_good and call.number > number):
                message = f"injected {'after' if call.done else 'before'} {call.name}"
                raise UnavailableError(message)

        return cls(act)

    @classmethod
    def killing(cls, number: int, *, done: bool) -> "Plan":
        """The process is killed at one moment."""

        def act(call: Call) -> None:
            if (call.number, call.done) == (number, done):
                os.kill(os.getpid(), signal.SIGKILL)

        return cls(act)

    @contextmanager
    def call(self, name: str) -> Generator[None]:
        """Around the call itself."""
        number = len(self.names)
        self.names.append(name)
        self.act(Call(number, name, done=False))
        try:
            yield
        except BackendError:
            # An error is an answer, too, and can get lost.
            self.act(Call(number, name, done=True))
            raise
        self.act(Call(number, name, done=True))


class FaultyCoordination(Coordination):
    """A coordination whose calls go by a plan."""

    def __init__(self, inner: Coordination, plan: Plan) -> None:
        self._inner = inner
        self._plan = plan

    @property
    def connected(self) -> bool:
        return self._inner.connected

    def read(self, path: str) -> Node:
        with self._plan.call("nodes.read"):
            return self._inner.read(path)

    def create(self, path: str, data: bytes = b"") -> Revision:
        with self._plan.call("nodes.create"):
            return self._inner.create(path, data)

    def write(self, path: str, data: bytes, *, expected: Revision) -> Revision:
        with self._plan.call("nodes.write"):
            return self._inner.write(path, data, expected=expected)

    def delete(self, path: str, *, expected: Revision | None = None) -> None:
        with self._plan.call("nodes.delete"):
            self._inner.delete(path, expected=expected)

    def children(self, path: str) -> tuple[str, ...]:
        with self._plan.call("nodes.children"):
            return self._inner.children(path)

    @contextmanager
    def lock(self, path: str, *, deadline: Deadline, holder: str) -> Generator[None]:
        with ExitStack() as held:
            # What raises here lets go of the lock, as an adapter does when entering fails.
            with self._plan.call("lock"):
                held.enter_context(self._inner.lock(path, deadline=deadline, holder=holder))
            yield
            with self._plan.call("unlock"):
                held.close()

    def watch(self, path: str, on_change: Callable[[], None]) -> Watch:
        with self._plan.call("nodes.watch"):
            return self._inner.watch(path, on_change)

    def watch_children(self, path: str, on_change: Callable[[], None]) -> Watch:
        with self._plan.call("nodes.watch_children"):
            return self._inner.watch_children(path, on_change)

    def join(self, path: str, data: bytes) -> Membership:
        with self._plan.call("nodes.join"):
            return self._inner.join(path, data)

    def close(self) -> None:
        self._inner.close()


class FaultyBlobs(BlobStore):
    """A blob store whose calls go by a plan."""

    def __init__(self, inner: BlobStore, plan: Plan) -> None:
        self._inner = inner
        self._plan = plan

    def get(self, key: str, *, max_bytes: int | None = None) -> Blob:
        with self._plan.call("blobs.get"):
            return self._inner.get(key, max_bytes=max_bytes)

    def get_if_changed(self, key: str, md5: str, *, max_bytes: int | None = None) -> Blob | None:
        with self._plan.call("blobs.get"):
            return self._inner.get_if_changed(key, md5, max_bytes=max_bytes)

    def head(self, key: str) -> BlobInfo:
        with self._plan.call("blobs.head"):
            return self._inner.head(key)

    def create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        with self._plan.call("blobs.create"):
            self._inner.create(key, body, metadata)

    def put(self, key: str, body: bytes) -> None:
        with self._plan.call("blobs.put"):
            self._inner.put(key, body)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._plan.call("blobs.keys"):
            return self._inner.keys(prefix)

    def close(self) -> None:
        self._inner.close()


class LapsedLocks(FaultyCoordination):
    """A coordination that hands out locks without asking: the writer whose session has lapsed."""

    def __init__(self, inner: Coordination) -> None:
        super().__init__(inner, Plan())

    @contextmanager
    def lock(self, path: str, *, deadline: Deadline, holder: str) -> Generator[None]:
        del path, deadline, holder
        yield
