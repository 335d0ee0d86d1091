"""``kingpin dependency``: named sets of configs, serversets and other sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer

from kingpin_sdk.admin import Signature, member_named
from kingpin_sdk.catalog import Found, Visit
from kingpin_sdk.cli._asking import confirm
from kingpin_sdk.cli._options import (
    AsJson,
    Author,
    Comment,
    DependencyText,
    DryRun,
    MemberText,
    Yes,
)
from kingpin_sdk.cli._output import show_deed, show_holdings, show_json, show_rows
from kingpin_sdk.cli._session import reading, writing
from kingpin_sdk.names import DependencyName

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["app"]

app: Final = typer.Typer(
    name="dependency",
    help="Decide which boxes get which configs and serversets.",
    rich_markup_mode=None,
)


@app.command("list")
def list_dependencies(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all dependencies."""
    with reading(context) as session:
        names = [str(name) for name in session.admin.dependencies.list()]
    if as_json:
        show_json(names)
    else:
        show_rows(("NAME",), [(name,) for name in names])


@app.command()
def create(
    context: typer.Context,
    name: DependencyText,
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Create an empty dependency; nothing happens if it is there."""
    dependency = DependencyName(name)
    with writing(context) as session:
        dependencies = session.admin.dependencies
        made = (
            dependencies.would_create(dependency)
            if dry_run
            else dependencies.create(dependency, Signature(author, comment))
        )
    done = "created" if made else "is there already"
    show_deed(dependency, done, as_json=as_json, changed=made, dry_run=dry_run)


@app.command()
def add(
    context: typer.Context,
    name: DependencyText,
    member: MemberText,
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a config, a serverset or another dependency a member."""
    DependencyName(name)
    member_named(member)
    with writing(context) as session:
        dependencies = session.admin.dependencies
        dependency, one = dependencies.named(name), dependencies.member(member)
        changed = (
            dependencies.would_add(dependency, one)
            if dry_run
            else dependencies.add(dependency, one, Signature(author, comment))
        )
    done = f"{one} {'added' if changed else 'is a member already'}"
    show_deed(dependency, done, as_json=as_json, changed=changed, dry_run=dry_run)


@app.command()
def remove(
    context: typer.Context,
    name: DependencyText,
    member: MemberText,
    *,
    author: Author = None,
    comment: Comment = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a config, a serverset or another dependency no member."""
    DependencyName(name)
    member_named(member)
    with writing(context) as session:
        dependencies = session.admin.dependencies
        dependency = dependencies.named(name)
        one = dependencies.member_of(dependency, member)
        changed = (
            dependencies.would_remove(dependency, one)
            if dry_run
            else dependencies.remove(dependency, one, Signature(author, comment))
        )
    done = f"{one} {'removed' if changed else 'is no member'}"
    show_deed(dependency, done, as_json=as_json, changed=changed, dry_run=dry_run)


@app.command()
def delete(
    context: typer.Context,
    name: DependencyText,
    *,
    author: Author = None,
    comment: Comment = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a dependency away; what it held stays, and boxes that follow it get nothing new."""
    DependencyName(name)
    with writing(context) as session:
        dependencies = session.admin.dependencies
        dependency = dependencies.named(name)
        members = dependencies.would_delete(dependency)
        if not dry_run:
            confirm(f"Delete {dependency}, which holds {len(members)}?", yes=yes)
            dependencies.delete(dependency, Signature(author, comment))
    show_deed(dependency, "deleted", as_json=as_json, changed=True, dry_run=dry_run)


@app.command()
def show(context: typer.Context, name: DependencyText, *, as_json: AsJson = False) -> None:
    """Show everything a dependency holds, the members of nested ones too."""
    DependencyName(name)
    with reading(context) as session:
        dependencies = session.admin.dependencies
        dependency = dependencies.named(name)
        below = dependencies.expand(dependency)
    if as_json:
        show_json(
            {
                "name": str(dependency),
                "members": [str(visit.member) for visit in below if visit.depth == 1],
                "metaconfigs": _metaconfigs(below),
                "expanded": [
                    {"name": str(one.member), "kind": one.found.value, "depth": one.depth}
                    for one in below
                ],
            }
        )
        return
    rows = [("  " * (one.depth - 1) + str(one.member), one.found.value) for one in below]
    show_rows(("MEMBER", "KIND"), rows)


@app.command()
def who(context: typer.Context, member: MemberText, *, as_json: AsJson = False) -> None:
    """Show which dependencies bring a config, a serverset or another dependency, and how."""
    with reading(context) as session:
        dependencies = session.admin.dependencies
        holdings = dependencies.who_holds(dependencies.member(member))
    show_holdings(holdings, as_json=as_json)


def _metaconfigs(visits: Sequence[Visit]) -> list[str]:
    """The metaconfigs of a walk, each once."""
    names = [str(visit.member) for visit in visits if visit.found is Found.METACONFIG]
    return list(dict.fromkeys(names))
