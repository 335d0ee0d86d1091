"""What goes wrong in a command, as text on standard error and an exit code.

====  ==========================================================================
0     fine
1     findings, breaking changes, stale output
2     usage, settings, IDL that cannot be loaded, or a file that cannot be written
====  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import typer

from kingpin_codegen.annotate import LayoutError
from kingpin_codegen.breaking import GitError
from kingpin_codegen.cli._output import one_line
from kingpin_codegen.lint import LintSettingsError
from kingpin_codegen.model import IdlError
from kingpin_codegen.write import ForeignFileError

__all__ = ["FOUND", "NAME", "USAGE", "failures", "told"]

NAME: Final = "kingpin-codegen"

FOUND: Final = 1
USAGE: Final = 2


@contextmanager
def failures() -> Generator[None]:
    """Tells errors that the user can mend, and ends the command with their exit code."""
    try:
        yield
    except (IdlError, LintSettingsError, GitError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(USAGE) from error


def told(error: Exception) -> str:
    """An error in words: one line, or for IDL all of its problems."""
    if isinstance(error, IdlError):
        return str(error)
    if isinstance(error, LayoutError | LintSettingsError | GitError | ForeignFileError):
        text = str(error)
    elif isinstance(error, typer.TyperException):
        text = error.format_message().removeprefix("Invalid value: ")
        # How pydantic, which typer reads choices with, begins what a validator says.
        text = text.replace(": Value error, ", ": ", 1)
    elif isinstance(error, RecursionError):
        text = "the IDL nests too deeply (--debug shows where)"
    elif isinstance(error, OSError):
        text = f"{error.filename or 'output'}: {error.strerror or error}"
    else:
        text = f"unexpected {type(error).__name__}: {error} (--debug shows where)"
    return f"{NAME}: {one_line(text)}"
