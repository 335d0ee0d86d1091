"""The daemon's life: settings, announcements, and leaving on a signal."""

from __future__ import annotations

import logging
import signal
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from kingpin_sdk.adapters.systemd import notify
from kingpin_sdk.daemon import log_to_stderr, run_daemon
from kingpin_sdk.errors import BackendError, NodeNotFoundError
from kingpin_sdk.register._announcing import close_all, make_announcement
from kingpin_sdk.register._flags import PROGRAM, Flags, parse_flags, settings_of
from kingpin_sdk.wiring import open_coordination

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from kingpin_sdk.announce import Announcement, AnnounceStatus
    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.settings import Settings

__all__ = ["main"]

_log = logging.getLogger(__name__)

_DONE: Final = 0

# KingPin 1.0's "graceful" leave is SIGUSR1; here all of them are graceful.
_ENDING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)
_LOOK_EVERY: Final = 0.5
_GIVEN_UP_WITHIN: Final = 0.5

_Signals = SimpleQueue[int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the daemon until SIGTERM, SIGINT or SIGUSR1.

    Args:
        argv: the words after the program's name; None for this process's.

    Returns:
        The exit code.
    """
    return run_daemon(PROGRAM, lambda words: _serve(parse_flags(words)), argv)


def _serve(flags: Flags) -> int:
    log_to_stderr(debug=flags.debug, as_json=flags.json_logs)
    settings = settings_of(flags)
    makers = [
        make_announcement(each, legacy_readers=settings.legacy_readers)
        for each in settings.register_services
    ]
    with ExitStack() as stack:
        signals = stack.enter_context(_caught(_ENDING))
        coordination = open_coordination(settings)
        stack.callback(coordination.close)
        if flags.exit_when_unreachable:
            _reach(coordination)
        announcements = [make(coordination) for make in makers]
        stack.enter_context(_answering(settings, announcements))
        for each in announcements:
            each.start()
        _greet(settings)
        # Ready to look after them: neither a sick service nor a backend that is away is a failed
        # start, and systemd would kill a daemon that waits for either.
        notify("READY=1")
        limit = settings.zookeeper_session_timeout if flags.exit_when_unreachable else None
        try:
            _wait(signals, announcements, limit)
        except BackendError:
            # Members go with the session, if the backend still hears that it is closed.
            close_all(announcements, within=_GIVEN_UP_WITHIN)
            raise
        _leave(settings, announcements, signals)
    return _DONE


def _reach(coordination: Coordination) -> None:
    # An empty store answers, too.
    with suppress(NodeNotFoundError):
        coordination.children("/")


@contextmanager
def _caught(numbers: Sequence[signal.Signals]) -> Generator[_Signals]:
    """Collect signals instead of dying of them.

    Handlers rather than a blocked mask: that would be inherited by the commands of exec checks.
    """
    arrived: _Signals = SimpleQueue()
    before = {each: signal.getsignal(each) for each in numbers}
    for each in numbers:
        # put() of a SimpleQueue may be called while the same thread is inside get().
        signal.signal(each, lambda number, _frame: arrived.put(number))
    try:
        yield arrived
    except BaseException:
        for each, handler in before.items():
            signal.signal(each, handler)
        raise
    # A second one must not kill what has just ended well.
    for each in numbers:
        signal.signal(each, signal.SIG_IGN)


@contextmanager
def _answering(settings: Settings, announcements: Sequence[Announcement]) -> Generator[None]:
    if settings.register_http is None:
        yield
        return
    # Its metrics library is loaded by those who ask for it alone.
    from kingpin_sdk.register._http import status_server

    with status_server(settings.register_http, _statuses(announcements)) as server:
        _log.info("answering at http://%s", settings.register_http._replace(port=server.port))
        yield


def _statuses(announcements: Sequence[Announcement]) -> Callable[[], list[AnnounceStatus]]:
    return lambda: [each.status() for each in announcements]


def _wait(signals: _Signals, announcements: Sequence[Announcement], limit: float | None) -> None:
    """Until a signal comes; or, with a limit, until the backend failed for so many seconds."""
    while True:
        try:
            # A signal that another thread took wakes nobody here: so the wait is cut short anyway.
            number = signals.get(timeout=_LOOK_EVERY)
        except Empty:
            _give_up([each.status() for each in announcements], limit)
        else:
            _log.info("%s: leaving", signal.Signals(number).name)
            return


def _give_up(statuses: Sequence[AnnounceStatus], limit: float | None) -> None:
    for each in statuses:
        if limit is not None and each.member.failing_for > limit:
            raise BackendError(f"{each.serverset}: {each.member.last_error}")


def _leave(settings: Settings, announcements: Sequence[Announcement], signals: _Signals) -> None:
    notify("STOPPING=1")
    if not close_all(announcements):
        _log.warning("the backend does not answer: members go when it gives our session up")
    # Asked afterwards: a join that was under way has been noted by now.
    was_in = any(each.status().member.joins for each in announcements)
    drain = max(each.drain for each in settings.register_services) if was_in else 0.0
    if drain:
        _log.info("left; draining for %g s (another signal ends that)", drain)
        with suppress(Empty):
            signals.get(timeout=drain)


def _greet(settings: Settings) -> None:
    for each in settings.register_services:
        check = each.check or "no check"
        _log.info("announcing %s with %s at %s", each.serverset, check, settings.coordination)
    if settings.implicit_store:
        _log.warning("no store is set: this is the embedded one of this user")
