"""How one look at a subject can end; values that workers hand to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, final

from attrs import frozen

from kingpin_sdk.formats.metaconfig import Section
from kingpin_sdk.model import Json, Version
from kingpin_sdk.sync._order import Seen
from kingpin_sdk.sync._standing import Standing

__all__ = [
    "Absent",
    "Applied",
    "Failed",
    "Listed",
    "Outcome",
    "Parsed",
    "Pinned",
    "Refused",
    "Served",
    "Stands",
    "Unchanged",
]


@final
@frozen
class Unchanged:
    """Nothing new since the last decision."""


@final
@frozen
class Absent:
    """The node is not there, or nothing has been published to it yet.

    Attributes:
        seen: the empty node; None when there is no node.
        stands: the file that is there all the same.
    """

    seen: Seen | None
    stands: Stands | None = None


@final
@frozen
class Listed:
    """A dependency's members.

    Attributes:
        names: its children, sorted.
    """

    names: Sequence[str]


@final
@frozen
class Parsed:
    """A metaconfig's sections.

    Attributes:
        seen: the node they came from.
        version: of the document.
        sections: what it says.
        document: itself, for the next start.
    """

    seen: Seen
    version: Version
    sections: Sequence[Section]
    document: Json


@final
@frozen
class Applied:
    """The local file holds the current version.

    Attributes:
        seen: the node that names it.
        version: which.
        at: when the file was written, seconds since the epoch.
        swapped: true if this look wrote it, false if it was there already.
    """

    seen: Seen
    version: Version
    at: float
    swapped: bool


@final
@frozen
class Pinned:
    """The local file holds the version that it is pinned to.

    Attributes:
        version: which.
        at: when the file was written, seconds since the epoch.
        swapped: true if this look wrote it.
        newest: what is published now; None if nothing is, or nobody could tell.
    """

    version: Version
    at: float
    swapped: bool
    newest: Version | None


@final
@frozen
class Served:
    """The local file of a serverset is as the guard wants it.

    Attributes:
        members: names of the node's children, as the store lists them.
        version: of the file.
        at: when it was written, seconds since the epoch.
        swapped: true if this look wrote it.
        standing: what is in it, and what is held back.
        again: look once more after this many seconds, for time alone may change the judgement.
    """

    members: Sequence[str]
    version: Version
    at: float
    swapped: bool
    standing: Standing
    again: float


@final
@frozen
class Refused:
    """The guard held the version back; the last good one stays.

    Attributes:
        seen: the node that names it.
        version: which; None when the node's data is no version.
        reason: why.
        damaged: the body is not what was published, so that fetching it again may help.
        aside: where the refused body was set aside; None if it is not there.
        stands: the last good file.
    """

    seen: Seen
    version: Version | None
    reason: str
    damaged: bool = False
    aside: str | None = None
    stands: Stands | None = None


@final
@frozen
class Failed:
    """It could not be found out, fetched or written; what is there stays.

    Attributes:
        reason: one line.
        kind: the class of error, for metrics.
        absent: the blob that the node names is not there (yet).
        stands: the file that is there, for as long as nothing better is known.
    """

    reason: str
    kind: str
    absent: bool = False
    stands: Stands | None = None


@final
@frozen
class Stands:
    """A local file that a look did not touch.

    Attributes:
        version: whose it is; None if another writer wrote it.
        at: when it was written, seconds since the epoch.
    """

    version: Version | None
    at: float


Outcome: TypeAlias = (
    Unchanged | Absent | Listed | Parsed | Applied | Pinned | Served | Refused | Failed
)
