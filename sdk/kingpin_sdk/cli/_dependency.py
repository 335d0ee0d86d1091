"""``kingpin dependency``: named sets of configs, serversets and other sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from kingpin_sdk.catalog import Found, Visit
from kingpin_sdk.cli._options import AsJson, DependencyText
from kingpin_sdk.cli._output import say, show_json, show_rows
from kingpin_sdk.cli._session import (
    Session,
    existing,
    existing_serverset,
    nearest,
    reading,
    writing,
)
from kingpin_sdk.errors import NodeNotFoundError
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, ServersetName

if TYPE_CHECKING:
    from kingpin_sdk.catalog import Member

__all__ = ["app"]

app: Final = typer.Typer(
    name="dependency",
    help="Decide which boxes get which configs and serversets.",
    rich_markup_mode=None,
)

_MemberText = Annotated[
    str,
    typer.Argument(
        metavar="MEMBER", help="a config's name, discovery.service.env, or another .dep"
    ),
]


@app.command("list")
def list_dependencies(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all dependencies."""
    with reading(context) as session:
        names = [str(name) for name in session.catalog.dependencies()]
    if as_json:
        show_json(names)
    else:
        show_rows(("NAME",), [(name,) for name in names])


@app.command()
def create(context: typer.Context, name: DependencyText) -> None:
    """Create an empty dependency; nothing happens if it is there."""
    dependency = DependencyName(name)
    with writing(context) as session:
        made = session.catalog.create_dependency(dependency)
    say(f"{dependency}: {'created' if made else 'is there already'}")


@app.command()
def add(context: typer.Context, name: DependencyText, member: _MemberText) -> None:
    """Make a config, a serverset or another dependency a member."""
    dependency = DependencyName(name)
    one = _member(member)
    with writing(context) as session:
        _check_exists(session, dependency)
        _check_member(session, one)
        changed = session.catalog.add_to_dependency(dependency, one)
    say(f"{dependency}: {one} {'added' if changed else 'is a member already'}")


@app.command()
def remove(context: typer.Context, name: DependencyText, member: _MemberText) -> None:
    """Make a config, a serverset or another dependency no member."""
    dependency = DependencyName(name)
    one = _member(member)
    with writing(context) as session:
        _check_exists(session, dependency)
        changed = session.catalog.remove_from_dependency(dependency, one)
    say(f"{dependency}: {one} {'removed' if changed else 'is no member'}")


@app.command()
def show(context: typer.Context, name: DependencyText, *, as_json: AsJson = False) -> None:
    """Show everything a dependency holds, the members of nested ones too."""
    dependency = DependencyName(name)
    with reading(context) as session:
        _check_exists(session, dependency)
        visits = list(session.catalog.expand(dependency))
    below = visits[1:]
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


def _metaconfigs(visits: list[Visit]) -> list[str]:
    """The metaconfigs of a walk, each once."""
    names = [str(visit.member) for visit in visits if visit.found is Found.METACONFIG]
    return list(dict.fromkeys(names))


def _member(text: str) -> Member:
    return DependencyName(text) if text.endswith(".dep") else MetaconfigName.parse(text)


def _check_member(session: Session, member: Member) -> None:
    """Fail with a hint where the catalog would fail without."""
    if isinstance(member, DependencyName):
        _check_exists(session, member)
    elif str(member).startswith("config."):
        _check_config(session, ConfigName.parse(str(member)))
    elif str(member).startswith("discovery."):
        existing_serverset(session, str(member))


def _check_config(session: Session, name: ConfigName) -> None:
    serverset = ServersetName(name.domain, name.key)
    if not session.catalog.config_exists(name) and session.catalog.serverset_exists(serverset):
        raise NodeNotFoundError(f"config {name.short} does not exist; did you mean {serverset}?")
    existing(session, str(name))


def _check_exists(session: Session, name: DependencyName) -> None:
    if not session.catalog.dependency_exists(name):
        # Without the ending, which would make all names look alike.
        known = [str(one).removesuffix(".dep") for one in session.catalog.dependencies()]
        near = nearest(str(name).removesuffix(".dep"), known)
        hint = near.replace("?", ".dep?") or f"; `kingpin dependency create {name}` makes it"
        raise NodeNotFoundError(f"dependency {name} does not exist{hint}")
