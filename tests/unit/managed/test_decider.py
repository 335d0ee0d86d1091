"""Decider: KingPin's arithmetic, its defaults, and a file that may hold anything."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk import Decider, SnapshotCorruptError, ViewState
from kingpin_sdk.managed._bucketing import hashed_bucket
from tests.localfile import SETTLED, YOUNG, LocalFile

# WIRE.md 3.3, seen on the running original.
BUCKETS = [
    ("exp", 1, 72),
    ("exp", 2, 4),
    ("exp", 12345, 3),
    ("exp", "12345", 3),
    ("EXP", 12345, 77),
    ("new_board", "user42", 83),
    ("new_board", 9223372036854775807, 61),
    ("half", "abc", 2),
    ("half", "", 6),
    ("exp", None, 46),
    ("exp", 1.5, 21),
    ("exp", True, 86),
    ("exp", "café", 33),
    ("new_homepage", 1, 18),
    ("new_homepage", 2, 97),
    ("new_homepage", "abc", 27),
]


@pytest.fixture
def file(tmp_path: Path) -> LocalFile:
    return LocalFile(tmp_path, "admin.decider")


def decider(root: Path, chance: Callable[[], float] = lambda: 0.5) -> Decider:
    return Decider(root=root, look_every=0, chance=chance)


@pytest.mark.parametrize(
    ("name", "key", "bucket"), BUCKETS, ids=[f"{name}, {key!r}" for name, key, _ in BUCKETS]
)
def test_a_hashed_id_falls_into_kingpins_bucket(
    file: LocalFile, tmp_path: Path, *, name: str, key: int | str, bucket: int
) -> None:
    view = decider(tmp_path)
    assert hashed_bucket(name, key) == bucket
    file.swap({name.lower(): bucket}, age=20)
    assert not view.is_hashed_id_in_experiment(key, name)
    file.swap({name.lower(): bucket + 1}, age=10)
    assert view.is_hashed_id_in_experiment(key, name)


def test_name_and_id_are_hashed_without_a_separator() -> None:
    assert hashed_bucket("exp1", 2) == hashed_bucket("exp", 12)


@pytest.mark.parametrize(
    ("key", "bucket"), [(0, 0), (99, 99), (100, 0), (140, 40), (-60, 40), (-1, 99), (10**30 + 7, 7)]
)
def test_an_id_counts_modulo_a_hundred(
    file: LocalFile, tmp_path: Path, key: int, bucket: int
) -> None:
    view = decider(tmp_path)
    file.swap({"exp": bucket}, age=20)
    assert not view.is_id_in_experiment(key, "exp")
    file.swap({"exp": bucket + 1}, age=10)
    assert view.is_id_in_experiment(key, "Exp")


@pytest.mark.parametrize(("value", "admitted"), [(0, 0), (1, 1), (12.5, 13), (99, 99), (100, 100)])
def test_a_value_admits_as_many_of_a_hundred_buckets(
    file: LocalFile, tmp_path: Path, value: float, admitted: int
) -> None:
    file.swap({"exp": value})
    chances = iter([bucket / 100 + 0.005 for bucket in range(100)])
    view = decider(tmp_path, lambda: next(chances))
    assert sum(view.is_id_in_experiment(key, "exp") for key in range(100)) == admitted
    if 0 < value < 100:
        assert sum(view.decide_experiment("exp") for _ in range(100)) == admitted
    by_bucket = {hashed_bucket("exp", key): key for key in range(5000)}
    assert len(by_bucket) == 100
    hashed = [view.is_hashed_id_in_experiment(key, "exp") for key in by_bucket.values()]
    assert sum(hashed) == admitted


def test_full_and_off_ask_no_chance(file: LocalFile, tmp_path: Path) -> None:
    def unused() -> float:
        raise AssertionError

    view = decider(tmp_path, unused)
    file.swap({"full": 100, "off": 0})
    assert view.decide_experiment("full")
    assert not view.decide_experiment("off", default=True)


def test_a_missing_name_gives_the_default(file: LocalFile, tmp_path: Path) -> None:
    view = decider(tmp_path)
    for document in (None, {}, {"other": 5}):
        if document is not None:
            file.swap(document)
        assert view.get_decider_value("exp") == 0
        assert view.get_decider_value("exp", 7.5) == 7.5
        assert view.decide_experiment("exp") is False
        assert view.decide_experiment("exp", default=True) is True
        assert view.is_id_in_experiment(0, "exp") is False
        assert view.is_hashed_id_in_experiment(0, "exp") is False


def test_names_are_matched_in_lower_case(file: LocalFile, tmp_path: Path) -> None:
    view = decider(tmp_path)
    file.swap({"new_board": 25, "OLD": 50})
    assert [view.get_decider_value(name) for name in ("new_board", "NEW_Board", "old", "OLD")] == [
        25,
        25,
        50,
        50,
    ]


@pytest.mark.parametrize("document", ['{"EXP": 100, "exp": 1}', '{"exp": 1, "EXP": 100}'])
def test_the_lower_case_spelling_counts_wherever_it_stands(
    file: LocalFile, tmp_path: Path, document: str
) -> None:
    file.swap_bytes(document.encode())
    assert decider(tmp_path).get_decider_value("exp") == 1


def test_numbers_stay_what_they_are(file: LocalFile, tmp_path: Path) -> None:
    file.swap({"whole": 50, "half": 12.5, "zero": 0})
    view = decider(tmp_path)
    values = [view.get_decider_value(name) for name in ("whole", "half", "zero")]
    assert values == [50, 12.5, 0]
    assert [type(value) for value in values] == [int, float, int]
    assert dict(view.snapshot().value) == {"whole": 50, "half": 12.5, "zero": 0}


def test_bad_entries_are_left_out_told_and_spoil_no_other(file: LocalFile, tmp_path: Path) -> None:
    bad = {"text": "50", "yes": True, "null": None, "list": [1], "low": -1, "high": 100.5}
    file.swap({"good": 100, **bad})
    view = decider(tmp_path)
    assert view.decide_experiment("good")
    assert not any(view.decide_experiment(name) for name in bad)
    assert all(view.decide_experiment(name, default=True) for name in bad)
    status = view.status
    assert (status.state, status.failed_loads) == (ViewState.READY, 0)
    assert sorted(status.ignored) == sorted(bad)
    assert status.ignored["high"] == "not from 0 to 100"
    file.swap({"good": 100})
    assert view.status.ignored == {}


def test_a_file_that_cannot_be_used_is_as_none_at_first(file: LocalFile, tmp_path: Path) -> None:
    view = decider(tmp_path)
    for body, age in [(b"", SETTLED), (b"[1]", SETTLED), (b"{", YOUNG), (b"{", SETTLED)]:
        file.swap_bytes(body, age=age)
        assert view.decide_experiment("exp", default=True)
        assert view.snapshot().value == {}
        assert view.snapshot().value is view.snapshot().value
        assert view.status.state is ViewState.ERROR
    assert isinstance(view.status.last_error, SnapshotCorruptError)
    assert view.status.failed_loads == 3


def test_a_file_that_cannot_be_used_later_leaves_the_last_values(
    file: LocalFile, tmp_path: Path
) -> None:
    view = decider(tmp_path)
    file.swap({"exp": 100})
    assert view.decide_experiment("exp")
    for body in (b"", b"{", b"[]"):
        file.swap_bytes(body)
        assert view.decide_experiment("exp")
        assert view.status.state is ViewState.STALE
    file.remove()
    assert view.decide_experiment("exp")


def test_half_a_surrogate_pair_is_an_id_like_any_other(file: LocalFile, tmp_path: Path) -> None:
    file.swap({"exp": 100})
    assert decider(tmp_path).is_hashed_id_in_experiment("\udc80", "exp")


ANYTHING = st.one_of(
    st.binary(),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["exp", "EXP", ""]), inner),
    ).map(lambda document: json.dumps(document).encode()),
)


@given(body=ANYTHING, name=st.sampled_from(["exp", "EXP", ""]), key=st.integers() | st.text())
def test_nothing_in_the_file_makes_a_read_raise(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, name: str, key: int | str
) -> None:
    root = tmp_path_factory.mktemp("root")
    LocalFile(root, "admin.decider").swap_bytes(body)
    view = decider(root)
    value = view.get_decider_value(name)
    assert 0 <= value <= 100
    assert view.decide_experiment(name) == (value > 50)
    assert view.is_hashed_id_in_experiment(key, name) == (hashed_bucket(name, key) < value)
    assert view.is_id_in_experiment(7, name) == (value > 7)
    assert view.status.state in (ViewState.READY, ViewState.ERROR)
