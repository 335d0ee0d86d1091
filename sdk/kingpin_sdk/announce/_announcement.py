"""One announced service: its member, kept where its health wants it."""

from __future__ import annotations

import os
import threading
import uuid
from typing import TYPE_CHECKING, Final, final

from kingpin_sdk.announce._keeper import MemberKeeper
from kingpin_sdk.announce._prober import Prober, Rhythm
from kingpin_sdk.announce._status import AnnounceStatus, MemberState

if TYPE_CHECKING:
    from kingpin_sdk.announce._checks import Check
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.names import ServersetName
    from kingpin_sdk.ports import Coordination

__all__ = ["Announcement"]

_LEAVE_WITHIN: Final = 5.0
_RHYTHM: Final = Rhythm()


@final
class Announcement:
    """Announces a service from ``start`` until ``close``; threads do all of it, no call waits.

    Without a check the service is in the serverset at once; with one it is out until the first
    rise. Everything that can go wrong with the backend is repaired without end: see ``status``.

    Thread-safe. It belongs to the process that made it: in a forked child, where no thread of it
    lives, ``close`` does nothing and nothing else may be asked.

    Args:
        coordination: where; must outlive the announcement.
        serverset: of which.
        endpoint: who.
        check: finds out the health; None for a service that is always healthy.
        rhythm: of the checks.
        look_every: seconds between looks at the member that nothing asked for.
    """

    def __init__(
        self,
        coordination: Coordination,
        serverset: ServersetName,
        endpoint: Endpoint,
        *,
        check: Check | None = None,
        rhythm: Rhythm = _RHYTHM,
        look_every: float = 5.0,
    ) -> None:
        self._serverset = serverset
        self._endpoint = endpoint
        self._pid = os.getpid()
        self._keeper = MemberKeeper(
            coordination, serverset, endpoint, unique=uuid.uuid4().hex, look_every=look_every
        )
        self._prober = None
        if check is not None:
            name = f"{serverset} {endpoint}"
            self._prober = Prober(name, check, rhythm, self._judged)
        # Guards the order of _leaving and of what the keeper is told.
        self._lock = threading.Lock()
        self._leaving = False
        self._started = False

    def start(self) -> None:
        """Begin."""
        self._started = True
        self._keeper.start()
        if self._prober is None:
            self._judged(up=True)
        else:
            self._prober.start()

    def status(self) -> AnnounceStatus:
        """How it stands now; does not wait."""
        counts = self._prober.counts if self._prober is not None else None
        return AnnounceStatus(
            serverset=self._serverset,
            endpoint=self._endpoint,
            path=self._keeper.path,
            member=self._keeper.status(),
            health=counts.health if counts is not None else None,
            checks=counts.checks if counts is not None else 0,
            failed_checks=counts.failed if counts is not None else 0,
            last_failure=counts.last_failure if counts is not None else None,
        )

    def wait_announced(self, timeout: float) -> bool:
        """Wait until it is in the serverset; False if it is not in time."""
        return self._keeper.wait_state(MemberState.IN, timeout)

    def leave(self) -> None:
        """Begin to leave, for good; does not wait, not even for a check that hangs."""
        with self._lock:
            self._leaving = True
            self._keeper.want(present=False)
        if self._prober is not None:
            self._prober.stop()

    def close(self, timeout: float = _LEAVE_WITHIN) -> bool:
        """Leave, and end all threads. Harmless when repeated.

        Args:
            timeout: seconds to wait for the backend; after that the member goes when the
                coordination is closed.

        Returns:
            True if the member is known to be gone.
        """
        if self._pid != os.getpid() or not self._started:
            return True
        self.leave()
        return self._keeper.close(timeout)

    def __enter__(self) -> Announcement:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _judged(self, up: bool) -> None:  # noqa: FBT001 - the prober's call-back
        with self._lock:
            if not self._leaving:
                self._keeper.want(present=up)
