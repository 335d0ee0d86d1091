"""Reading a local file over and over: load, look again, keep the last good value.

Every config view and every serverset's file is built on it.

A read costs one clock call and one comparison while the next look is not due. When it is, the
reading thread asks for the file's status, and only a changed file is read and decoded, by one
thread, while others go on with the last value.

What a look finds, and what follows:

===================  ================================  ========================================
file                 no value from a file yet          a value from a file in hand
===================  ================================  ========================================
missing              default, or NotAvailableError     the value stays, STALE
good                 READY                             READY
empty, undecodable   the error, ERROR (after a         nothing while younger than 1 s (old
                     moment, while it changes)         monitors rewrite in place), then STALE
===================  ================================  ========================================
"""

from __future__ import annotations

import math
import os
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from kingpin_sdk.errors import ConfigError, NotAvailableError
from kingpin_sdk.files.claim import Claims
from kingpin_sdk.files.loaded import UNSET, Loaded, Look, Refused, Unset, look_at
from kingpin_sdk.files.reading import mark_of
from kingpin_sdk.model import Snapshot, ViewState, ViewStatus

if TYPE_CHECKING:
    from datetime import datetime

    from kingpin_sdk.clocks import Monotonic
    from kingpin_sdk.files.claim import Claim
    from kingpin_sdk.formats.sidecar import FileMark

__all__ = ["LOOK_EVERY", "FreshFile"]

V = TypeVar("V")
L = TypeVar("L")

LOOK_EVERY = 0.01
_SETTLE_STEP = 0.01
_SETTLE_STEPS = 5


