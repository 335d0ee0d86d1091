"""What every generated client is: options, a channel, and their life."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, TypeVar

from kingpin_sdk.clocks import NoMetrics
from kingpin_sdk.discovery import Balancer, ServersetFile
from kingpin_sdk.errors import nearest
from kingpin_sdk.rpc._async_pooled import AsyncPooledChannel
from kingpin_sdk.rpc._budget import RetryBudget
from kingpin_sdk.rpc._dial import Dial
from kingpin_sdk.rpc._hedge import HedgePolicy
from kingpin_sdk.rpc._options import CallOptions, WireOptions
from kingpin_sdk.rpc._pool_options import PoolOptions
from kingpin_sdk.rpc._pooled import PooledChannel
from kingpin_sdk.rpc._retry import RetryPolicy
from kingpin_sdk.rpc._setup import Setup, source_of
from kingpin_sdk.rpc._tls import Tls, TlsContexts
from kingpin_sdk.rpc._watch import Watch
from kingpin_sdk.rpc._wire import Framing, WireProtocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self, Unpack

    from kingpin_sdk.clocks import Metrics
    from kingpin_sdk.rpc._channel import AsyncChannel, Channel
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._reports import ClientStats, Observer
    from kingpin_sdk.rpc._setup import Endpoints

Framed = Framing | Literal["framed", "unframed"]
Spoken = WireProtocol | Literal["binary", "compact"]

__all__ = ["AsyncClient", "Client", "ClientOptions"]

R = TypeVar("R")

_NOTHING: Final = CallOptions()
_POOL: Final = PoolOptions()
_RETRY: Final = RetryPolicy()
_KINDS: Final[dict[str, type]] = {
    "service": str,
    "tls": Tls,
    "pool": PoolOptions,
    "retry": RetryPolicy,
    "budget": RetryBudget,
    "hedge": HedgePolicy,
    "balancer": Balancer,
}


class ClientOptions(TypedDict, total=False):
    """What a client may be told besides where to go.

    Attributes:
        timeout: seconds for each call, all of it, retries included; 3 by default.
        framing: what the server expects; ``unframed`` is the default of Apache's servers.
        protocol: ``binary`` or ``compact``.
        service: the service's name on a server that multiplexes.
        tls: encrypts; without it connections are plain.
        pool: limits of the connections to each host.
        retry: how often a call is tried.
        budget: what all retries come out of; give one to several clients to share it.
        hedge: when a second attempt is made beside the first, for methods that may be executed
            twice; None, the default, for never. A blocking client makes hedged attempts on threads
            of its own.
        balancer: chooses a host for each attempt; each client has its own.
        metrics: told how long calls and attempts take, and of retries.
        observers: told of every call and attempt.
    """

    timeout: float | None
    framing: Framed
    protocol: Spoken
    service: str | None
    tls: Tls | None
    pool: PoolOptions
    retry: RetryPolicy
    budget: RetryBudget
    hedge: HedgePolicy | None
    balancer: Balancer
    metrics: Metrics
    observers: Sequence[Observer]


def _check(options: ClientOptions) -> None:
    """Refuse what no checker has seen."""
    known = ClientOptions.__annotations__
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"a client has no option {name}{nearest(name.lower(), known)}")
        kind = _KINDS.get(name)
        if kind is not None and value is not None and not isinstance(value, kind):
            raise TypeError(f"{name}={value!r}: give a {kind.__name__}")


def _setup(endpoints: Endpoints, options: ClientOptions) -> Setup:
    _check(options)
    wire = WireOptions(
        framing=Framing(options.get("framing", Framing.UNFRAMED)),
        protocol=WireProtocol(options.get("protocol", WireProtocol.BINARY)),
        service=options.get("service"),
    )
    pool = options.get("pool") or _POOL
    tls = options.get("tls")
    dial = Dial(
        wire=wire,
        tls=None if tls is None else TlsContexts(tls),
        keepalive=pool.keepalive,
    )
    return Setup(
        source=source_of(endpoints),
        dial=dial,
        pool=pool,
        retry=options.get("retry") or _RETRY,
        budget=options.get("budget") or RetryBudget(),
        balancer=options.get("balancer") or Balancer(),
        hedge=options.get("hedge"),
        watch=_watch(options),
    )


def _watch(options: ClientOptions) -> Watch | None:
    metrics, observers = options.get("metrics"), options.get("observers", ())
    if metrics is None and not observers:
        return None
    return Watch(NoMetrics() if metrics is None else metrics, observers)


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

    It connects as calls need it, to hosts that it chooses for each call, and tries again what is
    safe to. Thread-safe; one for the whole process is enough. Use it as a context manager, or close
    it. A forked child may go on with it: connections of its parent are never used there.

    Args:
        endpoints: an endpoint source, one ``host:port``, or one ``unix:/path``.
        options: see ClientOptions.
    """

    def __init__(self, endpoints: Endpoints, **options: Unpack[ClientOptions]) -> None:
        self._options = CallOptions(timeout=options.get("timeout"))
        self._channel: Channel = PooledChannel(_setup(endpoints, options))

    @classmethod
    def from_serverset(cls, service: str, env: str, /, **options: Unpack[ClientOptions]) -> Self:
        """A client of whoever is in a serverset, as this box's monitor knows it.

        Args:
            service: of the serverset.
            env: of the serverset.
            options: see ClientOptions.
        """
        return cls(ServersetFile(service, env), **options)

    @classmethod
    def over(cls, channel: Channel, /) -> Self:
        """A client that calls through a channel of your own; closing it closes the channel."""
        client = cls.__new__(cls)
        client._options = _NOTHING  # noqa: SLF001 - of its own class
        client._channel = channel  # noqa: SLF001
        return client

    def stats(self) -> ClientStats:
        """Hosts, connections and what is left for retries, now; ``str()`` of it is for people."""
        return self._channel.stats()

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

    def __init__(self, endpoints: Endpoints, **options: Unpack[ClientOptions]) -> None:
        self._options = CallOptions(timeout=options.get("timeout"))
        self._channel: AsyncChannel = AsyncPooledChannel(_setup(endpoints, options))

    @classmethod
    def from_serverset(cls, service: str, env: str, /, **options: Unpack[ClientOptions]) -> Self:
        """See `Client.from_serverset`."""
        return cls(ServersetFile(service, env), **options)

    @classmethod
    def over(cls, channel: AsyncChannel, /) -> Self:
        """A client that calls through a channel of your own; closing it closes the channel."""
        client = cls.__new__(cls)
        client._options = _NOTHING  # noqa: SLF001 - of its own class
        client._channel = channel  # noqa: SLF001
        return client

    def stats(self) -> ClientStats:
        """See `Client.stats`."""
        return self._channel.stats()

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
