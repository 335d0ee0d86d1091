"""A daemon's outermost frame: an error is one line on stderr and an exit code."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Final

from kingpin_sdk.errors import BackendError, InvalidNameError, KingpinError, SettingsError, one_line
from kingpin_sdk.streams import open_missing_streams

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["run_daemon"]

_FAILED: Final = 1
_USAGE: Final = 2
_UNAVAILABLE: Final = 3


def run_daemon(
    program: str, serve: Callable[[Sequence[str]], int], argv: Sequence[str] | None
) -> int:
    """Run a daemon to its end.

    Args:
        program: its name, for the line that says why it cannot go on.
        serve: does all of it, and returns an exit code.
        argv: the words after the program's name; None for this process's. ``--debug`` among them
            shows a traceback, too.

    Returns:
        The exit code.
    """
    open_missing_streams()
    words = sys.argv[1:] if argv is None else argv
    try:
        return serve(words)
    except KingpinError as error:
        if "--debug" in words:
            traceback.print_exc()
        sys.stderr.write(f"{program}: {one_line(str(error))}\n")
        return _exit_code(error)


def _exit_code(error: KingpinError) -> int:
    """2 for usage, settings and names, 3 for a backend, 1 for the rest."""
    if isinstance(error, SettingsError | InvalidNameError):
        return _USAGE
    return _UNAVAILABLE if isinstance(error, BackendError) else _FAILED
