"""``kingpin-codegen breaking``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from kingpin_codegen.breaking import GitError, GitFiles, Level
from kingpin_codegen.breaking import breaking as compare
from kingpin_codegen.cli._failures import FOUND, failures
from kingpin_codegen.cli._rows import show
from kingpin_codegen.load import load
from kingpin_codegen.model import Program

__all__ = ["breaking"]

_GIT: Final = "git:"


def breaking(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD", help="The IDL as it was: a file, or git:REF for NEW as a commit has it."
        ),
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The IDL as it is.")],
    *,
    include: Annotated[
        list[Path] | None,
        typer.Option("-I", "--include", metavar="DIR", help="Where includes are looked for too."),
    ] = None,
    level: Annotated[
        Level, typer.Option("--level", help="wire: leave out what breaks source code only.")
    ] = Level.SOURCE,
    as_json: Annotated[bool, typer.Option("--json", help="Changes as JSON.")] = False,
) -> None:
    """Tell which changes of IDL break peers or code that still have the old one.

    Exit codes: 0 nothing breaks, 1 something does, 2 IDL or commit that cannot be used.
    """
    include_dirs = include or []
    with failures():
        before = _old(old, new, include_dirs)
        after = load([new], include_dirs=include_dirs)
        found = compare(before, after)
    shown = [each for each in found if level is Level.SOURCE or each.level is Level.WIRE]
    show(shown, as_json=as_json)
    if shown:
        raise typer.Exit(FOUND)


def _old(old: str, new: Path, include_dirs: list[Path]) -> Program:
    if not old.startswith(_GIT):
        return load([old], include_dirs=include_dirs)
    folder = new.parent
    if not folder.is_dir():
        raise GitError(f"{folder}: no such folder")
    # git:REF or git:REF:path, with the path from the top of the work tree.
    revision, _, path = old.removeprefix(_GIT).partition(":")
    files = GitFiles(revision, str(folder))
    root = f"{_GIT}{revision}:{path}" if path else files.path(str(new))
    return load([root], include_dirs=[files.path(str(each)) for each in include_dirs], files=files)
