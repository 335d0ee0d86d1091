"""What every generated client is: options, a channel, and their life."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeVar

from kingpin_sdk.rpc._async_channel import AsyncSingleConnection
from kingpin_sdk.rpc._channel import SingleConnection
from kingpin_sdk.rpc._options import CallOptions, WireOptions
from kingpin_sdk.rpc._target import Target
from kingpin_sdk.rpc._wire import Framing, WireProtocol

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Literal, Self

    from kingpin_sdk.rpc._channel import AsyncChannel, Channel
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._target import Endpoints

    Framed = Framing | Literal["framed", "unframed"]
    Spoken = WireProtocol | Literal["binary", "compact"]

__all__ = ["AsyncClient", "Client"]

R = TypeVar("R")

_NOTHING = CallOptions()


def _wire(framing: Framed, protocol: Spoken, service: str | None) -> WireOptions:
    return WireOptions(framing=Framing(framing), protocol=WireProtocol(protocol), service=service)


class _Configured:
    """What clients of both kinds share: options for their calls."""

    _options: CallOptions

    def with_options(self, *, timeout: float | None = None, idempotent: bool | None = None) -> Self:
        """The same client with other options for its calls; both share their connections.

        Args:
            timeout: seconds for each call.
            idempotent: whether a call may be executed twice.
        """
        other = copy.copy(self)
        given = CallOptions(timeout=timeout, idempotent=idempotent)
        other._options = given.over(self._options)  # noqa: SLF001 - of its own class
        return other


class Client(_Configured):
    """Base of generated clients.

    It connects at the first call, and again whenever it must. Thread-safe; use it as a context
    manager, or close it.

    Args:
        endpoints: an endpoint source, or one ``host:port``.
        timeout: seconds for each call, all of it; 3 by default.
        framing: what the server expects; ``unframed`` is the default of Apache's servers.
        protocol: ``binary`` or ``compact``.
        service: the service's name on a server that multiplexes.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        timeout: float | None = None,
        framing: Framed = Framing.UNFRAMED,
        protocol: Spoken = WireProtocol.BINARY,
        service: str | None = None,
    ) -> None:
        self._options = CallOptions(timeout=timeout)
        self._channel: Channel = SingleConnection(
            Target(endpoints), _wire(framing, protocol, service)
        )

    @classmethod
    def over(cls, channel: Channel, /) -> Self:
        """A client that calls through a channel of your own; closing it closes the channel."""
        client = cls.__new__(cls)
        client._options = _NOTHING  # noqa: SLF001 - of its own class
        client._channel = channel  # noqa: SLF001
        return client

    def close(self) -> None:
        """Close the connections. Harmless when repeated; a later call opens them again."""
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions | None) -> R:
        chosen = self._options if options is None else options.over(self._options)
        return self._channel.call(method, arguments, chosen)


class AsyncClient(_Configured):
    """Base of generated clients for asyncio; arguments as `Client`'s.

    For one event loop at a time; use it as an asynchronous context manager, or close it. Calls may
    be cancelled.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        timeout: float | None = None,
        framing: Framed = Framing.UNFRAMED,
        protocol: Spoken = WireProtocol.BINARY,
        service: str | None = None,
    ) -> None:
        self._options = CallOptions(timeout=timeout)
        self._channel: AsyncChannel = AsyncSingleConnection(
            Target(endpoints), _wire(framing, protocol, service)
        )

    @classmethod
    def over(cls, channel: AsyncChannel, /) -> Self:
        """A client that calls through a channel of your own; closing it closes the channel."""
        client = cls.__new__(cls)
        client._options = _NOTHING  # noqa: SLF001 - of its own class
        client._channel = channel  # noqa: SLF001
        return client

    async def close(self) -> None:
        """Close the connections. Harmless when repeated; a later call opens them again."""
        await self._channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions | None
    ) -> R:
        chosen = self._options if options is None else options.over(self._options)
        return await self._channel.call(method, arguments, chosen)
