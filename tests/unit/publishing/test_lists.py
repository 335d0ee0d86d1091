"""The verbs of lists."""

import pytest

from kingpin_sdk.errors import RejectedError
from kingpin_sdk.publishing import ListEditor
from kingpin_sdk.spec import ListSpec
from tests.unit.publishing.shapes import Rule
from tests.unit.publishing.store import NAME, Store


@pytest.fixture
def words(store: Store) -> ListEditor[str]:
    return store.publisher.edit(ListSpec(NAME, str))


@pytest.fixture
def rules(store: Store) -> ListEditor[Rule]:
    return store.publisher.edit(ListSpec(NAME, Rule))


def test_add_appends_once(store: Store, words: ListEditor[str]) -> None:
    first = words.add("b")
    assert (first.changed, first.previous) == (1, None)
    second = words.add("a")
    assert (second.changed, second.previous) == (1, first.version)
    assert store.document() == ["b", "a"]
    assert words.add("a") == (0, second.version, second.version)


def test_a_verb_that_changes_nothing_writes_nothing(store: Store, words: ListEditor[str]) -> None:
    words.set_list(["a", "b"])
    revision, keys = store.revision(), [*store.blobs.keys("data/")]
    for result in (
        words.add("a"),
        words.add_many(["b", "a"]),
        words.remove("z"),
        words.set_list(["a", "b"]),
        words.replace(("a", "b"), expected=store.version()),
    ):
        assert result == (0, store.version(), store.version())
    assert store.revision() == revision
    assert [*store.blobs.keys("data/")] == keys


def test_the_first_publish_is_written_even_if_it_changes_nothing(
    store: Store, words: ListEditor[str]
) -> None:
    result = words.remove("a")
    assert (result.changed, result.previous) == (0, None)
    assert store.body() == b"[]"
    assert store.versions() == [result.version]


def test_add_many_keeps_the_order_and_drops_duplicates(
    store: Store, words: ListEditor[str]
) -> None:
    words.add("a")
    assert words.add_many(iter(["c", "a", "b", "c"])).changed == 2
    assert store.document() == ["a", "c", "b"]


def test_remove_takes_the_first_of_equal_items(store: Store, words: ListEditor[str]) -> None:
    words.set_list(["a", "b", "a"])
    assert words.remove("a").changed == 1
    assert store.document() == ["b", "a"]


def test_set_list_keeps_duplicates_and_counts_what_came_and_went(
    store: Store, words: ListEditor[str]
) -> None:
    assert words.set_list(["a", "a", "b"]).changed == 3
    assert words.set_list(["a", "c"]).changed == 3
    assert words.set_list(["c", "a"]).changed == 2
    assert store.document() == ["c", "a"]


@pytest.mark.parametrize("verb", ["clear", "delete"])
def test_clear_and_delete_publish_the_empty_list(
    store: Store, words: ListEditor[str], verb: str
) -> None:
    first = words.set_list(["a", "b"])
    result = words.clear() if verb == "clear" else words.delete()
    assert (result.changed, result.previous) == (2, first.version)
    assert store.body() == b"[]"
    assert store.versions() == [first.version, result.version]


def test_numbers_texts_and_truth_are_different_items(store: Store) -> None:
    mixed = store.publisher.edit(ListSpec(NAME, int | float | str | bool))
    assert mixed.add_many([1, "1", True, 1.0]).changed == 4
    assert store.body() == b'[1, "1", true, 1.0]'
    assert mixed.remove(True).changed == 1
    assert store.body() == b'[1, "1", 1.0]'


def test_an_entry_of_newer_code_is_found_by_what_this_code_knows_of_it(
    store: Store, rules: ListEditor[Rule]
) -> None:
    store.seed([{"name": "a", "score": 1, "owner": "x"}, {"name": "b", "score": 2}])
    assert rules.add(Rule("a")).changed == 0
    assert rules.remove(Rule("b", 2)).changed == 1
    assert rules.remove(Rule("a")).changed == 1
    assert store.document() == []


def test_an_entry_of_older_code_is_found_by_its_defaults_and_carried_over_without_them(
    store: Store, rules: ListEditor[Rule]
) -> None:
    store.seed([{"name": "a"}, {"name": "b"}])
    assert rules.add(Rule("a")).changed == 0
    assert rules.add(Rule("c")).changed == 1
    assert store.document() == [{"name": "a"}, {"name": "b"}, {"name": "c", "score": 1}]
    assert rules.remove(Rule("b")).changed == 1


def test_set_list_keeps_the_unknown_keys_of_entries_that_stay_or_change_in_place(
    store: Store, rules: ListEditor[Rule]
) -> None:
    store.seed([{"name": name, "score": 1, "owner": name} for name in "abc"])
    rules.set_list([Rule("c"), Rule("a")])
    assert store.document() == [{"name": n, "score": 1, "owner": n} for n in "ca"]
    rules.set_list([Rule("c"), Rule("a", 5)])
    assert store.document() == [
        {"name": "c", "score": 1, "owner": "c"},
        {"name": "a", "score": 5, "owner": "a"},
    ]


def test_a_text_is_no_list_of_items(store: Store, words: ListEditor[str]) -> None:
    for verb in (words.add_many, words.set_list):
        with pytest.raises(RejectedError, match="expected items, got one str"):
            verb("abc")
    assert store.is_untouched()


def test_every_problem_is_told_and_nothing_is_written(store: Store) -> None:
    numbers = store.publisher.edit(ListSpec(NAME, int))
    wrong: list[int] = [1, "x", True]  # type: ignore[list-item]  # what no checker stopped
    for verb in (numbers.add_many, numbers.set_list):
        with pytest.raises(RejectedError) as caught:
            verb(wrong)
        assert list(caught.value.problems) == ["$[1]", "$[2]"]
    assert store.is_untouched()


def test_nan_is_refused(store: Store) -> None:
    numbers = store.publisher.edit(ListSpec(NAME, float))
    with pytest.raises(RejectedError):
        numbers.add(float("nan"))
    with pytest.raises(RejectedError):
        numbers.set_list([1.0, float("inf")])
    assert store.is_untouched()


@pytest.mark.parametrize("stored", [{"a": 1}, "text", None, 5])
def test_a_document_of_another_shape_is_never_taken_for_an_empty_list(
    store: Store, words: ListEditor[str], stored: dict[str, int] | str | int | None
) -> None:
    version = store.seed({**stored} if isinstance(stored, dict) else stored)
    for verb in (words.add, words.remove):
        with pytest.raises(RejectedError, match="no list"):
            verb("x")
    assert store.version() == version
    assert words.set_list(["x"]).previous == version
    assert store.document() == ["x"]
