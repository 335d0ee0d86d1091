"""Channels that end in this process: a handler behind the wire format, without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, final

from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._options import WireOptions
from kingpin_sdk.rpc._reports import ClientStats

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions
    from kingpin_sdk.rpc._processor import Processor

__all__ = ["AsyncLocalChannel", "LocalChannel"]

R = TypeVar("R")

_WIRE = WireOptions()
_NOTHING = ClientStats((), 0.0)


def _call(processor: Processor, method: Method[R], arguments: dict[str, Any]) -> R:
    # By way of the bytes: what could not be sent fails here, too, and nothing is shared.
    exchange = Exchange(_WIRE, method, arguments, 1)
    answer = processor.read(_WIRE.protocol, exchange.request).answer()
    if method.oneway or answer is None:
        return None  # type: ignore[return-value]  # what a oneway method's R is
    exchange.receive(answer)
    return exchange.result()


@final
class LocalChannel:
    """A Channel to a handler in this process: for tests. Calls take no time limit.

    Args:
        processor: a generated processor around the handler.
    """

    def __init__(self, processor: Processor) -> None:
        self._processor = processor

    def call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /) -> R:
        """See Channel."""
        del options
        return _call(self._processor, method, arguments)

    def stats(self) -> ClientStats:
        """See Channel: there are no hosts."""
        return _NOTHING

    def close(self) -> None:
        """See Channel: nothing is open."""


@final
class AsyncLocalChannel:
    """An AsyncChannel to a handler in this process: for tests. Calls take no time limit.

    Args:
        processor: a generated processor around the handler; its methods are not coroutines.
    """

    def __init__(self, processor: Processor) -> None:
        self._processor = processor

    async def call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /
    ) -> R:
        """See AsyncChannel."""
        del options
        return _call(self._processor, method, arguments)

    def stats(self) -> ClientStats:
        """See AsyncChannel: there are no hosts."""
        return _NOTHING

    async def close(self) -> None:
        """See AsyncChannel: nothing is open."""
