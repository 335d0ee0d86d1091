"""Questions that several actions ask."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kingpin_sdk.cli._output import show_rows, time_text
from kingpin_sdk.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.admin import Admin
    from kingpin_sdk.cli.console._screen import Screen
    from kingpin_sdk.model import Version
    from kingpin_sdk.names import ConfigName, DependencyName

__all__ = [
    "ask_config",
    "ask_dependency",
    "ask_version",
    "known_configs",
    "known_members",
    "show_history",
]

_SHOWN = 20


def ask_config(screen: Screen, admin: Admin) -> ConfigName:
    """A config that exists."""
    return screen.ask("Config", admin.configs.named, words=known_configs(admin))


def ask_dependency(screen: Screen, admin: Admin) -> DependencyName:
    """A dependency that exists."""
    words = map(str, admin.dependencies.list())
    return screen.ask("Dependency", admin.dependencies.named, words=words)


def ask_version(screen: Screen, question: str, versions: Mapping[str, Version]) -> Version:
    """One of some versions."""

    def check(text: str) -> Version:
        if text not in versions:
            raise RequestError("one of the versions above, please")
        return versions[text]

    return screen.ask(question, check, words=versions)


def show_history(admin: Admin, name: ConfigName) -> dict[str, Version]:
    """Show a config's newest versions; they by their texts."""
    records = [*islice(admin.versions.history(name), _SHOWN)]
    rows = [
        (one.version, time_text(one.time), one.author or "-", one.comment or "") for one in records
    ]
    show_rows(("VERSION", "TIME", "AUTHOR", "COMMENT"), rows)
    return {str(one.version): one.version for one in records}


def known_configs(admin: Admin) -> list[str]:
    """All configs, to complete."""
    return [one.name.short for one in admin.configs.list()]


def known_members(admin: Admin) -> list[str]:
    """All that a dependency can hold, to complete."""
    return [
        *known_configs(admin),
        *(str(name) for name, _ in admin.serversets.list()),
        *map(str, admin.dependencies.list()),
    ]
