"""What is read of a monitor's answers; whatever else they say is left to ``--json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

__all__ = ["Done", "FileStatus", "Held", "KeptVersion", "MonitorStatus", "Place", "Standing"]


@frozen
class Held:
    """What of a serverset is held back."""

    reason: str
    measure: int


@frozen
class Standing:
    """How a serverset's file and its store compare."""

    listed: int
    held: Held | None


@frozen
class FileStatus:
    """How one config or serverset stands; what only configs have is None for a serverset."""

    name: str
    version: str | None
    applied_at: float | None
    state: str
    last_error: str | None
    refused_version: str | None = None
    refused_reason: str | None = None
    refused_body: str | None = None
    newest: str | None = None
    standing: Standing | None = None


@frozen
class MonitorStatus:
    """``/status``."""

    ready: bool
    from_disk: bool
    configs: Sequence[FileStatus]
    serversets: Sequence[FileStatus]
    problems: Mapping[str, str]
    waiting_for: Sequence[str]


@frozen
class Place:
    """Where a monitor keeps its files, of ``/status``."""

    config_dir: str


@frozen
class KeptVersion:
    """One of ``/admin/versions/NAME``."""

    version: str
    sha256: str
    written_at: float


@frozen
class Done:
    """What became of a command."""

    done: bool
    message: str
