"""What validators may refuse, and what their own bugs may not do."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kingpin_sdk import (
    DecodeError,
    ManagedHashMap,
    ManagedJson,
    ManagedList,
    ManagedMappedList,
    ViewState,
)
from tests.localfile import LocalFile
from tests.unit.managed.shapes import AnyView, plain


def refuse_empty(value: Sequence[object] | Mapping[str, object]) -> None:
    if not value:
        raise ValueError("must not be empty")


def test_a_validator_refuses_a_whole_value(file: LocalFile, tmp_path: Path) -> None:
    views: list[tuple[AnyView, object, object]] = [
        (
            ManagedList(
                "spam", "blocklist", int, root=tmp_path, look_every=0, validators=[refuse_empty]
            ),
            [1],
            [],
        ),
        (
            ManagedHashMap(
                "spam",
                "blocklist",
                str,
                int,
                root=tmp_path,
                look_every=0,
                validators=[refuse_empty],
            ),
            {"a": 1},
            {},
        ),
        (
            ManagedMappedList(
                "spam", "blocklist", int, root=tmp_path, look_every=0, validators=[refuse_empty]
            ),
            {"a": [1]},
            {},
        ),
        (
            ManagedJson(
                "spam",
                "blocklist",
                list[int],
                root=tmp_path,
                look_every=0,
                validators=[refuse_empty],
            ),
            [1],
            [],
        ),
    ]
    for view, good, bad in views:
        file.swap(bad)
        with pytest.raises(DecodeError, match="must not be empty") as caught:
            plain(view)
        assert caught.value.problems == {"$": "must not be empty"}
        file.swap(good)
        assert plain(view) == good
        file.swap(bad)
        assert plain(view) == good
        assert (view.status.state, view.status.failed_loads) == (ViewState.STALE, 2)


def test_a_validator_with_a_bug_refuses_the_value_and_readers_keep_the_last(
    file: LocalFile, tmp_path: Path
) -> None:
    def first_is_odd(value: list[int]) -> None:
        assert value[0] % 2

    view = ManagedJson(
        "spam", "blocklist", list[int], root=tmp_path, look_every=0, validators=[first_is_odd]
    )
    file.swap([1])
    assert view.value == [1]
    file.swap([])
    assert view.value == [1]
    assert isinstance(view.status.last_error, DecodeError)
    assert "IndexError" in str(view.status.last_error)


def test_a_validator_that_reads_its_own_view_gets_the_last_value(
    file: LocalFile, tmp_path: Path
) -> None:
    seen: list[object] = []

    def grows(value: tuple[int, ...]) -> None:
        seen.append(list(view))
        if len(value) < len(view):
            raise ValueError("shrinks")

    view = ManagedList(
        "spam", "blocklist", int, root=tmp_path, look_every=0, default=(), validators=[grows]
    )
    file.swap([1])
    assert list(view) == [1]
    file.swap([1, 2])
    assert list(view) == [1, 2]
    file.swap([3])
    assert list(view) == [1, 2]
    assert seen == [[], [1], [1, 2]]


def test_a_validator_that_reads_its_own_view_at_the_first_load_ends_in_an_error(
    file: LocalFile, tmp_path: Path
) -> None:
    def reads(_: tuple[int, ...]) -> None:
        len(view)

    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0, validators=[reads])
    file.swap([1])
    with pytest.raises(DecodeError, match="NotAvailableError"):
        list(view)
