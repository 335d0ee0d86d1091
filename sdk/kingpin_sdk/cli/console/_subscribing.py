"""KingPin's own actions: dependencies, and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.catalog import Declared
from kingpin_sdk.cli._output import say, show_holdings, show_rows
from kingpin_sdk.cli.console._asking import ask_dependency, known_members
from kingpin_sdk.cli.console._publishing import agree_to, ask_why
from kingpin_sdk.cli.console._screen import as_it_is
from kingpin_sdk.errors import RequestError
from kingpin_sdk.names import ConfigName, DependencyName, ServersetName
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from kingpin_sdk.admin import Admin
    from kingpin_sdk.catalog import Member
    from kingpin_sdk.cli.console._screen import Screen

__all__ = [
    "add_to_dependency",
    "create_dependency",
    "create_metaconfig",
    "list_metaconfigs",
    "remove_from_dependency",
    "show_dependency",
    "show_who_gets",
]

_SHAPES = {
    "1": "list",
    "2": "map",
    "3": "map of lists",
    "4": "json: one value of any kind",
    "5": "its first value will tell",
}
_SHAPE_OF = {"1": Shape.LIST, "2": Shape.MAP, "3": Shape.MAPPED_LIST, "4": Shape.JSON}


def create_dependency(screen: Screen, admin: Admin) -> None:
    """Make an empty dependency."""

    def check(text: str) -> DependencyName:
        name = DependencyName(text)
        if not admin.dependencies.would_create(name):
            raise RequestError(f"{name} is there already")
        return name

    name = screen.ask("Dependency (ends in .dep)", check)
    if agree_to(screen, "+", name, "a new dependency"):
        admin.dependencies.create(name, ask_why(screen, admin))
        say(f"{name}: created")


def create_metaconfig(screen: Screen, admin: Admin) -> None:
    """Make a config or a serverset."""
    kind = screen.choose("Which", {"1": "config (KingPin's manageddata)", "2": "serverset"})
    if kind == "1":
        _create_config(screen, admin)
    else:
        _create_serverset(screen, admin)


def _create_config(screen: Screen, admin: Admin) -> None:
    name = screen.ask("Config (domain.key)", lambda text: _new_config(admin, text))
    shape = _SHAPE_OF.get(screen.choose("What will it be", _SHAPES))
    owner = screen.ask("Who answers for it (may be empty)", as_it_is)
    description = screen.ask("What is it for (may be empty)", as_it_is)
    declared = Declared(shape=shape, owner=owner or None, description=description or None)
    if agree_to(screen, "+", name, f"a new config{'' if shape is None else f', a {shape}'}"):
        admin.configs.create(name, declared, ask_why(screen, admin))
        say(f"{name}: created")


def _create_serverset(screen: Screen, admin: Admin) -> None:
    name = screen.ask("Serverset (service.env)", lambda text: _new_serverset(admin, text))
    if agree_to(screen, "+", name, "a new serverset"):
        admin.serversets.create(name, Declared(), ask_why(screen, admin))
        say(f"{name}: created")


def _new_config(admin: Admin, text: str) -> ConfigName:
    name = ConfigName.parse(text)
    admin.configs.check_creation(name, Declared())
    return name


def _new_serverset(admin: Admin, text: str) -> ServersetName:
    name = ServersetName.parse(text)
    admin.serversets.check_creation(name)
    return name


def add_to_dependency(screen: Screen, admin: Admin) -> None:
    """Make something a member."""
    dependency = ask_dependency(screen, admin)

    def check(text: str) -> Member:
        member = admin.dependencies.member(text)
        if not admin.dependencies.would_add(dependency, member):
            raise RequestError(f"{member} is a member already")
        return member

    member = screen.ask("What to add", check, words=known_members(admin))
    if agree_to(screen, "+", dependency, str(member)):
        admin.dependencies.add(dependency, member, ask_why(screen, admin))
        say(f"{dependency}: {member} added")


def remove_from_dependency(screen: Screen, admin: Admin) -> None:
    """Make something no member."""
    dependency = ask_dependency(screen, admin)
    members = {str(member): member for member in admin.dependencies.members(dependency)}
    if not members:
        say(f"{dependency} holds nothing")
        return

    def check(text: str) -> Member:
        if text not in members:
            raise RequestError(f"one of {', '.join(members)}, please")
        return members[text]

    member = screen.ask("What to remove", check, words=members)
    if agree_to(screen, "-", dependency, str(member)):
        admin.dependencies.remove(dependency, member, ask_why(screen, admin))
        say(f"{dependency}: {member} removed")


def show_dependency(screen: Screen, admin: Admin) -> None:
    """Show what a dependency holds."""
    for name in admin.dependencies.list():
        say(f"  {name}")
    dependency = ask_dependency(screen, admin)
    visits = admin.dependencies.expand(dependency)
    rows = [("  " * (one.depth - 1) + str(one.member), one.found.value) for one in visits]
    show_rows(("MEMBER", "KIND"), rows)


def list_metaconfigs(screen: Screen, admin: Admin) -> None:
    """List all metaconfigs."""
    del screen
    show_rows(("METACONFIG",), [(str(name),) for name in admin.dependencies.metaconfigs()])


def show_who_gets(screen: Screen, admin: Admin) -> None:
    """Show which dependencies bring something."""
    member = screen.ask("Of what", admin.dependencies.member, words=known_members(admin))
    holdings = admin.dependencies.who_holds(member)
    if holdings:
        show_holdings(holdings)
    else:
        say("nobody gets it")
