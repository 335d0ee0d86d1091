"""From a text that somebody typed to something that exists, or to a question what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.errors import InvalidNameError, NodeNotFoundError, nearest
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, ServersetName

if TYPE_CHECKING:
    from kingpin_sdk.catalog import Catalog, Member

__all__ = [
    "absent_config",
    "existing_config",
    "existing_dependency",
    "existing_member",
    "existing_serverset",
    "member_named",
]

_DOTS_IN_FULL = 2
"""A name with fewer dots is short for something."""


def existing_config(catalog: Catalog, text: str) -> ConfigName:
    """The config of that name.

    Raises:
        NodeNotFoundError: it does not exist; the message asks about one that looks like it.
        InvalidNameError: the text names no config.
    """
    name = ConfigName.parse(text)
    if catalog.config_exists(name):
        return name
    raise NodeNotFoundError(absent_config(catalog, name))


def absent_config(catalog: Catalog, name: ConfigName) -> str:
    """That a config does not exist, and which one may have been meant."""
    known = [config.short for config in catalog.configs()]
    return f"config {name.short} does not exist{nearest(name.short, known)}"


def existing_serverset(catalog: Catalog, text: str) -> ServersetName:
    """The serverset of that name.

    Raises:
        NodeNotFoundError: it does not exist; the message asks about one that looks like it.
        InvalidNameError: the text names no serverset.
    """
    name = ServersetName.parse(text)
    if catalog.serverset_exists(name):
        return name
    # Without the beginning, which would make all names look alike.
    known = [f"{each.service}.{each.env}" for each in catalog.serversets()]
    near = nearest(f"{name.service}.{name.env}", known).replace("mean ", "mean discovery.")
    hint = near or f"; `kingpin serverset create {name}` makes it"
    raise NodeNotFoundError(f"serverset {name} does not exist{hint}")


def existing_dependency(catalog: Catalog, text: str) -> DependencyName:
    """The dependency of that name.

    Raises:
        NodeNotFoundError: it does not exist; the message asks about one that looks like it.
        InvalidNameError: the text names no dependency.
    """
    name = DependencyName(text)
    if catalog.dependency_exists(name):
        return name
    # Without the ending, which would make all names look alike.
    known = [str(one).removesuffix(".dep") for one in catalog.dependencies()]
    near = nearest(str(name).removesuffix(".dep"), known)
    hint = near.replace("?", ".dep?") or f"; `kingpin dependency create {name}` makes it"
    raise NodeNotFoundError(f"dependency {name} does not exist{hint}")


def member_named(text: str) -> Member:
    """What a dependency can hold: another one, a config, a serverset, or a metaconfig by full name.

    Raises:
        InvalidNameError: the text names none of them.
    """
    if text.endswith(".dep"):
        return DependencyName(text)
    try:
        return MetaconfigName.parse(text)
    except InvalidNameError:
        if text.count(".") < _DOTS_IN_FULL:
            raise
        return MetaconfigName(text)


def existing_member(catalog: Catalog, text: str) -> Member:
    """Something to add to a dependency, where the catalog knows what was meant.

    Raises:
        NodeNotFoundError: it does not exist; the message asks about one that looks like it.
        InvalidNameError: the text can name no member.
    """
    if _is_metaconfig(catalog, text):
        return MetaconfigName(text)
    member = member_named(text)
    if isinstance(member, DependencyName):
        existing_dependency(catalog, text)
    elif str(member).startswith("discovery."):
        existing_serverset(catalog, str(member))
    elif str(member).startswith("config.manageddata."):
        _check_config(catalog, ConfigName.parse(str(member)))
    return member


def _is_metaconfig(catalog: Catalog, text: str) -> bool:
    """True for a metaconfig's full name, also one that is neither of a config nor a serverset."""
    return text in map(str, catalog.metaconfigs())


def _check_config(catalog: Catalog, name: ConfigName) -> None:
    serverset = ServersetName(name.domain, name.key)
    if not catalog.config_exists(name) and catalog.serverset_exists(serverset):
        raise NodeNotFoundError(f"config {name.short} does not exist; did you mean {serverset}?")
    existing_config(catalog, str(name))
