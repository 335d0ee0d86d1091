"""What goes wrong in a command, as text on standard error and an exit code.

====  ==========================================================================
0     fine
1     findings, breaking changes, stale output
2     usage, settings, or IDL that cannot be loaded
====  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import typer

from kingpin_codegen.breaking import GitError
from kingpin_codegen.lint import LintSettingsError
from kingpin_codegen.model import IdlError

__all__ = ["FOUND", "USAGE", "failures"]

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
