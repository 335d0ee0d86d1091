"""validate and check: does it fit, before it is published and while it is live?"""

from __future__ import annotations

import sys
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.admin import named_object, problems_of, spec_for, specs_in
from kingpin_sdk.cli._completing import config_names
from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._options import AsJson
from kingpin_sdk.cli._output import note, show_json, show_rows
from kingpin_sdk.cli._session import reading
from kingpin_sdk.cli._values import bytes_of
from kingpin_sdk.errors import RequestError
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from collections.abc import Generator

    from kingpin_sdk.admin import Checked
    from kingpin_sdk.spec import AnySpec

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command()
def validate(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="the value; '-' for stdin")],
    *,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type", metavar="pkg.mod:Type", help="A type, or a view with all it declares."
        ),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            metavar="NAME",
            help="What this config declares.",
            autocompletion=config_names,
        ),
    ] = None,
    shape: Annotated[
        Shape, typer.Option("--shape", help="How the file holds values of the type.")
    ] = Shape.JSON,
    as_json: AsJson = False,
) -> None:
    """Check a value that is still in a file. Exit code 1 with every problem if it does not fit."""
    if (type_ is None) == (config is None):
        raise RequestError("say what to check against: --type pkg.mod:Type or --config NAME")
    body = bytes_of(file)
    problems: dict[str, str] = {}
    if type_ is not None:
        with _foreign_code():
            problems |= problems_of(spec_for(named_object(type_), shape), body)
    if config is not None:
        with reading(context) as session:
            admin = session.admin
            problems |= admin.checks.problems_for(admin.configs.named(config), body)
    if as_json:
        show_json({"file": file, "problems": problems})
    else:
        show_rows(("WHERE", "WHAT"), list(problems.items()))
    if problems:
        note(f"{file}: {_count(len(problems), 'problem')}")
        raise typer.Exit(FAILED)


@app.command()
def check(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="default: all", autocompletion=config_names),
    ] = None,
    *,
    modules: Annotated[
        list[str] | None,
        typer.Option(
            "--against-live",
            metavar="pkg.mod",
            help="Do this module's views still decode what is live? May be repeated.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check what is live: against the views of some code, else against what is declared.

    Exit code 1 with every problem if something does not fit: for CI. What was never published is
    told and is no problem.
    """
    if modules and names:
        raise RequestError("say NAMEs or --against-live, not both")
    with _foreign_code():
        specs = _specs(modules or [])
    with reading(context) as session, _foreign_code():
        admin = session.admin
        if modules:
            checked = [*admin.checks.against_code(specs)]
            dangling: list[tuple[str, str]] = []
        else:
            chosen = [admin.configs.named(name) for name in names] if names else None
            checked = [*admin.checks.against_catalog(chosen)]
            dangling = [] if names else [*admin.checks.dangling()]
    _show_checked(checked, dangling, as_json=as_json)
    count = sum(len(one.problems) for one in checked) + len(dangling)
    if count:
        note(f"{_count(count, 'problem')} in {_count(len(checked), 'config')}")
        raise typer.Exit(FAILED)


def _specs(modules: list[str]) -> dict[str, AnySpec]:
    specs: dict[str, AnySpec] = {}
    for module in modules:
        specs |= specs_in(module)
    return specs


@contextmanager
def _foreign_code() -> Generator[None]:
    """Run modules and validators: found from here as by ``python -m``, and not in our output."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    with redirect_stdout(sys.stderr):
        yield


def _show_checked(
    checked: list[Checked], dangling: list[tuple[str, str]], *, as_json: bool
) -> None:
    if as_json:
        show_json(
            {
                "configs": [
                    {
                        "name": one.name.short,
                        "by": one.by,
                        "published": one.published,
                        "problems": dict(one.problems),
                    }
                    for one in checked
                ],
                "dangling": [{"dependency": name, "member": member} for name, member in dangling],
            }
        )
        return
    rows: list[tuple[str, str, str, str]] = []
    for one in checked:
        verdict = "fits" if one.published else "not published"
        rows += [(one.name.short, one.by, path, why) for path, why in one.problems.items()] or [
            (one.name.short, one.by, "", verdict)
        ]
    rows += [(name, "catalog", member, "does not exist") for name, member in dangling]
    show_rows(("NAME", "BY", "WHERE", "WHAT"), rows)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
