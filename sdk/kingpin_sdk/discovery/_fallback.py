"""Fallback: the first of several sources that has endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import ConfigError

if TYPE_CHECKING:
    from kingpin_sdk.discovery._source import EndpointSource
    from kingpin_sdk.model import Endpoint, ViewStatus

__all__ = ["Fallback"]


@final
class Fallback:
    """Asks one source after the other and gives the endpoints of the first that has any.

    A source that is empty or cannot be read is passed over, and asked again the next time, so the
    first one takes over again by itself.

    Args:
        first: the source that should serve.
        others: those to fall back to, in their order.
    """

    __slots__ = ("_sources",)

    def __init__(self, first: EndpointSource, *others: EndpointSource) -> None:
        self._sources = (first, *others)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints of the first source that has any; empty if one has none and no other more.

        Raises:
            ConfigError: no source could be read: the first one's error.
        """
        failed: ConfigError | None = None
        readable = False
        for source in self._sources:
            try:
                endpoints = source.endpoints()
            except ConfigError as error:
                failed = failed or error
                continue
            if endpoints:
                return endpoints
            readable = True
        if failed is not None and not readable:
            raise failed
        return ()

    @property
    def status(self) -> ViewStatus:
        """The status of the source that serves now; the first one's if none has endpoints."""
        for source in self._sources:
            try:
                if source.endpoints():
                    return source.status
            except ConfigError:
                continue
        return self._sources[0].status

    def __repr__(self) -> str:
        return f"<Fallback {', '.join(map(repr, self._sources))}>"
