"""``kingpin-codegen lint``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from kingpin_codegen.cli._failures import FOUND, failures
from kingpin_codegen.cli._rows import show
from kingpin_codegen.lint import (
    CHECKS,
    LintSettings,
    LintSettingsError,
    read_settings,
)
from kingpin_codegen.lint import lint as find
from kingpin_codegen.load import load
from kingpin_codegen.model import Severity

__all__ = ["lint"]

_PYPROJECT: Final = "pyproject.toml"


def lint(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="IDL files to judge.")
    ] = None,
    *,
    include: Annotated[
        list[Path] | None,
        typer.Option("-I", "--include", metavar="DIR", help="Where includes are looked for too."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FILE", help="A pyproject.toml; the nearest one upwards if unset."
        ),
    ] = None,
    errors_only: Annotated[
        bool, typer.Option("--errors-only", help="Tell errors, no warnings.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
    list_checks: Annotated[
        bool, typer.Option("--list", help="Name all checks; * marks those that run unasked.")
    ] = False,
) -> None:
    """Judge IDL beyond the compiler's rules; settings in [tool.kingpin-codegen].

    Exit codes: 0 nothing found, 1 findings, 2 IDL or settings that cannot be used.
    """
    if list_checks:
        for check in CHECKS:
            typer.echo(f"{'*' if check.by_default else ' '} {check.name:<24} {check.about}")
        return
    if not files:
        raise typer.BadParameter("name at least one FILE")
    with failures():
        settings, folder = _settings(config)
        include_dirs = [*(include or []), *(folder / each for each in settings.include_dirs)]
        found = find(load(files, include_dirs=include_dirs), settings)
    shown = [each for each in found if each.severity is Severity.ERROR or not errors_only]
    show(shown, as_json=as_json)
    if shown:
        raise typer.Exit(FOUND)


def _settings(config: Path | None) -> tuple[LintSettings, Path]:
    """The settings, and the folder that paths in them count from."""
    path = config if config is not None else _nearest()
    if path is None:
        return LintSettings(), Path()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LintSettingsError(f"cannot read {path}: {error}") from error
    return read_settings(text, str(path)), path.parent


def _nearest() -> Path | None:
    here = Path.cwd()
    candidates = (folder / _PYPROJECT for folder in (here, *here.parents))
    return next((path for path in candidates if path.is_file()), None)
