"""``kingpin status``: what the monitor of this box has, asked over HTTP."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.cli._monitor_client import ask_status
from kingpin_sdk.cli._options import AsJson
from kingpin_sdk.cli._output import note, on_terminal, say, show_json, show_rows
from kingpin_sdk.cli._session import settings_of
from kingpin_sdk.errors import one_line
from kingpin_sdk.formats.version import refusal_text

if TYPE_CHECKING:
    from kingpin_sdk.cli._monitor_documents import FileStatus, MonitorStatus

__all__ = ["app"]

_HEADERS: Final = ("NAME", "KIND", "VERSION", "AGE", "STATE", "WHY")
_DAY: Final = 86_400
_UNITS: Final = (("d", _DAY), ("h", 3_600), ("m", 60))
_CLEAR: Final = "\x1b[H\x1b[2J"

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("status")
def status(
    context: typer.Context,
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Show it again and again.")] = False,
    every: Annotated[
        float,
        typer.Option("--every", metavar="SECONDS", min=0.1, max=_DAY, help="How often to."),
    ] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Show the configs and serversets of this box's monitor.

    It is asked where the setting monitor_http says; exit code 3 when none answers.
    """
    address = settings_of(context).monitor_http
    while True:
        told = ask_status(address)
        if watch and on_terminal():
            sys.stdout.write(_CLEAR)
        if as_json:
            show_json(told.document)
        else:
            _show(told.status)
        if not watch:
            return
        sys.stdout.flush()
        time.sleep(every)


def _show(status: MonitorStatus) -> None:
    now = time.time()
    rows = [
        (
            each.name,
            kind,
            each.version or "-",
            _age(each.applied_at, now),
            each.state,
            "; ".join(_reasons(each)) or "-",
        )
        for kind, files in (("config", status.configs), ("serverset", status.serversets))
        for each in files
    ]
    if rows:
        show_rows(_HEADERS, rows)
    else:
        note("the monitor follows nothing yet")
    if on_terminal():
        say(_summary(status))
    for name, problem in status.problems.items():
        note(one_line(f"{name}: {problem}"))


def _summary(status: MonitorStatus) -> str:
    if status.from_disk:
        return "Ready, from disk: a backend does not answer."
    if not status.ready:
        return f"Not ready: {len(status.waiting_for)} not looked at yet."
    return "Ready."


def _reasons(each: FileStatus) -> Iterator[str]:
    """What is wrong with it; nothing if nothing is."""
    if each.last_error:
        yield each.last_error
    if each.refused_reason:
        yield refusal_text(each.refused_version, each.refused_reason)
        if each.refused_body:
            yield f"kept aside as {each.refused_body}"
    if each.newest and each.newest != each.version:
        yield f"published is version {each.newest}"
    if each.standing is not None and each.standing.held is not None:
        held = each.standing.held
        yield f"{held.reason}: {each.standing.listed} listed of {held.measure}"


def _age(at: float | None, now: float) -> str:
    if at is None:
        return "-"
    seconds = max(0.0, now - at)
    for unit, length in _UNITS:
        if seconds >= length:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds:.0f}s"
