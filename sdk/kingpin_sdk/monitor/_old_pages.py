"""KingPin 1.0's documents of the admin endpoint, field by field (WIRE.md 4.6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kingpin_sdk.sync import ConfigState

if TYPE_CHECKING:
    from kingpin_sdk.model import Json
    from kingpin_sdk.sync import ConfigStatus, ServersetStatus, SyncStatus

__all__ = ["configs", "details", "rejected", "serversets"]

# The exit code that KingPin's downloader would have ended with; null where it had not run yet.
_EXIT_CODES: Final[dict[ConfigState, int | None]] = {
    ConfigState.WAITING: None,
    ConfigState.UNPUBLISHED: 6,
    ConfigState.CURRENT: 0,
    ConfigState.REFUSED: 9,
    ConfigState.HELD: 30,
    ConfigState.PINNED: 0,
    ConfigState.FAILING: 1,
}


def configs(status: SyncStatus) -> dict[str, Json]:
    """``/config``: node -> how its config stands."""
    return {each.node: _config(each) for each in status.configs}


def serversets(status: SyncStatus) -> dict[str, Json]:
    """``/serverset``: node -> what its local file holds."""
    return {each.node: _serverset(each) for each in status.serversets}


def details(status: SyncStatus, *, started: float) -> dict[str, Json]:
    """``/admin/details``: both together.

    Args:
        status: the picture.
        started: when the monitor was, seconds since the epoch.
    """
    both = configs(status)
    for each in status.serversets:
        run: dict[str, Json] = {
            "run_command_ret": _EXIT_CODES[each.state],
            "version": None,
            "last_processed_timestamp": each.times.processed,
        }
        both[each.node] = run | _serverset(each)
    swept = status.swept_at
    return {
        "start_time": _moment(started),
        "data": both,
        "last_success_periodic_check": None if swept is None else _moment(swept),
    }


def rejected(status: SyncStatus) -> list[Json]:
    """``/admin/rejected_serversets``: nodes of those that are held back."""
    return [each.node for each in status.serversets if each.state is ConfigState.HELD]


def _config(status: ConfigStatus) -> dict[str, Json]:
    return {
        "run_command_ret": _EXIT_CODES[status.state],
        "version": status.revision,
        "last_processed_timestamp": status.times.processed,
        "notification_timestamp": status.times.notified,
        # KingPin's: 0 for a file that is not there.
        "modification_timestamp": status.applied_at or 0,
    }


def _serverset(status: ServersetStatus) -> dict[str, Json]:
    standing = status.standing
    return {
        "num_endpoints": None if standing is None else standing.served,
        "modification_timestamp": status.applied_at or 0,
        "hashsum": None if standing is None else standing.hashsum,
        "notification_timestamp": status.times.notified,
    }


def _moment(at: float) -> str:
    """As KingPin writes it: ISO 8601 without a zone; ours is UTC."""
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat()
