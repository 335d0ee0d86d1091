"""Channels whose calls fail or take long, as a test says."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, TypeVar, final

from attrs import frozen

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Sleep
    from kingpin_sdk.rpc import AsyncChannel, CallOptions, Channel, ClientStats, Method

__all__ = ["AsyncFaultyChannel", "Fault", "FaultyChannel"]

R = TypeVar("R")


@frozen(kw_only=True)
class Fault:
    """What happens to one call.

    Attributes:
        error: raised instead of an answer; None to let the call go on.
        latency: seconds before that.
        method: only a call of this method meets it; None for the next call of any.
    """

    error: Exception | None = None
    latency: float = 0.0
    method: str | None = None


@final
class _Faults:
    """Faults in line; each is met once. Thread-safe."""

    def __init__(self) -> None:
        # Guards _waiting.
        self._lock = threading.Lock()
        self._waiting: deque[Fault] = deque()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def meet(self, method: str) -> Fault | None:
        with self._lock:
            for fault in self._waiting:
                if fault.method in {None, method}:
                    self._waiting.remove(fault)
                    return fault
        return None


@final
class FaultyChannel:
    """A Channel through another one, on whose calls faults are put. Thread-safe.

    ::

        channel = FaultyChannel(LocalChannel(SearchProcessor(handler)))
        client = SearchClient.over(channel)
        channel.add(Fault(error=ConnectionFailedError("refused"), method="find"))

    Args:
        inner: makes the calls.
        sleep: waits out latencies.
    """

    def __init__(self, inner: Channel, *, sleep: Sleep = time.sleep) -> None:
        self._inner = inner
        self._sleep = sleep
        self._faults = _Faults()

    def add(self, fault: Fault) -> None:
        """The next call that it fits meets this fault, after those added before."""
        self._faults.add(fault)

    def call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /) -> R:
        """See Channel; raises what the fault says."""
        fault = self._faults.meet(method.name)
        if fault is not None:
            self._sleep(fault.latency)
            if fault.error is not None:
                raise fault.error
        return self._inner.call(method, arguments, options)

    def stats(self) -> ClientStats:
        """See Channel."""
        return self._inner.stats()

    def close(self) -> None:
        """See Channel."""
        self._inner.close()


@final
class AsyncFaultyChannel:
    """An AsyncChannel through another one; see FaultyChannel.

    Args:
        inner: makes the calls.
    """

    def __init__(self, inner: AsyncChannel) -> None:
        self._inner = inner
        self._faults = _Faults()

    def add(self, fault: Fault) -> None:
        """The next call that it fits meets this fault, after those added before."""
        self._faults.add(fault)

    async def call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /
    ) -> R:
        """See AsyncChannel; raises what the fault says."""
        fault = self._faults.meet(method.name)
        if fault is not None:
            await asyncio.sleep(fault.latency)
            if fault.error is not None:
                raise fault.error
        return await self._inner.call(method, arguments, options)

    def stats(self) -> ClientStats:
        """See AsyncChannel."""
        return self._inner.stats()

    async def close(self) -> None:
        """See AsyncChannel."""
        await self._inner.close()
