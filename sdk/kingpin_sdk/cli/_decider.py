"""``kingpin decider``: the ramp values of Decider, in the config ``admin.decider``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.cli._options import AsJson, Author, Comment
from kingpin_sdk.cli._output import say, show_json, show_result, show_rows
from kingpin_sdk.cli._session import nearest, reading, writing
from kingpin_sdk.cli._values import DECIDER, number_of
from kingpin_sdk.errors import NodeNotFoundError, NotAvailableError
from kingpin_sdk.spec import DeciderSpec

if TYPE_CHECKING:
    from kingpin_sdk.publishing import PublishEngine

__all__ = ["app"]

app: Final = typer.Typer(name="decider", help="Show and ramp experiments.", rich_markup_mode=None)

_Experiment = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="its name, in lower case")]


@app.command("list")
def list_experiments(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all experiments and their values from 0 (never) to 100 (always)."""
    with reading(context) as session:
        ramps = _ramps(session.engine)
    if as_json:
        show_json(ramps)
    else:
        show_rows(("EXPERIMENT", "VALUE"), [(name, str(ramps[name])) for name in sorted(ramps)])


@app.command()
def get(context: typer.Context, experiment: _Experiment, *, as_json: AsJson = False) -> None:
    """Show one experiment's value."""
    with reading(context) as session:
        ramps = _ramps(session.engine)
    name = experiment.lower()
    if name not in ramps:
        raise NodeNotFoundError(f"experiment {name} does not exist{nearest(name, ramps)}")
    if as_json:
        show_json({"name": name, "value": ramps[name]})
    else:
        say(str(ramps[name]))


@app.command("set")
def set_(
    context: typer.Context,
    experiment: _Experiment,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="0 (never) to 100 (always)")],
    *,
    author: Author = None,
    comment: Comment = "",
) -> None:
    """Set an experiment's value; every reader follows."""
    number = number_of(value)
    with writing(context) as session:
        editor = session.publisher.edit(DeciderSpec(DECIDER))
        result = editor.set_experiment_value(experiment, number, author=author, comment=comment)
    show_result(DECIDER, result)


def _ramps(engine: PublishEngine) -> dict[str, int | float]:
    """All usable values; none if nothing was ever published."""
    try:
        _, body = engine.body(DECIDER)
    except NotAvailableError:
        return {}
    ramps, _ = DeciderSpec(DECIDER).split(body)
    return ramps
