"""ManagedHashMap and ManagedMappedList: KingPin's methods and a Mapping's."""

import enum
import json
from collections.abc import Callable, Mapping, Sized
from pathlib import Path
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk import (
    DecodeError,
    ManagedHashMap,
    ManagedList,
    ManagedMappedList,
    SnapshotCorruptError,
)
from tests.localfile import LocalFile


@attrs.frozen
class RateLimit:
    qps: int
    burst: int = 1


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


def table(root: Path) -> ManagedHashMap[str, int]:
    return ManagedHashMap("spam", "blocklist", str, int, root=root, look_every=0)


def lists(root: Path) -> ManagedMappedList[int]:
    return ManagedMappedList("spam", "blocklist", int, root=root, look_every=0)


def test_a_map_is_a_mapping_of_what_the_file_holds(file: LocalFile, tmp_path: Path) -> None:
    view = table(tmp_path)
    file.swap({"a": 1, "b": 2})
    assert isinstance(view, Mapping)
    assert dict(view) == {"a": 1, "b": 2}
    assert (list(view), list(reversed(list(view)))) == (["a", "b"], ["b", "a"])
    assert (list(view.keys()), list(view.values())) == (["a", "b"], [1, 2])
    assert list(view.items()) == [("a", 1), ("b", 2)]
    assert (view["a"], len(view), "a" in view, "z" in view) == (1, 2, True, False)
    with pytest.raises(KeyError):
        view["z"]


def test_kingpins_methods_of_a_map(file: LocalFile, tmp_path: Path) -> None:
    view = table(tmp_path)
    file.swap({"a": 1, "b": 0})
    assert (view.get("a"), view.get("z"), view.get("z", 7), view.get("b", 7)) == (1, None, 7, 0)
    assert view.get_many(["b", "z", "a"]) == {"b": 0, "a": 1}
    assert view.get_many(iter(["a"])) == {"a": 1}
    assert sorted(view.get_keys()) == ["a", "b"]
    assert view.get_all() == {"a": 1, "b": 0}
    assert (view.contains("a"), view.contains("z"), view.contains(7)) == (True, False, False)


def test_a_map_handed_out_can_neither_be_changed_nor_changes(
    file: LocalFile, tmp_path: Path
) -> None:
    view = table(tmp_path)
    file.swap({"a": 1, "b": 2})
    whole, items, keys, values = view.get_all(), view.items(), view.keys(), view.values()
    iterator = iter(view)
    assert next(iterator) == "a"
    view.get_keys().clear()
    view.get_many(["a"]).clear()
    with pytest.raises(TypeError):
        whole["a"] = 2  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    file.swap({"z": 26})
    assert dict(view) == {"z": 26}
    assert whole == {"a": 1, "b": 2}
    assert (list(items), list(keys), list(values)) == ([("a", 1), ("b", 2)], ["a", "b"], [1, 2])
    assert list(iterator) == ["b"]


def test_maps_are_equal_by_content_and_not_hashable(file: LocalFile, tmp_path: Path) -> None:
    file.swap({"a": 1})
    view = table(tmp_path)
    assert view == {"a": 1}
    assert view == {"a": 1}
    assert view == table(tmp_path)
    assert view != {"a": 2}
    assert view != [("a", 1)]
    with pytest.raises(TypeError, match="unhashable"):
        hash(view)


def test_a_key_that_is_not_hashable_raises_as_with_a_dict(file: LocalFile, tmp_path: Path) -> None:
    file.swap({"a": 1})
    view = table(tmp_path)
    with pytest.raises(TypeError, match="unhashable"):
        view.contains([])


@pytest.mark.parametrize(
    ("key_type", "text", "key"),
    [
        (int, "-7", -7),
        (float, "1.5", 1.5),
        (bool, "true", True),
        (Level, "2", Level.HIGH),
        (UUID, "12345678-1234-5678-1234-567812345678", UUID("12345678123456781234567812345678")),
    ],
)
def test_keys_that_are_no_strings_come_back_as_what_they_were(
    file: LocalFile, tmp_path: Path, *, key_type: type[object], text: str, key: object
) -> None:
    view = ManagedHashMap("spam", "blocklist", key_type, int, root=tmp_path, look_every=0)
    file.swap({text: 5})
    assert dict(view) == {key: 5}
    assert type(view.get_keys()[0]) is key_type
    assert key in view


def test_two_texts_of_one_key_are_a_decode_error(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedHashMap("spam", "blocklist", int, int, root=tmp_path, look_every=0)
    file.swap({"1": 5, "01": 6})
    with pytest.raises(DecodeError, match="01"):
        len(view)


def test_values_are_of_the_declared_class(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedHashMap("spam", "blocklist", str, RateLimit, root=tmp_path, look_every=0)
    file.swap({"search": {"qps": 50, "unknown": True}, "home": {"qps": 5, "burst": 2}})
    assert view["search"] == RateLimit(50)
    assert view.get("home") == RateLimit(5, 2)
    file.swap({"search": {"qps": "50"}, "home": {}})
    with pytest.raises(DecodeError) as caught:
        len(ManagedHashMap("spam", "blocklist", str, RateLimit, root=tmp_path))
    assert len(caught.value.problems) == 2
    assert view["search"] == RateLimit(50)


def test_kingpins_methods_of_a_mapped_list(file: LocalFile, tmp_path: Path) -> None:
    view = lists(tmp_path)
    file.swap({"a": [1, 2, 2], "empty": []})
    assert isinstance(view, Mapping)
    assert dict(view) == {"a": (1, 2, 2), "empty": ()}
    assert (view.get_list("a"), view.get_list("empty"), view.get_list("z")) == ([1, 2, 2], [], [])
    assert (view.get("a"), view.get("z"), view.get("z", ())) == ((1, 2, 2), None, ())
    assert (view.contain_item("a", 2), view.contain_item("a", 9)) == (True, False)
    assert (view.contain_item("z", 2), "a" in view, "z" in view) == (False, True, False)
    assert view.contain_items("a", [9, 2, 1]) == [2, 1]
    assert view.contain_items("z", [1]) == []
    assert view.get_all() == {"a": (1, 2, 2), "empty": ()}
    view.get_list("a").clear()
    assert view["a"] == (1, 2, 2)


@pytest.mark.parametrize("make", [table, lists])
def test_zero_bytes_are_no_map(
    file: LocalFile,
    tmp_path: Path,
    make: Callable[[Path], Sized],
) -> None:
    file.swap_bytes(b"")
    with pytest.raises(SnapshotCorruptError, match="zero bytes"):
        len(make(tmp_path))


@given(st.dictionaries(st.text(), st.integers()))
def test_any_map_reads_back(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, int]
) -> None:
    root = tmp_path_factory.mktemp("root")
    LocalFile(root).swap_bytes(json.dumps(document, sort_keys=True).encode())
    view = table(root)
    assert view == document
    assert view.snapshot().value == document


def test_every_class_can_be_subscripted_in_an_annotation() -> None:
    assert [
        str(form).partition("[")[2]
        for form in (ManagedList[int], ManagedHashMap[str, int], ManagedMappedList[int])
    ] == ["int]", "str, int]", "int]"]
