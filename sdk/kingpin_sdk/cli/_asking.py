"""Asking the person at the terminal, and the progress of long work."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer

from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._output import note
from kingpin_sdk.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["can_ask", "confirm", "progress"]

_WORTH_SHOWING: Final = 20


def can_ask() -> bool:
    """True if a person can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if a person, or ``--yes``, says so.

    Raises:
        Exit: they said no.
        RequestError: nobody can be asked.
    """
    if yes:
        return
    if not can_ask():
        raise RequestError(f"{question} Nobody can be asked here: say --yes")
    if not typer.confirm(question, err=True):
        note("nothing was done")
        raise typer.Exit(FAILED)


@contextmanager
def progress(what: str, total: int) -> Generator[Callable[[], object]]:
    """A bar on a terminal while something long runs; call what it gives once for each thing."""
    if total < _WORTH_SHOWING or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(what, total=total)
        yield lambda: bars.advance(bar)