class FreshFile(ABC, Generic[V, L]):
    """The last good value of one local file; made by its subclasses.

    Thread-safe, and usable before and after a fork. Reads block only for the disk, and only when
    the file changed.
    """

    __slots__ = (
        "__weakref__",
        "_claims",
        "_clock",
        "_default",
        "_failed_loads",
        "_fallen_back",
        "_look_every",
        "_next_look",
        "_now",
        "_path",
        "_ready",
        "_refused",
        "_root",
    )

    # Unset until _ready; the gate stays open until then, so no hot read meets it unset.
    _now: Loaded[V, L]

    def __init__(
        self,
        *,
        root: os.PathLike[str] | None,
        look_every: float,
        default: V | Unset = UNSET,
        clock: Monotonic = time.monotonic,
    ) -> None:
        if not look_every >= 0:
            msg = f"look_every is {look_every!r}: give seconds, 0 or more"
            raise ValueError(msg)
        self._root = root
        self._path = ""
        self._look_every = look_every
        self._default = default
        self._clock = clock
        self._claims = Claims()
        self._next_look = -math.inf
        self._ready = False
        self._refused: Refused | None = None
        self._failed_loads = 0
        self._fallen_back: Loaded[V, L] | None = None

    @property
    @abstractmethod
    def name(self) -> object:
        """Whose file it is; ``str()`` of it is what errors and logs say."""

    def snapshot(self) -> Snapshot[V]:
        """The value with its version and time, all of one publication.

        Raises:
            NotAvailableError: no file yet, and no default.
            SnapshotCorruptError: nothing was loaded yet, and the file is of another format.
            DecodeError: nothing was loaded yet, and the file does not fit the type.
        """
        return _snapshot_of(self._current())

    @property
    def status(self) -> ViewStatus:
        """What the view knows of itself, after the same look that a read makes; never raises."""
        try:
            self._current()
        except ConfigError as error:
            return ViewStatus(
                state=ViewState.NOT_READY
                if isinstance(error, NotAvailableError)
                else ViewState.ERROR,
                version=None,
                loaded_at=None,
                last_error=error,
                failed_loads=self._failed_loads,
                ignored={},
            )
        return self._status_of(self._now, self._refused)

    def wait_ready(self, timeout: float = 10.0) -> None:
        """Block until a value has been loaded from the file.

        Looking about every ``look_every`` seconds.

        Args:
            timeout: seconds to wait at most.

        Raises:
            NotAvailableError: there was none in that time; its cause is what the last look found.
        """
        from kingpin_sdk.files.ready import wait_until_ready

        wait_until_ready(self, timeout)

    # What a subclass says.

    @abstractmethod
    def _find(self) -> str:
        """The file's path; asked once, at the first look, under the claim."""

    @abstractmethod
    def _load(self, data: bytes, mark: FileMark) -> Loaded[V, L]:
        """The value of a file that was read whole.

        Raises:
            ConfigError: the file cannot be used: the last good value stays.
        """

    @abstractmethod
    def _declared(self, default: V) -> Loaded[V, L]:
        """The default as a value in hand."""

    # What a subclass may say differently.

    def _fallback(self) -> Loaded[V, L] | None:
        """What a read gets while there is no file; None to raise.

        Made once, for it is one snapshot however often it is looked for a file in vain.
        """
        if self._fallen_back is None and not isinstance(self._default, Unset):
            self._fallen_back = self._declared(self._default)
        return self._fallen_back

    def _without_value(self, refused: Refused) -> Loaded[V, L]:
        """What a read gets while the file cannot be used and no file ever could: the error."""
        raise refused.again()

    def _install(self, loaded: Loaded[V, L]) -> None:
        """Make it what reads find, under the claim; a subclass keeps what hot reads ask beside it.

        A call reads either ``_now`` or one such attribute, so that it sees one publication.
        """
        self._now = loaded

    # The look.

    def _current(self) -> Loaded[V, L]:
        """The value to read from now on, for one call.

        Hot reads repeat these lines. The clock is taken into a name of its own because the
        interpreter specialises an attribute's look-up, but not a call of an attribute in a slot.
        """
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        return self._now

    def _look(self) -> None:
        claim = self._claims.mine()
        if not claim.lock.acquire(blocking=not self._ready):
            return  # another thread is loading: go on with the last value
        try:
            if claim.loading:
                self._refuse_to_nest()
                return
            # Asked before the file's status, so that no change can slip between the two. Set after
            # the load: until then the gate stays open, for a thread that has no value yet must not
            # pass, and a child forked meanwhile must look for itself at once.
            due = self._clock() + self._look_every
            self._examine(claim)
            self._next_look = due
        finally:
            if not self._ready:
                self._next_look = -math.inf
            claim.lock.release()

    def _examine(self, claim: Claim) -> None:
        try:
            self._path = self._path or self._find()
            mark = mark_of(os.stat(self._path))  # noqa: PTH116 - pathlib costs 9 ms
        except OSError as error:
            where = self._path or "the working folder, which is gone"
            self._refuse(Refused.by_system(error, self.name, where))
            return
        if self._ready and mark == self._now.mark:
            self._accept(self._now)
        elif self._refused is not None and self._refused.mark == mark:
            self._refuse(self._refused)
        else:
            self._take(self._read(claim))

    def _read(self, claim: Claim) -> Look[V, L]:
        """Read a changed file.

        While none was ever loaded, give one that is being written a moment.
        """
        look = self._read_once(claim)
        for _ in range(0 if self._has_file() else _SETTLE_STEPS):
            if not look.unsettled:
                break
            time.sleep(_SETTLE_STEP)
            look = self._read_once(claim)
        return look

    def _read_once(self, claim: Claim) -> Look[V, L]:
        claim.loading = True
        try:
            return look_at(self._path, self.name, self._load, claim.loan)
        finally:
            claim.loading = False

    def _refuse_to_nest(self) -> None:
        """Answer a read from within this view's own load: the last value, or as without a file."""
        if not self._ready:
            msg = f"{self.name} is being loaded by the thread that reads it"
            self._refuse(Refused(NotAvailableError(msg), None))

    def _take(self, look: Look[V, L]) -> None:
        if look.unsettled and self._has_file():
            # Perhaps an old monitor is in the middle of it: keep the value, look again.
            return
        if look.loaded is not None:
            self._accept(look.loaded)
        if look.refused is not None:
            self._failed_loads += not look.unsettled and look.refused.mark is not None
            self._refuse(look.refused)

    def _accept(self, loaded: Loaded[V, L]) -> None:
        if self._refused is not None and self._has_file():
            self._log("%s is good again", self.name)
        if loaded is not getattr(self, "_now", None):
            self._install(loaded)
        self._refused = None
        self._ready = True

    def _refuse(self, refused: Refused) -> None:
        if self._has_file():
            if self._refused is None:
                self._log("%s keeps its last good value: %s", self.name, refused.error)
            self._refused = refused
            return
        self._refused = refused
        self._ready = False
        fallback = self._fallback() if refused.missing else None
        loaded = fallback or self._without_value(refused)
        if loaded is not getattr(self, "_now", None):
            self._install(loaded)
        self._ready = True

    def _log(self, message: str, *args: object) -> None:
        import logging

        logging.getLogger(type(self).__module__).warning(message, *args)

    def _has_file(self) -> bool:
        """True once a value was loaded from a file (and not from a default)."""
        return self._ready and self._now.mark is not None

    def _status_of(self, now: Loaded[V, L], refused: Refused | None) -> ViewStatus:
        if now.mark is None:
            state = ViewState.NOT_READY if refused is None or refused.missing else ViewState.ERROR
        else:
            state = ViewState.READY if refused is None else ViewState.STALE
        return ViewStatus(
            state=state,
            version=now.version,
            loaded_at=None if now.mark is None else _time(now.loaded_at),
            last_error=None if refused is None else refused.error,
            failed_loads=self._failed_loads,
            ignored=dict(now.ignored),
        )


def _snapshot_of(now: Loaded[V, L]) -> Snapshot[V]:
    modified = None if now.mark is None else _time(now.mark.mtime_ns / 1_000_000_000)
    return Snapshot(now.value, now.version, modified)


def _time(seconds: float) -> datetime:
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        # A file system holds times that no calendar has.
        last, first = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
        return last if seconds > 0 else first
