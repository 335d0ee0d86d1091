"""``kingpin decider``: the ramp values of Decider, in the config ``admin.decider``."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from kingpin_sdk.admin import DECIDER, Signature
from kingpin_sdk.cli._options import AsJson, Author, Comment, DryRun
from kingpin_sdk.cli._output import say, show_json, show_plan, show_result, show_rows
from kingpin_sdk.cli._session import reading, writing
from kingpin_sdk.cli._values import number_of

__all__ = ["app"]

app: Final = typer.Typer(name="decider", help="Show and ramp experiments.", rich_markup_mode=None)

_Experiment = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="its name, in lower case")]


@app.command("list")
def list_experiments(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all experiments and their values from 0 (never) to 100 (always)."""
    with reading(context) as session:
        ramps = session.admin.deciders.ramps()
    if as_json:
        show_json(dict(ramps))
    else:
        show_rows(("EXPERIMENT", "VALUE"), [(name, str(ramps[name])) for name in ramps])


@app.command()
def get(context: typer.Context, experiment: _Experiment, *, as_json: AsJson = False) -> None:
    """Show one experiment's value."""
    with reading(context) as session:
        value = session.admin.deciders.value_of(experiment)
    if as_json:
        show_json({"name": experiment.lower(), "value": value})
    else:
        say(str(value))


@app.command("set")
def set_(
    context: typer.Context,
    experiment: _Experiment,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="0 (never) to 100 (always)")],
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Set an experiment's value; every reader follows."""
    number = number_of(value)
    with writing(context) as session:
        deciders = session.admin.deciders
        if dry_run:
            show_plan(deciders.plan_ramp(experiment, number), as_json=as_json)
            return
        result = deciders.ramp(experiment, number, Signature(author, comment))
    show_result(DECIDER, result, as_json=as_json)


@app.command()
def remove(
    context: typer.Context,
    experiment: _Experiment,
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Remove an experiment: readers get the defaults that their code gives."""
    with writing(context) as session:
        deciders = session.admin.deciders
        if dry_run:
            show_plan(deciders.plan_remove(experiment), as_json=as_json)
            return
        result = deciders.remove(experiment, Signature(author, comment))
    show_result(DECIDER, result, as_json=as_json)
