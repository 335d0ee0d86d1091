"""ManagedJson: one value of any type."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, NewType, TypedDict, TypeVar

import attrs
import pytest

from kingpin_sdk import ManagedJson, SnapshotCorruptError, ViewState
from tests.localfile import YOUNG, LocalFile


@attrs.frozen
class Rule:
    word: str
    score: float = 1.0


@attrs.define
class Rules:
    rules: list[Rule] = attrs.Factory(list[Rule])


@dataclass
class Point:
    x: int
    y: int = 0


class Pair(NamedTuple):
    left: int
    right: str


class Movie(TypedDict):
    title: str


class Mode(enum.Enum):
    ON = "on"


UserId = NewType("UserId", int)
T = TypeVar("T")


def rules(root: Path) -> ManagedJson[Rules]:
    return ManagedJson("spam", "blocklist", Rules, root=root, look_every=0)


def reads(file: LocalFile, view: ManagedJson[T], document: object, value: T) -> bool:
    """True if the view reads the document as this value, of this type."""
    file.swap(document)
    return (
        view.value == value
        and type(view.value) is type(value)
        and view.snapshot().value is view.value
        and view.fresh() == value
    )


def test_a_value_has_the_declared_type(tmp_path: Path) -> None:
    file, root = LocalFile(tmp_path, "a.b"), tmp_path
    assert reads(file, ManagedJson("a", "b", Rule, root=root), {"word": "x"}, Rule("x"))
    assert reads(file, ManagedJson("a", "b", Point, root=root), {"x": 1}, Point(1))
    assert reads(file, ManagedJson("a", "b", Pair, root=root), [1, "r"], Pair(1, "r"))
    assert reads(file, ManagedJson("a", "b", Movie, root=root), {"title": "t"}, Movie(title="t"))
    assert reads(file, ManagedJson("a", "b", Mode, root=root), "on", Mode.ON)
    assert reads(file, ManagedJson("a", "b", UserId, root=root), 5, UserId(5))
    assert reads(file, ManagedJson("a", "b", Literal["x", "y"], root=root), "y", "y")
    assert reads(file, ManagedJson("a", "b", int | None, root=root), None, None)
    assert reads(file, ManagedJson("a", "b", dict[int, Rule], root=root), {}, {})
    assert reads(file, ManagedJson("a", "b", object, root=root), {"a": [1]}, {"a": [1]})


def test_readers_share_the_value_and_fresh_gives_a_copy(file: LocalFile, tmp_path: Path) -> None:
    view = rules(tmp_path)
    file.swap({"rules": [{"word": "x"}]})
    assert view.value is view.value
    mine = view.fresh()
    mine.rules.clear()
    assert view.value == Rules([Rule("x")])
    assert view.fresh() == Rules([Rule("x")])


def test_a_copy_of_a_default_is_the_callers_own_too(tmp_path: Path) -> None:
    default = Rules([Rule("x")])
    view = ManagedJson("spam", "blocklist", Rules, root=tmp_path, default=default)
    assert view.value is default
    mine = view.fresh()
    assert mine == default
    mine.rules.clear()
    assert view.value == Rules([Rule("x")])


def test_none_may_be_a_default(tmp_path: Path) -> None:
    view = ManagedJson("spam", "blocklist", int | None, root=tmp_path, default=None)
    assert view.value is None
    assert view.status.state is ViewState.NOT_READY


def test_zero_bytes_are_none_or_the_one_empty_value(file: LocalFile, tmp_path: Path) -> None:
    file.swap_bytes(b"")
    assert ManagedJson("spam", "blocklist", dict[str, int] | None, root=tmp_path).value is None
    assert ManagedJson("spam", "blocklist", object, root=tmp_path).value is None
    assert ManagedJson("spam", "blocklist", dict[str, int], root=tmp_path).value == {}
    assert ManagedJson("spam", "blocklist", list[int], root=tmp_path).value == []
    assert not ManagedJson("spam", "blocklist", str, root=tmp_path).value
    assert ManagedJson("spam", "blocklist", int, root=tmp_path).value == 0
    assert rules(tmp_path).value == Rules()
    assert rules(tmp_path).fresh() == Rules()


def test_zero_bytes_without_one_empty_value_are_corrupt(file: LocalFile, tmp_path: Path) -> None:
    file.swap_bytes(b"")
    with pytest.raises(SnapshotCorruptError, match="empty"):
        _ = ManagedJson("spam", "blocklist", Rule, root=tmp_path).value
    with pytest.raises(SnapshotCorruptError, match="empty"):
        _ = ManagedJson("spam", "blocklist", int | str, root=tmp_path).value
    with pytest.raises(SnapshotCorruptError, match="empty"):
        _ = ManagedJson("spam", "blocklist", Mode, root=tmp_path).value


def test_zero_bytes_count_only_once_they_have_settled(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedJson("spam", "blocklist", list[int], root=tmp_path, look_every=0)
    file.swap([1])
    assert view.value == [1]
    file.rewrite(b"", age=YOUNG)
    assert view.value == [1]
    assert view.status.state is ViewState.READY
    file.rewrite(b"", age=1.5)
    assert view.value == []
    assert view.fresh() == []


def test_null_is_a_value_of_its_own(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedJson("spam", "blocklist", int | None, root=tmp_path, look_every=0)
    file.swap(None)
    assert view.value is None
    assert view.status.state is ViewState.READY
    file.swap(7)
    assert view.value == 7
