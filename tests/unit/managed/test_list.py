"""ManagedList: KingPin's methods and a Sequence's."""

import enum
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kingpin_sdk import DecodeError, ManagedList, SnapshotCorruptError
from tests.localfile import LocalFile


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def numbers(root: Path) -> ManagedList[int]:
    return ManagedList("spam", "blocklist", int, root=root, look_every=0)


def test_it_is_a_sequence_of_what_the_file_holds(file: LocalFile, tmp_path: Path) -> None:
    view = numbers(tmp_path)
    file.swap([3, 1, 2, 1])
    assert isinstance(view, Sequence)
    assert (list(view), list(reversed(view)), len(view)) == ([3, 1, 2, 1], [1, 2, 1, 3], 4)
    assert (view[0], view[-1], view[1:3], view[::2]) == (3, 1, (1, 2), (3, 2))
    assert (view.index(1), view.index(1, 2), view.index(1, 1, 2)) == (1, 3, 1)
    assert (1 in view, 7 in view, view.contains(1), view.contains(7)) == (True, False, True, False)
    assert bool(view)
    with pytest.raises(IndexError):
        view[4]
    with pytest.raises(ValueError, match="not in"):
        view.index(7)


def test_count_is_the_length_or_the_occurrences(file: LocalFile, tmp_path: Path) -> None:
    view: ManagedList[int | None] = ManagedList(
        "spam", "blocklist", int | None, root=tmp_path, look_every=0
    )
    file.swap([1, 2, 1, None])
    assert (view.count(), view.count(1), view.count(7), view.count(None)) == (4, 2, 0, 1)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, -1, [10, 11, 12, 13]),
        (0, 0, [10]),
        (1, 2, [11, 12]),
        (2, -1, [12, 13]),
        (0, 99, [10, 11, 12, 13]),
        (3, 1, []),
        (9, -1, []),
    ],
)
def test_get_list_includes_its_end(
    file: LocalFile, tmp_path: Path, *, start: int, end: int, expected: list[int]
) -> None:
    view = numbers(tmp_path)
    file.swap([10, 11, 12, 13])
    assert view.get_list(start, end) == expected
    assert view.get_list(start_idx=start, end_idx=end) == expected


def test_a_list_handed_out_is_the_callers_own(file: LocalFile, tmp_path: Path) -> None:
    view = numbers(tmp_path)
    file.swap([1, 2])
    mine = view.get_list()
    mine.clear()
    assert view.get_list() == [1, 2]
    assert view.get_set() == {1, 2}
    assert isinstance(view.snapshot().value, tuple)


def test_what_was_handed_out_never_changes(file: LocalFile, tmp_path: Path) -> None:
    view = numbers(tmp_path)
    file.swap([1, 2, 3])
    iterator, back, snapshot = iter(view), reversed(view), view.snapshot()
    assert next(iterator) == 1
    file.swap([9])
    assert list(view) == [9]
    assert list(iterator) == [2, 3]
    assert list(back) == [3, 2, 1]
    assert snapshot.value == (1, 2, 3)


def test_a_list_is_equal_to_itself_only(file: LocalFile, tmp_path: Path) -> None:
    file.swap([1])
    first, second = numbers(tmp_path), numbers(tmp_path)
    assert first == first  # noqa: PLR0124 - identity is the point
    assert first != second
    assert len({first, second}) == 2


def test_items_that_are_not_hashable_are_found_all_the_same(
    file: LocalFile, tmp_path: Path
) -> None:
    view = ManagedList("spam", "blocklist", dict[str, int], root=tmp_path, look_every=0)
    file.swap([{"a": 1}, {"b": 2}])
    for _ in range(2):
        assert {"b": 2} in view
        assert {"b": 3} not in view
        assert not view.contains("b")
    with pytest.raises(TypeError, match="unhashable"):
        view.get_set()


def test_what_is_looked_for_may_be_unhashable(file: LocalFile, tmp_path: Path) -> None:
    view = numbers(tmp_path)
    file.swap([1])
    for _ in range(2):
        assert not view.contains([1])
        assert not view.contains({1})
        assert 1 in view


def test_membership_follows_the_file(file: LocalFile, tmp_path: Path) -> None:
    view = numbers(tmp_path)
    for number in range(5):
        file.swap([number], age=100 - number)
        assert [item for item in range(6) if item in view] == [number]


def test_items_have_their_declared_type(file: LocalFile, tmp_path: Path) -> None:
    colours = ManagedList("spam", "blocklist", Colour, root=tmp_path, look_every=0)
    file.swap(["red", "blue"])
    assert list(colours) == [Colour.RED, Colour.BLUE]
    assert Colour.RED in colours
    assert not colours.contains("red")
    file.swap([1, True])
    with pytest.raises(DecodeError, match=r"\$\[1\]"):
        list(numbers(tmp_path))


def test_zero_bytes_are_no_list(file: LocalFile, tmp_path: Path) -> None:
    view = ManagedList("spam", "blocklist", int, root=tmp_path, look_every=0, default=[1])
    file.swap_bytes(b"")
    with pytest.raises(SnapshotCorruptError, match="zero bytes"):
        list(view)


def test_sixteen_threads_may_make_the_first_read_and_the_first_lookup(
    file: LocalFile, tmp_path: Path
) -> None:
    document = list(range(5000))
    file.swap(document)
    for _ in range(20):
        view = ManagedList("spam", "blocklist", int, root=tmp_path)
        start, failures = threading.Barrier(16), list[object]()

        def read(
            view: ManagedList[int] = view,
            start: threading.Barrier = start,
            failures: list[object] = failures,
        ) -> None:
            start.wait()
            try:
                if 4999 not in view or -1 in view or len(view) != 5000:
                    failures.append("wrong")
            except Exception as error:  # noqa: BLE001 - reported by the test's own thread
                failures.append(error)

        threads = [threading.Thread(target=read) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
