"""``kingpin status``: what the monitor of this box has, asked over HTTP."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from kingpin_sdk.cli._monitor_client import ask_status
from kingpin_sdk.cli._options import AsJson
from kingpin_sdk.cli._output import note, on_terminal, say, show_json, show_rows
from kingpin_sdk.cli._session import settings_of

__all__ = ["app"]

_HEADERS: Final = ("NAME", "KIND", "VERSION", "AGE", "STATE", "WHY")
_UNITS: Final = (("d", 86_400), ("h", 3_600), ("m", 60))
_CLEAR: Final = "\x1b[H\x1b[2J"

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("status")
def status(
    context: typer.Context,
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Show it again and again.")] = False,
    every: Annotated[
        float, typer.Option("--every", metavar="SECONDS", min=0.1, help="How often to.")
    ] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Show the configs and serversets of this box's monitor.

    It is asked where the setting monitor_http says; exit code 3 when none answers.
    """
    address = settings_of(context).monitor_http
    while True:
        document = ask_status(address)
        if watch and on_terminal():
            sys.stdout.write(_CLEAR)
        if as_json:
            show_json(document)
        else:
            _show(document)
        if not watch:
            return
        sys.stdout.flush()
        time.sleep(every)


def _show(document: dict[str, Any]) -> None:
    now = time.time()
    rows = [
        (
            str(each["name"]),
            kind.removesuffix("s"),
            str(each["version"] or "-"),
            _age(each["applied_at"], now),
            str(each["state"]),
            _why(each) or "-",
        )
        for kind in ("configs", "serversets")
        for each in document[kind]
    ]
    if rows:
        show_rows(_HEADERS, rows)
    else:
        note("the monitor follows nothing yet")
    if on_terminal():
        say(_summary(document))
    for name, problem in document["problems"].items():
        note(f"{name}: {problem}")


def _summary(document: dict[str, Any]) -> str:
    if document["from_disk"]:
        return "Ready, from disk: a backend does not answer."
    if not document["ready"]:
        return f"Not ready: {len(document['waiting_for'])} not looked at yet."
    return "Ready."


def _why(each: dict[str, Any]) -> str:
    """What is wrong with it; empty if nothing is."""
    return "; ".join(_reasons(each))


def _reasons(each: dict[str, Any]) -> Iterator[str]:
    if each["last_error"]:
        yield str(each["last_error"])
    if each.get("refused_reason"):
        yield f"version {each['refused_version']} is refused: {each['refused_reason']}"
        if each.get("refused_body"):
            yield f"kept aside as {each['refused_body']}"
    if each.get("newest") and each["newest"] != each["version"]:
        yield f"published is version {each['newest']}"
    standing: dict[str, Any] | None = each.get("standing")
    if standing is not None and standing["held"] is not None:
        held = standing["held"]
        yield f"{held['reason']}: {standing['listed']} listed of {held['measure']}"


def _age(at: float | None, now: float) -> str:
    if at is None:
        return "-"
    seconds = max(0.0, now - at)
    for unit, length in _UNITS:
        if seconds >= length:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds:.0f}s"
