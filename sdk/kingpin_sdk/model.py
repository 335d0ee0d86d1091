"""Frozen values that cross packages: what readers, publishers and daemons hand to each other.

All are NamedTuples, because the read path imports this module and must stay light.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Generic, NamedTuple, NewType, TypeAlias, TypeVar, Union

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kingpin_sdk.errors import KingpinError

__all__ = [
    "Diff",
    "Endpoint",
    "HistoryRecord",
    "Json",
    "PublishResult",
    "Revision",
    "Snapshot",
    "Version",
    "ViewState",
    "ViewStatus",
]

T = TypeVar("T")

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007
"""One JSON document as the standard parser gives it.

A form at run time too, so that ``Json | None`` works.
"""

Version = NewType("Version", str)
"""Which publication of a config: opaque text that sorts by time for our writers (WIRE.md 2.1).

Never empty.
"""

Revision = NewType("Revision", int)
"""A coordination node's compare-and-set token: grows with each write of that node."""


class Endpoint(NamedTuple):
    """One place that serves a service; ``str()`` gives ``host:port``.

    Attributes:
        host: IPv4 or IPv6 address (without brackets) or host name.
        port: 1 to 65535.
        weight: share of the traffic relative to others; 0 takes none.
        zone: where it is, in the fleet's own words.
        status: in the announcer's own words.
    """

    host: str
    port: int
    weight: float = 1.0
    zone: str | None = None
    status: str | None = None

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Snapshot(NamedTuple, Generic[T]):
    """One loaded publication of a config: immutable and consistent in itself.

    Attributes:
        value: the typed value; containers made by this package are immutable.
        version: the publication it came from; None when the local file was not written by our
            monitor.
        modified: the local file's modification time (UTC); None when the value is a declared
            default.
    """

    value: T
    version: Version | None
    modified: datetime | None


class ViewState(enum.StrEnum):
    """How far a view or a source can be trusted (OpenFeature's set of provider states)."""

    NOT_READY = "NOT_READY"
    """Never loaded: there is no file."""
    READY = "READY"
    """The last good value is what the file holds."""
    STALE = "STALE"
    """The last good value is served while the file is missing or refused."""
    ERROR = "ERROR"
    """Never loaded: the file is there and cannot be used."""


class ViewStatus(NamedTuple):
    """What a view knows of itself.

    Attributes:
        state: see ViewState.
        version: of the value in hand; None if unknown or nothing is loaded.
        loaded_at: when the value in hand was loaded (UTC); None if nothing is loaded.
        last_error: why the newest file was refused; None when it was not.
        failed_loads: how many different files were refused since the view was made.
        ignored: entries left out of the value (Decider only): name -> reason.
    """

    state: ViewState
    version: Version | None
    loaded_at: datetime | None
    last_error: KingpinError | None
    failed_loads: int
    ignored: Mapping[str, str]


class PublishResult(NamedTuple):
    """What one publish did.

    Attributes:
        changed: how many entries changed; 0 means nothing was written.
        version: the version that is current now.
        previous: the version that was current before (None: first publish; equal to version if
            nothing was written).
    """

    changed: int
    version: Version
    previous: Version | None


class HistoryRecord(NamedTuple):
    """One publication in a config's history.

    Attributes:
        version: the publication.
        time: when it was published (UTC).
        author: who published it; None for versions that KingPin 1.0 wrote.
        comment: why; None if nothing was said or unknown.
        sha256: hex digest of the body.
        size: bytes of the body.
        previous: the version it replaced; None for the first.
    """

    version: Version
    time: datetime
    author: str | None
    comment: str | None
    sha256: str
    size: int
    previous: Version | None


class Diff(NamedTuple):
    """What differs between two versions; entries that are equal are not listed.

    Maps and JSON objects are compared key by key (nested objects by their ``a.b`` path), lists
    entry by entry.

    Attributes:
        added: path or list item -> new value.
        removed: path or list item -> old value.
        changed: path -> (old value, new value).
    """

    added: dict[str, Json]
    removed: dict[str, Json]
    changed: dict[str, tuple[Json, Json]]
