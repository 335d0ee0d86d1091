"""``kingpin audit``: who did what, and when."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Final

import typer

from kingpin_sdk.admin import Question
from kingpin_sdk.cli._options import AsJson
from kingpin_sdk.cli._output import show_entries, show_json
from kingpin_sdk.cli._session import reading
from kingpin_sdk.cli._values import moment_of

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("audit")
def audit(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="or a pattern, as in 'spam.*'")
    ] = None,
    *,
    author: Annotated[
        str | None, typer.Option("--author", metavar="WHO", help="Only what they did.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="WHEN", help="2026-11-27, 2026-11-27T15:00, or 2h, 3d ago."
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="WHEN", help="The same; not included.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Not only the newest ones.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show who published, described, subscribed and deleted what, newest first."""
    question = Question(
        name=name,
        author=author,
        since=None if since is None else moment_of(since),
        until=None if until is None else moment_of(until),
    )
    with reading(context) as session:
        entries = session.admin.trail.entries(question)
        shown = list(entries if everything else islice(entries, limit))
    if as_json:
        show_json(
            [
                {
                    "time": one.time.isoformat(),
                    "author": one.author,
                    "action": one.action,
                    "name": one.name,
                    "detail": one.detail,
                    "comment": one.comment,
                }
                for one in shown
            ]
        )
        return
    show_entries(shown)
