"""The daemon's life: settings, ports, engine, and its end on a signal."""

from __future__ import annotations

import logging
import signal
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from kingpin_sdk.adapters.http import HttpServer
from kingpin_sdk.adapters.prometheus import PrometheusMetrics
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.daemon import log_to_stderr, run_daemon
from kingpin_sdk.errors import one_line
from kingpin_sdk.files.layout import DEFAULT_CONFIG_ROOT, DEFAULT_SERVERSET_ROOT
from kingpin_sdk.formats.version import refusal_text
from kingpin_sdk.monitor._flags import PROGRAM, Flags, parse_flags, settings_of
from kingpin_sdk.monitor._pages import Pages
from kingpin_sdk.monitor._progress import first_round_shown
from kingpin_sdk.monitor._service import ENDING, HANDLED, Service, sync_options
from kingpin_sdk.sync import ConfigState, ServersetStatus, SyncEngine, SyncStatus
from kingpin_sdk.wiring import open_blobs, open_coordination

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from kingpin_sdk.settings import Settings

__all__ = ["main", "sync_once"]

_log = logging.getLogger(__name__)

_DONE = 0
_FAILED = 1
_UNAVAILABLE = 3

_ONCE_WITHIN = 60.0
_SIGNALS_EVERY = 0.1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the daemon until SIGTERM or SIGINT, or until everything is synced with ``--once``.

    Args:
        argv: the words after the program's name; None for this process's.

    Returns:
        The exit code.
    """
    return run_daemon(PROGRAM, lambda words: _serve(parse_flags(words)), argv)


def _serve(flags: Flags) -> int:
    settings = settings_of(flags)
    log_to_stderr(debug=flags.debug, as_json=flags.json_logs)
    # Before any thread starts, so that all inherit it and only this one hears of the end.
    with ExitStack() as stack:
        stack.enter_context(_held_back(ENDING if flags.once else HANDLED))
        coordination = open_coordination(settings)
        stack.callback(coordination.close)
        blobs = open_blobs(settings)
        stack.callback(blobs.close)
        registry = CollectorRegistry()
        engine = SyncEngine(
            coordination,
            blobs,
            config_root=settings.config_dir,
            serverset_root=settings.serverset_dir,
            dependencies=flags.dependencies,
            options=sync_options(settings),
            metrics=PrometheusMetrics(registry),
        )
        if flags.once:
            with engine:
                _greet(settings, flags)
                with first_round_shown(engine):
                    return sync_once(engine, within=_ONCE_WITHIN)
        _follow(engine, settings, flags, registry)
    return _DONE


def _follow(
    engine: SyncEngine, settings: Settings, flags: Flags, registry: CollectorRegistry
) -> None:
    pages = Pages(engine, settings, registry=registry)
    # Listens first: where it cannot, nothing has begun.
    server = HttpServer(settings.monitor_http, pages.answer, name=PROGRAM, flag="--listen")
    with ExitStack() as stack:
        stack.callback(server.close)
        stack.enter_context(engine)
        pages.control.publish_key()
        stack.enter_context(server)
        _greet(settings, flags)
        _log.info("answering at http://%s", settings.monitor_http._replace(port=server.port))
        with first_round_shown(engine):
            Service(engine, pages, settings, flags).run()


def _greet(settings: Settings, flags: Flags) -> None:
    _log.info(
        "following %s, from %s and %s, into %s and %s",
        ", ".join(map(str, flags.dependencies)),
        settings.coordination,
        settings.blobs,
        settings.config_dir,
        settings.serverset_dir,
    )
    if settings.implicit_store:
        _log.warning("no store is set: this is the embedded one of this user")
    if str(settings.config_dir) != DEFAULT_CONFIG_ROOT:
        _log.info("readers must set KINGPIN_CONFIG_DIR=%s", settings.config_dir)
    if str(settings.serverset_dir) != DEFAULT_SERVERSET_ROOT:
        _log.info("readers must set KINGPIN_SERVERSET_DIR=%s", settings.serverset_dir)


def sync_once(engine: SyncEngine, *, within: float) -> int:
    """Wait until everything is synced, and say on stderr what is wrong.

    Args:
        engine: running.
        within: seconds.

    Returns:
        The exit code.
    """
    deadline = Deadline(within)
    while not deadline.expired:
        if engine.wait_synced(min(_SIGNALS_EVERY, deadline.remaining)):
            return _judge(engine.status())
        if signal.sigtimedwait(ENDING, 0) is not None:
            return _DONE
    status = engine.status()
    errors = {each.name: each.last_error for each in status.configs} | dict(status.problems)
    errors |= {each.name: each.last_error for each in status.serversets}
    first = next(iter(status.waiting_for), "the plan")
    _say(f"{first}: {errors.get(first) or f'not synced within {within:g} s'}")
    return _UNAVAILABLE


def _judge(status: SyncStatus) -> int:
    """Say what is wrong although everything was looked at."""
    problems = dict(status.problems)
    for each in status.configs:
        if each.state is ConfigState.REFUSED:
            problems[each.name] = refusal_text(each.refused_version, str(each.refused_reason))
    problems |= {each.name: text for each in status.serversets if (text := _held(each))}
    for name, problem in problems.items():
        _say(f"{name}: {problem}")
    if problems:
        return _FAILED
    configs, serversets = len(status.configs), len(status.serversets)
    _log.info("%d configs and %d serversets are synced", configs, serversets)
    return _DONE


def _held(serverset: ServersetStatus) -> str | None:
    standing = serverset.standing
    if standing is None or standing.held is None:
        return None
    return (
        f"{standing.held.reason}: {standing.listed} listed of {standing.held.measure}: "
        "the last good set stays"
    )


@contextmanager
def _held_back(signals: frozenset[signal.Signals]) -> Generator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        # A second one must not kill what has just ended well.
        while signal.sigtimedwait(signals, 0) is not None:
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _say(text: str) -> None:
    sys.stderr.write(f"{PROGRAM}: {one_line(text)}\n")
