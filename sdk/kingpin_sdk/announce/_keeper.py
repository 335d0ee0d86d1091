"""Keeps one member of a serverset there, or not there: the only writer of members."""

from __future__ import annotations

import logging
import os
import random as _random
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, final

from kingpin_sdk.announce._status import MemberState, MemberStatus
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import BackendError, NodeNotFoundError
from kingpin_sdk.formats.member import encode_member_data, member_name

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Monotonic, Random
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.names import ServersetName
    from kingpin_sdk.ports import Coordination, Membership, Watch

__all__ = ["MemberKeeper"]

_log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 5.0
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0
_LAST_JOIN_WITHIN: Final = 1.0


@final
class MemberKeeper:
    """A thread that makes the member be where it is wanted, whatever happens to it.

    The member has one name for the keeper's whole life, so a second node of it cannot be: a join
    whose answer was lost is found under that name, taken away and made again. What it watches is
    that node alone. Watching the serverset's children would tell every member of every change,
    which costs a serverset of n members n * n messages at each deployment.

    It never gives up: failed tries are repeated with growing pauses, and each change between
    working and failing is logged once.

    In a forked child nothing of it lives: the member stays the parent's.

    Args:
        coordination: where; must outlive the keeper.
        serverset: of which.
        endpoint: who.
        unique: 32 hex digits of this member alone.
        look_every: seconds between looks that nothing asked for.
        clock: for the pauses.
        random: spreads looks and pauses.
    """

    def __init__(
        self,
        coordination: Coordination,
        serverset: ServersetName,
        endpoint: Endpoint,
        *,
        unique: str,
        look_every: float = _LOOK_EVERY,
        clock: Monotonic = time.monotonic,
        random: Random = _random.random,
    ) -> None:
        self._coordination = coordination
        self._serverset = serverset
        self._path = f"{serverset.node}/{member_name(endpoint, unique)}"
        self._data = encode_member_data(endpoint)
        self._look_every = look_every
        self._clock = clock
        self._random = random
        self._pid = os.getpid()
        # Of the keeper's thread alone.
        self._held: Membership | None = None
        self._tried = False
        self._watch: Watch | None = None
        # Guards all fields below; notified when any of them changes.
        self._changed = threading.Condition()
        self._wanted = False
        self._closed = False
        self._look = True
        self._state = MemberState.OUT
        self._joins = 0
        self._failures = 0
        self._last_error: str | None = None
        self._failing_since = 0.0
        self._thread = threading.Thread(
            target=self._run, daemon=True, name=f"kingpin-announce-{serverset}"
        )

    @property
    def path(self) -> str:
        """The member's node."""
        return self._path

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def want(self, *, present: bool) -> None:
        """Say where the member is to be; does not wait."""
        with self._changed:
            if self._wanted == present or self._closed:
                return
            self._wanted = present
            self._state = MemberState.ENTERING if present else MemberState.LEAVING
            self._look = True
            self._changed.notify_all()

    def wait_state(self, state: MemberState, timeout: float) -> bool:
        """Wait until the member is so; False if it is not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._state is state, timeout)

    def status(self) -> MemberStatus:
        """How it stands now; does not wait."""
        with self._changed:
            return MemberStatus(
                state=self._state,
                joins=self._joins,
                failures=self._failures,
                last_error=self._last_error,
                failing_for=self._clock() - self._failing_since if self._failures else 0.0,
            )

    def close(self, timeout: float) -> bool:
        """Leave and end the thread; nothing happens in a forked child. Harmless when repeated.

        Args:
            timeout: seconds to try; after that the member goes with the coordination's session.

        Returns:
            True if the member is known to be gone.
        """
        if self._pid != os.getpid() or self._thread.ident is None:
            return True
        deadline = Deadline(timeout)
        self.want(present=False)
        gone = self.wait_state(MemberState.OUT, deadline.remaining)
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        # Where the backend hangs it ends later by itself: it holds nothing that others wait for.
        self._thread.join(max(deadline.remaining, _LAST_JOIN_WITHIN) if gone else 0.0)
        return gone

    def _run(self) -> None:
        while (wanted := self._next()) is not None:
            try:
                if self._watch is None:
                    self._watch = self._coordination.watch(self._path, self._hint)
                self._settle(wanted=wanted)
            except BackendError as error:
                self._failed(str(error))
            except Exception as error:  # noqa: BLE001 - the outermost frame of a thread
                _log.exception("%s: looking after the member failed", self._serverset)
                self._failed(f"{type(error).__name__}: {error}")
        if self._watch is not None:
            self._watch.close()

    def _hint(self) -> None:
        with self._changed:
            self._look = True
            self._changed.notify_all()

    def _next(self) -> bool | None:
        """Wait until it is time to look; what is wanted then, None at the end."""
        with self._changed:
            pause = self._pause()
            self._changed.wait_for(lambda: self._look or self._closed, pause)
            self._look = False
            return None if self._closed else self._wanted

    def _pause(self) -> float:
        spread = 0.5 + self._random() / 2
        if not self._failures:
            return self._look_every * spread
        longest = min(_FIRST_PAUSE * 2.0 ** min(self._failures, 10), _LONGEST_PAUSE)
        return float(longest * spread)

    def _settle(self, *, wanted: bool) -> None:
        there = self._is_there()
        if wanted and self._held is not None and self._held.alive and there:
            self._reached(MemberState.IN, wanted=wanted)
            return
        self._take_away(there=there)
        if not wanted:
            self._reached(MemberState.OUT, wanted=wanted)
            return
        with self._changed:
            if self._wanted:
                self._state = MemberState.ENTERING
        self._tried = True
        self._held = self._coordination.join(self._path, self._data)
        self._joined()

    def _is_there(self) -> bool:
        # Before the first join nobody can have made it: its name is new. Afterwards it is looked
        # for while it is not wanted, too: a lagging server may show late what a lost answer left.
        if not self._tried:
            return False
        try:
            self._coordination.read(self._path)
        except NodeNotFoundError:
            return False
        return True

    def _take_away(self, *, there: bool) -> None:
        if self._held is not None:
            self._held.leave()
            self._held = None
            there = self._is_there()
        if there:
            # A join whose answer was lost, or a session of ours that the server has not given up
            # yet: such a node may go at any moment, so it is made anew rather than kept.
            _log.info("%s: taking an earlier member of ours away", self._serverset)
            with suppress(NodeNotFoundError):
                self._coordination.delete(self._path)

    def _joined(self) -> None:
        with self._changed:
            self._joins += 1
            again = self._joins > 1
        _log.info("%s: %s %s", self._serverset, "back as" if again else "joined as", self._path)
        self._reached(MemberState.IN, wanted=True)

    def _reached(self, state: MemberState, *, wanted: bool) -> None:
        with self._changed:
            healed = self._failures
            self._failures = 0
            self._last_error = None
            left = state is MemberState.OUT and self._state is not state and self._joins > 0
            # Somebody may have changed his mind meanwhile: then another look is due.
            if wanted == self._wanted:
                self._state = state
            self._changed.notify_all()
        if left:
            _log.info("%s: left, %s is gone", self._serverset, self._path)
        if healed:
            _log.info("%s: works again after %d failed tries", self._serverset, healed)

    def _failed(self, why: str) -> None:
        with self._changed:
            self._failures += 1
            first = self._failures == 1
            self._last_error = why
            if first:
                self._failing_since = self._clock()
            if self._wanted:
                self._state = MemberState.ENTERING
            self._changed.notify_all()
        if first:
            _log.warning("%s: %s; trying on", self._serverset, why)
