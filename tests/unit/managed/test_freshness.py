"""When a view looks at its file: by its clock, and at no other time."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from kingpin_sdk import (
    Decider,
    ManagedHashMap,
    ManagedJson,
    ManagedList,
    ManagedMappedList,
    NotAvailableError,
)
from tests.localfile import LocalFile


class FakeClock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_a_change_is_seen_by_the_first_read_one_interval_after_it(
    file: LocalFile, tmp_path: Path, clock: FakeClock
) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=1.0, clock=clock)
    file.swap([1])
    assert list(view) == [1]
    clock.now += 0.5
    file.swap([2, 2])
    clock.now += 0.4
    assert list(view) == [1]
    clock.now += 0.6
    assert list(view) == [2, 2]


def test_the_interval_counts_from_before_the_load(
    file: LocalFile, tmp_path: Path, clock: FakeClock
) -> None:
    def slow(_: list[int]) -> None:
        clock.now += 5.0  # decoding takes five intervals

    view = ManagedJson(
        "spam",
        "blocklist",
        list[int],
        root=tmp_path,
        look_every=1.0,
        clock=clock,
        validators=[slow],
    )
    file.swap([1])
    assert view.value == [1]
    file.swap([2, 2])
    assert view.value == [2, 2]


def test_a_missing_file_is_looked_for_by_every_read_until_it_is_there(
    file: LocalFile, tmp_path: Path, clock: FakeClock
) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=1.0, clock=clock)
    with pytest.raises(NotAvailableError):
        list(view)
    file.swap([1])
    assert list(view) == [1]


Reads: TypeAlias = list[Callable[[], object]]


def list_reads(root: Path, clock: FakeClock) -> tuple[str, object, object, Reads]:
    items = ManagedList("spam", "list", int, root=root, look_every=1.0, clock=clock)
    reads: Reads = [
        lambda: items[0],
        lambda: 2 in items,
        lambda: items.contains(2),
        lambda: list(items),
        lambda: list(reversed(items)),
        items.get_list,
        lambda: sorted(items.get_set()),
        lambda: items.count(2),
        lambda: items.snapshot().value,
    ]
    return "spam.list", [1], [2], reads


def map_reads(root: Path, clock: FakeClock) -> tuple[str, object, object, Reads]:
    table = ManagedHashMap("spam", "map", str, int, root=root, look_every=1.0, clock=clock)
    reads: Reads = [
        lambda: table["a"],
        lambda: table.get("a"),
        lambda: table.get_many(["a"]),
        lambda: dict(table.get_all()),
        lambda: list(table.items()),
        lambda: list(table.values()),
        lambda: table == {"a": 2},
    ]
    return "spam.map", {"a": 1}, {"a": 2}, reads


def mapped_list_reads(root: Path, clock: FakeClock) -> tuple[str, object, object, Reads]:
    lists = ManagedMappedList("spam", "lists", int, root=root, look_every=1.0, clock=clock)
    reads: Reads = [
        lambda: lists["a"],
        lambda: lists.get_list("a"),
        lambda: lists.contain_item("a", 2),
        lambda: lists.contain_items("a", [2]),
    ]
    return "spam.lists", {"a": [1]}, {"a": [2]}, reads


def json_reads(root: Path, clock: FakeClock) -> tuple[str, object, object, Reads]:
    one = ManagedJson("spam", "json", int, root=root, look_every=1.0, clock=clock)
    return "spam.json", 1, 2, [lambda: one.value, one.fresh]


def decider_reads(root: Path, clock: FakeClock) -> tuple[str, object, object, Reads]:
    decider = Decider(root=root, look_every=1.0, clock=clock)
    reads: Reads = [
        lambda: decider.get_decider_value("on"),
        lambda: decider.decide_experiment("on"),
        lambda: decider.is_id_in_experiment(7, "on"),
        lambda: decider.is_hashed_id_in_experiment(7, "on"),
        lambda: decider.snapshot().value["on"],
    ]
    return "admin.decider", {"on": 0}, {"on": 100}, reads


@pytest.mark.parametrize(
    "structure", [list_reads, map_reads, mapped_list_reads, json_reads, decider_reads]
)
def test_every_method_looks_when_it_is_time_and_not_before(
    structure: Callable[[Path, FakeClock], tuple[str, object, object, Reads]],
    tmp_path: Path,
    clock: FakeClock,
) -> None:
    name, old, new, reads = structure(tmp_path, clock)
    file = LocalFile(tmp_path, name)
    for read in reads:
        file.swap(old, age=20)
        clock.now += 2.0
        before = read()
        file.swap(new, age=10)
        assert read() == before
        clock.now += 2.0
        assert read() != before


def test_an_unchanged_file_is_not_opened_again(
    file: LocalFile, tmp_path: Path, clock: FakeClock
) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=1.0, clock=clock)
    file.swap([1])
    value = view.snapshot().value
    for _ in range(3):
        clock.now += 1.0
        assert view.snapshot().value is value


def test_a_refused_file_is_not_decoded_again(file: LocalFile, tmp_path: Path) -> None:
    seen: list[list[int]] = []

    def refuse(value: list[int]) -> None:
        seen.append(value)
        if value != [1]:
            raise ValueError("no")

    view = ManagedJson(
        "spam", "blocklist", list[int], root=tmp_path, look_every=0, validators=[refuse]
    )
    file.swap([1])
    assert view.value == [1]
    file.swap([2])
    for _ in range(3):
        assert view.value == [1]
    assert seen == [[1], [2]]


def test_a_read_leaves_no_descriptor_open(file: LocalFile, tmp_path: Path) -> None:
    before = sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are what is compared
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0)
    for body in (b"[1]", b"[1", b"", b"[2]"):
        file.swap_bytes(body)
        assert view.status
    assert sorted(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - as above
