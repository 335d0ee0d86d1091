"""Ports with faults: everything goes through to a real adapter, unless a test says otherwise."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import UnavailableError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.errors import BackendError
    from kingpin_sdk.model import Revision
    from kingpin_sdk.ports import (
        Blob,
        BlobInfo,
        BlobStore,
        Coordination,
        Membership,
        Node,
        Watch,
    )

__all__ = ["FaultyBlobs", "FaultyCoordination"]


@final
class FaultyBlobs:
    """A blob store that can be away, slow for some keys, or hand out other bodies.

    Attributes:
        away: every get fails while this is set.
        gets: how often each key was asked for.
        compared: how often, with a body that the caller had.
        held: keys whose get waits until the event beside it is set.
    """

    def __init__(self, inner: BlobStore) -> None:
        self._inner = inner
        self.away = False
        self.gets: Counter[str] = Counter()
        self.compared: Counter[str] = Counter()
        self.held: dict[str, threading.Event] = {}
        self.alter: Callable[[Blob], Blob] = lambda blob: blob

    def get(self, key: str, *, max_bytes: int | None = None) -> Blob:
        self.gets[key] += 1
        if key in self.held:
            assert self.held[key].wait(30)
        if self.away:
            raise UnavailableError("the store is away")
        return self.alter(self._inner.get(key, max_bytes=max_bytes))

    def get_if_changed(self, key: str, md5: str, *, max_bytes: int | None = None) -> Blob | None:
        self.compared[key] += 1
        blob = self.get(key, max_bytes=max_bytes)
        same = hashlib.md5(blob.body, usedforsecurity=False).hexdigest() == md5
        return None if same else blob

    def head(self, key: str) -> BlobInfo:
        return self._inner.head(key)

    def create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        self._inner.create(key, body, metadata)

    def put(self, key: str, body: bytes) -> None:
        self._inner.put(key, body)

    def keys(self, prefix: str) -> Iterator[str]:
        return self._inner.keys(prefix)

    def close(self) -> None:
        self._inner.close()


@final
class _DeafWatch:
    def close(self) -> None:
        pass


@final
class FaultyCoordination:
    """A coordination service that can be away, or whose new watches hear nothing.

    Attributes:
        away: every read fails while this is set.
        deaf: watches placed while this is set never call.
        reads: how often each node was read.
        broken: nodes whose read fails, and how.
    """

    def __init__(self, inner: Coordination) -> None:
        self._inner = inner
        self.away = False
        self.deaf = False
        self.reads: Counter[str] = Counter()
        self.broken: dict[str, BackendError] = {}

    @property
    def connected(self) -> bool:
        return not self.away

    def read(self, path: str) -> Node:
        self._check()
        self.reads[path] += 1
        if path in self.broken:
            raise self.broken[path]
        return self._inner.read(path)

    def children(self, path: str) -> tuple[str, ...]:
        self._check()
        return self._inner.children(path)

    def watch(self, path: str, on_change: Callable[[], None]) -> Watch:
        return _DeafWatch() if self.deaf else self._inner.watch(path, on_change)

    def watch_children(self, path: str, on_change: Callable[[], None]) -> Watch:
        return _DeafWatch() if self.deaf else self._inner.watch_children(path, on_change)

    def create(self, path: str, data: bytes = b"") -> Revision:
        return self._inner.create(path, data)

    def write(self, path: str, data: bytes, *, expected: Revision) -> Revision:
        return self._inner.write(path, data, expected=expected)

    def delete(self, path: str, *, expected: Revision | None = None) -> None:
        self._inner.delete(path, expected=expected)

    def lock(self, path: str, *, deadline: Deadline, holder: str) -> AbstractContextManager[None]:
        return self._inner.lock(path, deadline=deadline, holder=holder)

    def join(self, path: str, data: bytes) -> Membership:
        return self._inner.join(path, data)

    def close(self) -> None:
        self._inner.close()

    def _check(self) -> None:
        if self.away:
            raise UnavailableError("the service is away")
