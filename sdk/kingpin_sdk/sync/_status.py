"""What the engine tells of itself: frozen values, one consistent picture per question."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from attrs import frozen

from kingpin_sdk.model import Revision, Version
from kingpin_sdk.sync._standing import Standing

__all__ = ["ConfigState", "ConfigStatus", "ServersetStatus", "SyncCounts", "SyncStatus", "Times"]


class ConfigState(enum.StrEnum):
    """How one local file stands to what is published."""

    WAITING = "waiting"
    """Not looked at yet since the start; the file is what it was."""
    UNPUBLISHED = "unpublished"
    """Nothing has been published yet, or its node is not there; a file that is there stays."""
    CURRENT = "current"
    """The file holds the newest version seen."""
    REFUSED = "refused"
    """The newest version was held back by the guard; the last good one stays."""
    HELD = "held"
    """A serverset's members are held back by the guard; the last good set stays."""
    PINNED = "pinned"
    """The file stays at the version that an operator of this box chose."""
    FAILING = "failing"
    """The newest version cannot be found out, fetched or written; tried again until it can."""


@frozen
class Times:
    """When what happened to one followed thing; seconds since the epoch, None for not yet.

    Attributes:
        notified: a watch told of it, or it was followed.
        processed: a look at it ended, well or not.
        succeeded: a look at it ended without failing.
        swept: a look of a round over everything ended without failing.
        failed: a look at it last failed.
        watched: the watch that stands was placed.
    """

    notified: float | None = None
    processed: float | None = None
    succeeded: float | None = None
    swept: float | None = None
    failed: float | None = None
    watched: float | None = None


@frozen
class ConfigStatus:
    """One followed config.

    Attributes:
        name: its file's name.
        node: where its version is.
        state: see ConfigState.
        version: which the file holds; None if unknown.
        applied_at: when that was written, seconds since the epoch; None if unknown.
        last_error: why the last look failed; None if it did not.
        failures: failed looks since the last one that did not fail.
        refused_version: the version that was held back; None if none is.
        refused_reason: why.
        refusals: versions held back since it is followed.
        times: when what happened.
        revision: of the node, as of the last decision; None before there was one.
        error_kind: the class of the last error, also when a look has succeeded since; None if none
            ever failed.
        refused_body: where the body that was held back is; None if it could not be kept.
        newest: of a pinned config, what is published; None if unknown.
    """

    name: str
    node: str
    state: ConfigState
    version: Version | None
    applied_at: float | None
    last_error: str | None
    failures: int
    refused_version: Version | None
    refused_reason: str | None
    refusals: int = 0
    times: Times = Times()
    revision: Revision | None = None
    error_kind: str | None = None
    refused_body: str | None = None
    newest: Version | None = None


@frozen
class ServersetStatus:
    """One followed serverset.

    Attributes:
        name: its file's name.
        node: whose children are its members.
        state: see ConfigState; never REFUSED.
        version: which the file holds; None if unknown.
        applied_at: when that was written, seconds since the epoch; None if unknown.
        last_error: why the last look failed; None if it did not.
        failures: failed looks since the last one that did not fail.
        standing: how file and store compare, and what is held back; None before the first look.
        refusals: times that the guard began to hold it back since it is followed.
        times: when what happened.
        error_kind: as of a config.
    """

    name: str
    node: str
    state: ConfigState
    version: Version | None
    applied_at: float | None
    last_error: str | None
    failures: int
    standing: Standing | None
    refusals: int = 0
    times: Times = Times()
    error_kind: str | None = None


@frozen
class SyncCounts:
    """Totals since the engine started.

    Attributes:
        looks: looks at anything.
        swaps: local files replaced.
        refused: versions held back.
        holds: times that the guard began to hold back a serverset.
        failures: looks that failed.
        found_by_sweep: changes that no watch had told of.
    """

    looks: int = 0
    swaps: int = 0
    refused: int = 0
    holds: int = 0
    failures: int = 0
    found_by_sweep: int = 0


@frozen
class SyncStatus:
    """The whole engine.

    Attributes:
        synced: everything followed has been looked at with success since it is followed.
        synced_before: that was so at least once since the start.
        configs: one by one, by name.
        serversets: one by one, by name.
        dependencies: those followed, nested ones included.
        metaconfigs: those followed.
        problems: dependency, metaconfig (``name[section]``) or member -> what is wrong with it.
        remarks: dependency in a cycle -> so; nothing is wrong.
        waiting_for: names of what has not been looked at with success yet.
        counts: totals.
        connected: the coordination service can be reached, as far as known.
        swept_at: everything was looked at again after this instant, seconds since the epoch; None
            before the first round over everything has ended.
    """

    synced: bool
    synced_before: bool
    configs: Sequence[ConfigStatus]
    serversets: Sequence[ServersetStatus]
    dependencies: Sequence[str]
    metaconfigs: Sequence[str]
    problems: Mapping[str, str]
    remarks: Mapping[str, str]
    waiting_for: Sequence[str]
    counts: SyncCounts
    connected: bool
    swept_at: float | None
