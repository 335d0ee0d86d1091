"""Announcing from inside a service's own process."""

from __future__ import annotations

import os
import threading
import time
import warnings
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypedDict, Unpack, final

from kingpin_sdk.announce import CallableCheck
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.register._announcing import LEAVE_WITHIN, make_announcement
from kingpin_sdk.settings import Needs, load_settings, parse_service
from kingpin_sdk.wiring import open_coordination

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.announce import AnnounceStatus
    from kingpin_sdk.settings import ServiceSettings, Settings

__all__ = ["RegisterOptions", "Registration", "registered"]


@final
class Registration:
    """A service of this process that is announced; ``registered`` makes it.

    Thread-safe. It is the process's that made it: a forked child is no member, and ``close`` does
    nothing there. A server that forks workers registers once, in its master.
    """

    def __init__(
        self,
        service: ServiceSettings,
        settings: Settings,
        *,
        check: Callable[[], object] | None,
    ) -> None:
        self._closed = False
        self._pid = os.getpid()
        self._drain = service.drain
        self._lock = threading.Lock()  # guards _closed
        make = make_announcement(
            service,
            legacy_readers=settings.legacy_readers,
            check=None if check is None else CallableCheck(check),
        )
        with ExitStack() as opened:
            coordination = open_coordination(settings)
            opened.callback(coordination.close)
            self._announcement = make(coordination)
            self._announcement.start()
            self._opened = opened.pop_all()

    @property
    def status(self) -> AnnounceStatus:
        """How it stands now; does not wait."""
        return self._announcement.status()

    def wait_announced(self, timeout: float) -> bool:
        """Wait until it is in the serverset; False if it is not after so many seconds."""
        return self._announcement.wait_announced(timeout)

    def close(self) -> None:
        """Leave, then wait for the drain time, so that clients stop calling first.

        Blocks for 5 seconds at most where the backend does not answer, besides the drain time.
        Harmless when repeated, and in a forked child.
        """
        if self._pid != os.getpid():
            return
        with self._lock:
            done, self._closed = self._closed, True
        if done:
            return
        self._announcement.close(LEAVE_WITHIN)
        self._opened.close()
        # Asked afterwards: a join that was under way has been noted by now.
        was_in = self._announcement.status().member.joins > 0
        if was_in and self._drain:
            time.sleep(self._drain)

    def __enter__(self) -> Registration:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        # A constructor that failed left nothing open.
        unclosed = hasattr(self, "_opened") and not self._closed
        if unclosed and self._pid == os.getpid():
            warnings.warn(
                f"the registration of {self._announcement.status().serverset} was not closed",
                ResourceWarning,
                source=self,
                stacklevel=2,
            )


class RegisterOptions(TypedDict, total=False):
    """What ``registered`` and ``registered_async`` take besides.

    Attributes:
        host: address to announce; by default what the host name resolves to.
        interface: network interface whose address is announced instead.
        rise: passed checks in a row that bring it in (2).
        fall: failed checks in a row that take it out (3).
        interval: seconds between checks (2).
        check_timeout: seconds after which a check has failed (1, or a shorter interval).
        drain: seconds that closing waits after leaving (0).
        weight: share of the traffic relative to others (1).
        zone: where it is.
        settings: where the coordination service is; by default from environment and settings file.
    """

    host: str
    interface: str
    rise: int
    fall: int
    interval: float
    check_timeout: float
    drain: float
    weight: float
    zone: str | None
    settings: Settings


def registered(
    service: str,
    env: str,
    *,
    port: int,
    check: str | Callable[[], object] | None = None,
    **options: Unpack[RegisterOptions],
) -> Registration:
    """Announce this process's service until the ``with`` block ends.

    ::

        with registered("test_service", "prod", port=8081, check="tcp"):
            server.serve_forever()

    Announcing happens on threads of its own: this returns at once, also when the backend is away,
    and goes on trying. Leaving is ``close``; a process that is killed is gone after ZooKeeper's
    session timeout. Python dies of SIGTERM without leaving ``with`` blocks: turn it into an
    exception (``signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))``) unless your server does.

    Args:
        service: its name.
        env: its environment, such as ``prod``.
        port: where it listens.
        check: ``tcp``, ``http:/path``, ``thrift:method``, ``exec:command``, or a function that
            returns False or raises when the service is not well, called on a thread of its own;
            None for no check. With a check the service is announced after the first rise.
        options: see RegisterOptions.

    Raises:
        SettingsError: an argument or a setting cannot be used.
    """
    settings = options.pop("settings", None)
    said: dict[str, object] = {"service": service, "env": env, "port": port, **options}
    function: Callable[[], object] | None = None
    if isinstance(check, str):
        said["check"] = check
    else:
        function = check
    if settings is None:
        settings = load_settings(interactive=False, needs=Needs.COORDINATION)
    return Registration(_service_settings(said), settings, check=function)


def _service_settings(said: dict[str, object]) -> ServiceSettings:
    """Check the arguments; None counts as not said.

    Raises:
        SettingsError: one cannot be used.
    """
    given = {name: value for name, value in said.items() if value is not None}
    try:
        return parse_service(given, place=str)
    except ValueError as error:
        raise SettingsError(f"registered(): {error}") from error
