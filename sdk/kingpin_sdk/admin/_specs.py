"""What a config is, where no program says so: as declared, or as its value looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from kingpin_sdk.admin._finding import absent_config
from kingpin_sdk.errors import RequestError
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import DeciderSpec, JsonSpec, ListSpec, MappedListSpec, MapSpec, Shape

if TYPE_CHECKING:
    from kingpin_sdk.admin._desk import Desk

__all__ = ["DECIDER", "ConfigSpec", "make_spec", "spec_of"]

DECIDER: Final = ConfigName("admin", "decider")

ConfigSpec: TypeAlias = (
    ListSpec[object]
    | MapSpec[str, object]
    | MappedListSpec[object]
    | JsonSpec[object]
    | DeciderSpec
)


def spec_of(desk: Desk, name: ConfigName, said: Shape | None) -> ConfigSpec:
    """What a config is: as declared, as its value looks, or as somebody says now.

    Raises:
        RequestError: nothing tells, or what is said differs from what is known.
    """
    if name == DECIDER:
        return DeciderSpec(name)
    known = desk.catalog.shape_of(name)
    if known is not None and said is not None and known is not said:
        raise RequestError(f"{name.short} is a {known}, not a {said}")
    shape = known or said
    if shape is None:
        shapes = "|".join(Shape)
        raise RequestError(f"{_why_unknown(desk, name)} (say --shape {shapes})")
    return make_spec(name, shape)


def _why_unknown(desk: Desk, name: ConfigName) -> str:
    # The first edit of an unknown name makes it: a typo must not.
    if not desk.catalog.config_exists(name):
        return absent_config(desk.catalog, name)
    if desk.engine.current(name) is None:
        return f"{name.short} was never published and declares no shape"
    return f"{name.short} declares no shape, and what is stored is no JSON"


def make_spec(name: ConfigName, shape: Shape) -> ConfigSpec:
    """The spec of a shape whose entries may be any JSON."""
    match shape:
        case Shape.LIST:
            return ListSpec(name, object)
        case Shape.MAP:
            return MapSpec(name, str, object)
        case Shape.MAPPED_LIST:
            return MappedListSpec(name, object)
        case Shape.JSON:
            return JsonSpec(name, object)
        case _:
            assert_never(shape)
