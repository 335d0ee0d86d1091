"""Channel: what a generated client calls through.

A channel takes a method, its arguments and options, and gives the answer. How many connections it
has, to whom, and how often it tries, is its own business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Method
    from kingpin_sdk.rpc._options import CallOptions
    from kingpin_sdk.rpc._reports import ClientStats

__all__ = ["AsyncChannel", "Channel"]

R = TypeVar("R")


class Channel(Protocol):
    """Blocking calls."""

    def call(self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /) -> R:
        """Call a method.

        Raises:
            ThriftError: an exception that the IDL declares.
            RpcError: the call failed; see its kinds.
            DiscoveryError: there is nobody to call.
        """
        ...

    def stats(self) -> ClientStats:
        """Hosts, connections and what is left for retries, now."""
        ...

    def close(self) -> None:
        """Close what is open. Harmless when repeated."""
        ...


class AsyncChannel(Protocol):
    """Calls to be awaited."""

    async def call(
        self, method: Method[R], arguments: dict[str, Any], options: CallOptions, /
    ) -> R:
        """Call a method; raises as Channel's."""
        ...

    def stats(self) -> ClientStats:
        """Hosts, connections and what is left for retries, now."""
        ...

    async def close(self) -> None:
        """Close what is open. Harmless when repeated."""
        ...
