"""Life as a service: what the main thread does while the engine works."""

from __future__ import annotations

import logging
import signal
import time
from typing import TYPE_CHECKING, Final, final

from attrs import evolve

from kingpin_sdk.adapters.systemd import notify, watchdog_seconds
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.writing import Ownership
from kingpin_sdk.monitor._flags import settings_of
from kingpin_sdk.settings import KEYS
from kingpin_sdk.sync import Limits, SyncOptions

if TYPE_CHECKING:
    from kingpin_sdk.monitor._flags import Flags
    from kingpin_sdk.monitor._pages import Pages
    from kingpin_sdk.settings import Settings
    from kingpin_sdk.sync import SyncEngine

__all__ = ["ENDING", "HANDLED", "Service", "sync_options"]

_log = logging.getLogger(__name__)

ENDING: Final = frozenset({signal.SIGTERM, signal.SIGINT})
HANDLED: Final = ENDING | {signal.SIGHUP}

_STATUS_EVERY: Final = 1.0
# What SIGHUP changes at once, and what has nothing to do with a monitor.
_LIVE: Final = ("monitor_sweep_every", "monitor_hold_down")
_OTHERS: Final = frozenset({"author", "legacy_readers", "register_http"})


def sync_options(settings: Settings) -> SyncOptions:
    """How the engine paces itself."""
    return SyncOptions(
        workers=settings.monitor_workers,
        hold_down=settings.monitor_hold_down,
        sweep_every=settings.monitor_sweep_every,
        max_bytes=settings.monitor_max_body_bytes,
        serversets=Limits(hold=settings.monitor_serverset_hold),
        keep=settings.monitor_keep_versions,
        ownership=Ownership(
            settings.monitor_file_mode, settings.monitor_file_owner, settings.monitor_file_group
        ),
    )


@final
class Service:
    """Waits for signals, and tells systemd meanwhile how things are.

    The signals must be blocked in all threads.

    Args:
        engine: running.
        pages: being served.
        settings: in effect.
        flags: that they were made with.
    """

    def __init__(self, engine: SyncEngine, pages: Pages, settings: Settings, flags: Flags) -> None:
        self._engine = engine
        self._pages = pages
        self._settings = settings
        self._flags = flags
        self._watchdog = watchdog_seconds()
        self._beat_at = 0.0
        self._told = ""
        self._listens = False

    def run(self) -> None:
        """Until a signal ends it."""
        self._told = self._summary()
        # Ready to serve what is on disk: systemd would kill a daemon that waits for a backend.
        self._listens = notify(f"READY=1\nSTATUS={self._told}")
        while True:
            number = self._next_signal()
            if number == signal.SIGHUP:
                self._reload()
            elif number is not None:
                break
            self._tell()
        notify("STOPPING=1\nSTATUS=finishing the file in hand")
        _log.info("ending: finishing the file in hand")

    def _next_signal(self) -> int | None:
        if not self._listens:
            return signal.sigwait(HANDLED)
        wait = _STATUS_EVERY if self._watchdog is None else min(_STATUS_EVERY, self._watchdog / 4)
        found = signal.sigtimedwait(HANDLED, wait)
        return None if found is None else found.si_signo

    def _tell(self) -> None:
        """What systemd wants to know; the heart it hears is the engine's, not this thread's."""
        if not self._listens or not self._beat():
            # The status of a stuck engine may wait for a lock that its thread holds.
            return
        if (summary := self._summary()) != self._told:
            self._told = summary
            notify(f"STATUS={summary}")

    def _beat(self) -> bool:
        """Pass the engine's heartbeat on when it is due; false if there is none."""
        if self._watchdog is None or time.monotonic() < self._beat_at:
            return True
        if not self._engine.beats(self._watchdog / 4):
            _log.error("the engine is stuck: systemd is not told that it lives")
            return False
        self._beat_at = time.monotonic() + self._watchdog / 2
        notify("WATCHDOG=1")
        return True

    def _summary(self) -> str:
        """One line for ``systemctl status``."""
        status, found = self._engine.status(), self._pages.readiness()
        files = f"{len(status.configs)} configs, {len(status.serversets)} serversets"
        if status.synced:
            return f"{files}: synced"
        if found.reasons and (found.from_disk or not found.ready):
            first = " ".join(found.reasons[0].split())
            where = "serving what is on disk" if found.from_disk else "not ready"
            return f"{files}: {where}: {first}"
        return f"{files}: {len(status.waiting_for)} not looked at yet"

    def _reload(self) -> None:
        """Settings once more; those that cannot change while it runs are named."""
        try:
            now = settings_of(self._flags)
        except SettingsError as error:
            _log.error("SIGHUP: the settings stay as they are: %s", error)
            return
        _log.info("SIGHUP: the settings were read again")
        before = self._settings
        for key in KEYS:
            value: object = getattr(now, key.attribute)
            if key.attribute in _OTHERS or value == getattr(before, key.attribute):
                continue
            if key.attribute in _LIVE:
                _log.info("%s is %s now", key.name, value)
            else:
                _log.warning("%s has changed: restart the monitor to use it", key.name)
        self._settings = evolve(
            before,
            monitor_sweep_every=now.monitor_sweep_every,
            monitor_hold_down=now.monitor_hold_down,
        )
        self._engine.retune(sync_options(self._settings))
