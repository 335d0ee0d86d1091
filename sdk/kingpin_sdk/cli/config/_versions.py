"""history and diff: what was published."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Final

import typer

from kingpin_sdk.cli._options import AsJson, ConfigText
from kingpin_sdk.cli._output import show_diff, show_json, show_rows, time_text
from kingpin_sdk.cli._session import reading
from kingpin_sdk.cli._values import version_of

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)


@app.command()
def history(
    context: typer.Context,
    name: ConfigText,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Not only the newest ones.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List a config's versions, newest first."""
    with reading(context) as session:
        admin = session.admin
        records = admin.versions.history(admin.configs.named(name))
        shown = list(records if everything else islice(records, limit))
    if as_json:
        show_json([{**one._asdict(), "time": one.time.isoformat()} for one in shown])
        return
    rows = [
        (one.version, time_text(one.time), one.author or "-", str(one.size), one.comment or "")
        for one in shown
    ]
    show_rows(("VERSION", "TIME", "AUTHOR", "BYTES", "COMMENT"), rows)


@app.command()
def diff(
    context: typer.Context,
    name: ConfigText,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what differs between two versions: by default the current one and the one before."""
    with reading(context) as session:
        admin = session.admin
        compared = admin.versions.compare(
            admin.configs.named(name),
            version_of(old) if old else None,
            version_of(new) if new else None,
        )
    if as_json:
        show_json({"old": compared.old, "new": compared.new, **compared.diff._asdict()})
    else:
        show_diff(compared.diff)
