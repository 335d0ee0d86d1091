"""EndpointSource: what a client asks for the places that serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kingpin_sdk.model import Endpoint, ViewStatus

__all__ = ["EndpointSource"]


class EndpointSource(Protocol):
    """Where endpoints come from. Thread-safe and cheap enough to be asked before every call."""

    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints now; empty when nobody offers the service.

        A source gives the same tuple object until its endpoints change.

        Raises:
            ConfigError: the source has nothing to go by, not even a last good value.
        """
        ...

    @property
    def status(self) -> ViewStatus:
        """How far the source can be trusted; never raises."""
        ...
