"""The four structures, each with documents it takes and one that it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from kingpin_sdk import ManagedHashMap, ManagedJson, ManagedList, ManagedMappedList

__all__ = ["SHAPES", "AnyView", "Shape", "plain"]

AnyView: TypeAlias = (
    ManagedList[int] | ManagedHashMap[str, int] | ManagedMappedList[int] | ManagedJson[list[int]]
)


class Shape(NamedTuple):
    """One structure: how to make its view, and documents it takes and refuses."""

    make: Callable[[Path], AnyView]
    with_default: Callable[[Path], AnyView]
    default: object
    one: object
    two: object
    wrong: object


def plain(view: AnyView) -> object:
    """The view's value as the document it came from."""
    value: object = view.snapshot().value
    document: object = json.loads(json.dumps(value, default=dict))
    return document


def _list(root: Path) -> ManagedList[int]:
    return ManagedList("spam", "blocklist", int, root=root, look_every=0)


def _list_with_default(root: Path) -> ManagedList[int]:
    return ManagedList("spam", "blocklist", int, root=root, look_every=0, default=[9])


def _map(root: Path) -> ManagedHashMap[str, int]:
    return ManagedHashMap("spam", "blocklist", str, int, root=root, look_every=0)


def _map_with_default(root: Path) -> ManagedHashMap[str, int]:
    return ManagedHashMap("spam", "blocklist", str, int, root=root, look_every=0, default={"d": 9})


def _mapped_list(root: Path) -> ManagedMappedList[int]:
    return ManagedMappedList("spam", "blocklist", int, root=root, look_every=0)


def _mapped_list_with_default(root: Path) -> ManagedMappedList[int]:
    return ManagedMappedList("spam", "blocklist", int, root=root, look_every=0, default={"d": [9]})


def _json(root: Path) -> ManagedJson[list[int]]:
    return ManagedJson("spam", "blocklist", list[int], root=root, look_every=0)


def _json_with_default(root: Path) -> ManagedJson[list[int]]:
    return ManagedJson("spam", "blocklist", list[int], root=root, look_every=0, default=[9])


SHAPES = {
    "list": Shape(_list, _list_with_default, [9], [1], [2, 2], ["a"]),
    "map": Shape(_map, _map_with_default, {"d": 9}, {"a": 1}, {"a": 2, "b": 2}, {"a": "x"}),
    "mapped list": Shape(
        _mapped_list,
        _mapped_list_with_default,
        {"d": [9]},
        {"a": [1]},
        {"a": [2], "b": []},
        {"a": 1},
    ),
    "json": Shape(_json, _json_with_default, [9], [1], [2, 2], {"a": 1}),
}
