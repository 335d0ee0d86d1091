"""Keeping order: what differs, what is said of a config, what can go, and who did what."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from attrs import evolve

from kingpin_sdk.admin import Question
from kingpin_sdk.cli._declared import declared_rows
from kingpin_sdk.cli._output import say, show_diff, show_entries, show_result, show_rows
from kingpin_sdk.cli.console._asking import ask_config, ask_version, known_members, show_history
from kingpin_sdk.cli.console._publishing import agree_to, ask_why
from kingpin_sdk.cli.console._screen import as_it_is
from kingpin_sdk.errors import NodeNotFoundError
from kingpin_sdk.names import ConfigName, DependencyName, ServersetName

if TYPE_CHECKING:
    from kingpin_sdk.admin import Admin
    from kingpin_sdk.cli.console._screen import Screen

__all__ = ["audit", "compare", "delete", "describe"]

_SHOWN = 20


def compare(screen: Screen, admin: Admin) -> None:
    """Show what differs between two versions of a config."""
    name = ask_config(screen, admin)
    versions = show_history(admin, name)
    old = ask_version(screen, "From which version", versions)
    new = ask_version(screen, "To which version", versions)
    show_diff(admin.versions.compare(name, old, new).diff)


def describe(screen: Screen, admin: Admin) -> None:
    """Change who answers for a config and what it is for."""
    name = ask_config(screen, admin)
    before = admin.configs.card(name).declared
    if before is None:
        raise NodeNotFoundError(f"{name} has no metaconfig: create it first")
    show_rows(("WHAT", "VALUE"), declared_rows(before))
    owner = screen.ask("Who answers for it", as_it_is, default=before.owner or "")
    description = screen.ask("What is it for", as_it_is, default=before.description or "")
    after = evolve(before, owner=owner or None, description=description or None)
    if after == before:
        say("nothing to change")
    elif agree_to(screen, "~", name, f"{owner or '-'}: {description or '-'}"):
        by = ask_why(screen, admin)
        change = admin.configs.describe(
            name, lambda now: evolve(now, owner=after.owner, description=after.description), by
        )
        show_result(name, change)


def delete(screen: Screen, admin: Admin) -> None:
    """Take away what nobody uses any more."""
    thing = screen.ask(
        "What (a config, discovery.service.env, or a .dep)",
        lambda text: _deletable(admin, text),
        words=known_members(admin),
    )
    if not agree_to(screen, "-", thing, "gone for everybody"):
        return
    by = ask_why(screen, admin)
    if isinstance(thing, DependencyName):
        admin.dependencies.delete(thing, by)
    elif isinstance(thing, ServersetName):
        admin.serversets.delete(thing, by)
    else:
        last = admin.configs.delete(thing, by)
        say(f"its last version was {last or 'none'}")
    say(f"{thing}: deleted")


def _deletable(admin: Admin, text: str) -> ConfigName | ServersetName | DependencyName:
    """Something that exists and that nobody uses."""
    if text.endswith(".dep"):
        dependency = admin.dependencies.named(text)
        admin.dependencies.would_delete(dependency)
        return dependency
    if text.startswith("discovery."):
        serverset = admin.serversets.named(text)
        admin.serversets.check_deletion(serverset)
        return serverset
    config = admin.configs.named(text)
    admin.configs.check_deletion(config)
    return config


def audit(screen: Screen, admin: Admin) -> None:
    """Show who did what."""
    name = screen.ask("To what (a pattern as spam.*, or empty for all)", as_it_is)
    author = screen.ask("Who (empty for anybody)", as_it_is)
    entries = admin.trail.entries(Question(name=name or None, author=author or None))
    show_entries([*islice(entries, _SHOWN)])
