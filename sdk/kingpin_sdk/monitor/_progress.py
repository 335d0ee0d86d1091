"""The first round over everything, as a bar on a terminal."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Generator

    from kingpin_sdk.sync import SyncEngine

__all__ = ["first_round_shown"]

_EVERY: Final = 0.1


@contextmanager
def first_round_shown(engine: SyncEngine) -> Generator[None]:
    """Show how far the first round is, inside the block, until it ends; nothing off a terminal.

    Args:
        engine: running.
    """
    if not sys.stderr.isatty():
        yield
        return
    ending = threading.Event()
    thread = threading.Thread(
        target=_show, args=(engine, ending), daemon=True, name="kingpin-monitor-progress"
    )
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def _show(engine: SyncEngine, ending: threading.Event) -> None:
    # rich takes 60 ms to load, which a service need not wait for.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("syncing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar, _logs_above():
        task = bar.add_task("")
        while not engine.wait_synced(_EVERY) and not ending.is_set():
            done, total = engine.progress()
            bar.update(task, completed=done, total=total)


@contextmanager
def _logs_above() -> Generator[None]:
    """Let log lines go by way of the bar, which would be torn by them otherwise."""
    before = [(each, each.setStream(sys.stderr)) for each in _stream_handlers()]
    try:
        yield
    finally:
        for handler, stream in before:
            if stream is not None:
                handler.setStream(stream)


def _stream_handlers() -> list[logging.StreamHandler[TextIO]]:
    # What isinstance cannot tell: all of them write text.
    return [
        cast("logging.StreamHandler[TextIO]", each)
        for each in logging.getLogger().handlers
        if isinstance(each, logging.StreamHandler)
    ]
