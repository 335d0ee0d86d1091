"""The console script ``kingpin-codegen``: puts the commands together and reports errors."""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

import typer

from kingpin_codegen.cli._breaking import breaking
from kingpin_codegen.cli._failures import FOUND, NAME, USAGE, told
from kingpin_codegen.cli._generate import generate
from kingpin_codegen.cli._lint import lint
from kingpin_codegen.cli._output import note

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["main"]

_DEBUG: Final = "--debug"
_INTERRUPTED: Final = 130

# Two programs: the files of the first stand where the second has the names of its commands.
_generating: Final = typer.Typer(
    rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False
)
_generating.command()(generate)
_judging: Final = typer.Typer(
    rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False
)
_judging.command()(lint)
_judging.command()(breaking)
_COMMANDS: Final = ("lint", "breaking")


def main() -> int:
    """Run the command line of this process; its exit code."""
    words = sys.argv[1:]
    debugging = _DEBUG in words
    words = [word for word in words if word != _DEBUG]
    # A stream that the parent closed is None; what is said there is said to nobody.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # the outermost loop of a command
        if debugging:
            raise
        return _report(error)
    return code


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)


def _run(words: list[str]) -> int:
    app = _judging if words[:1] and words[0] in _COMMANDS else _generating
    outcome: object = app(args=words, prog_name=NAME, standalone_mode=False)
    return outcome if isinstance(outcome, int) else 0


def _report(error: Exception) -> int:
    if isinstance(error, BrokenPipeError):
        return FOUND
    note(told(error))
    return USAGE
