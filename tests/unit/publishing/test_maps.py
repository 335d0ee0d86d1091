"""The verbs of maps, maps of lists and the decider."""

import json
from functools import partial

import pytest

from kingpin_sdk.errors import RejectedError
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publishing import DeciderEditor, HashMapEditor, MappedListEditor
from kingpin_sdk.spec import DeciderSpec, MappedListSpec, MapSpec
from tests.unit.publishing.shapes import Limit, Rule, Window
from tests.unit.publishing.store import NAME, Store


@pytest.fixture
def limits(store: Store) -> HashMapEditor[str, Limit]:
    return store.publisher.edit(MapSpec(NAME, str, Limit))


@pytest.fixture
def groups(store: Store) -> MappedListEditor[str]:
    return store.publisher.edit(MappedListSpec(NAME, str))


@pytest.fixture
def ramps(store: Store) -> DeciderEditor:
    return store.publisher.edit(DeciderSpec(NAME))


class TestHashMap:
    def test_set_counts_the_keys_it_changed(self, store: Store) -> None:
        numbers = store.publisher.edit(MapSpec(NAME, str, int))
        assert numbers.set("a", 1).changed == 1
        assert numbers.set("a", 1).changed == 0
        assert numbers.set_many({"a": 2, "b": 1, "c": 1}).changed == 3
        assert numbers.set_many({"a": 2, "b": 9}).changed == 1
        assert numbers.remove("c").changed == 1
        assert numbers.remove("c").changed == 0
        assert numbers.set_map({"b": 9, "d": 0}).changed == 2
        assert store.body() == b'{"b": 9, "d": 0}'
        assert numbers.delete().changed == 2
        assert store.body() == b"{}"

    def test_the_first_publish_is_always_written(self, store: Store) -> None:
        result = store.publisher.edit(MapSpec(NAME, str, int)).set_many({})
        assert (result.changed, result.previous) == (0, None)
        assert store.body() == b"{}"

    def test_keys_are_texts_and_sorted_as_texts(self, store: Store) -> None:
        numbers = store.publisher.edit(MapSpec(NAME, int, str))
        numbers.set_map({9: "nine", 10: "ten"})
        assert store.body() == b'{"10": "ten", "9": "nine"}'
        assert numbers.remove(10).changed == 1

    def test_a_key_that_others_spell_differently_is_the_same_key(self, store: Store) -> None:
        numbers = store.publisher.edit(MapSpec(NAME, int, Rule))
        store.seed({"01": {"name": "a", "score": 1, "new": 1}, "2": {"name": "b", "score": 1}})
        assert numbers.set(1, Rule("c")).changed == 1
        assert store.document() == {
            "01": {"name": "c", "score": 1, "new": 1},
            "2": {"name": "b", "score": 1},
        }
        assert numbers.remove(1).changed == 1
        assert store.document() == {"2": {"name": "b", "score": 1}}

    def test_untouched_entries_are_carried_over_and_changed_ones_keep_unknown_keys(
        self, store: Store, limits: HashMapEditor[str, Limit]
    ) -> None:
        no_tags: list[str] = []
        newer = {"qps": 1.5, "window": {"seconds": 60, "hard": False, "unit": "s"}, "tags": no_tags}
        store.seed({"a": {**newer, "zone": "eu"}, "b": {"qps": 1, "extra": [1, {"x": None}]}})
        limits.set("a", Limit(2.5, Window(30)))
        assert store.document() == {
            "a": {
                "qps": 2.5,
                "window": {"seconds": 30, "hard": False, "unit": "s"},
                "tags": [],
                "zone": "eu",
            },
            "b": {"qps": 1, "extra": [1, {"x": None}]},
        }
        before = store.document()
        assert limits.set("a", Limit(2.5, Window(30))).changed == 0
        limits.set_map({"b": Limit(7)})
        assert isinstance(before, dict)
        assert store.document() == {
            "b": {
                "qps": 7,
                "window": {"seconds": 60, "hard": False},
                "tags": [],
                "extra": [1, {"x": None}],
            }
        }

    def test_entries_of_older_code_without_a_default_stay_as_they_are(
        self, store: Store, limits: HashMapEditor[str, Limit]
    ) -> None:
        store.seed({"old": {"qps": 1.0}})
        assert limits.set("new", Limit(2.0)).changed == 1
        document = store.document()
        assert isinstance(document, dict)
        assert document["old"] == {"qps": 1.0}

    def test_every_problem_is_told_and_nothing_is_written(self, store: Store) -> None:
        numbers = store.publisher.edit(MapSpec(NAME, str, int))
        with pytest.raises(RejectedError) as caught:
            numbers.set_many({"a": "x", "b": 1, "c": None})  # type: ignore[dict-item]  # as above
        assert list(caught.value.problems) == ["$.a", "$.c"]
        assert store.is_untouched()

    def test_validators_see_the_whole_map_and_refuse_it(self, store: Store) -> None:
        def holds_a(whole: object) -> None:
            if "a" not in json.dumps(whole):
                raise ValueError("a is missing")

        numbers = store.publisher.edit(MapSpec(NAME, str, int, validators=[holds_a]))
        with pytest.raises(RejectedError, match="a is missing"):
            numbers.set("b", 1)
        assert numbers.set_many({"a": 1}).changed == 1
        # A part need not pass alone: the whole does.
        version = numbers.set("b", 1).version
        with pytest.raises(RejectedError, match="a is missing"):
            numbers.remove("a")
        assert store.version() == version

    def test_a_document_of_another_shape_is_never_taken_for_an_empty_map(
        self, store: Store, limits: HashMapEditor[str, Limit]
    ) -> None:
        store.seed(["a"])
        with pytest.raises(RejectedError, match="no object"):
            limits.set("a", Limit(1))
        with pytest.raises(RejectedError, match="no object"):
            limits.remove("a")
        assert store.document() == ["a"]
        limits.set_map({})
        assert store.body() == b"{}"


class TestMappedList:
    def test_items_are_kept_once_and_in_order(
        self, store: Store, groups: MappedListEditor[str]
    ) -> None:
        assert groups.add_item("k", "b").changed == 1
        assert groups.add_items("k", ["c", "b", "a", "c"]).changed == 2
        assert groups.add_item("k", "a").changed == 0
        assert store.body() == b'{"k": ["b", "c", "a"]}'
        assert groups.set_list("j", ["y", "x", "y"]).changed == 1
        assert store.body() == b'{"j": ["y", "x"], "k": ["b", "c", "a"]}'
        assert groups.remove_item("k", "c").changed == 1
        assert groups.remove_items("k", ["a", "z"]).changed == 1
        assert groups.remove_item("k", "a").changed == 0
        assert groups.remove_item("nobody", "a").changed == 0
        assert store.body() == b'{"j": ["y", "x"], "k": ["b"]}'
        assert groups.remove_item("k", "b").changed == 1
        assert groups.remove_list("j").changed == 1
        assert groups.remove_list("j").changed == 0
        assert store.body() == b'{"k": []}'
        assert groups.set_lists({"k": [], "l": ["1"]}).changed == 1
        assert groups.clear().changed == 2
        assert store.body() == b"{}"

    def test_adding_nothing_makes_no_key(self, store: Store, groups: MappedListEditor[str]) -> None:
        groups.add_items("k", [])
        assert store.body() == b"{}"

    def test_lists_keep_what_newer_code_wrote(self, store: Store) -> None:
        rules = store.publisher.edit(MappedListSpec(NAME, Rule))
        a, b = ({"name": name, "score": 1, "owner": name} for name in "ab")
        store.seed({"j": [b], "k": [a, b]})
        assert rules.add_item("k", Rule("a")).changed == 0
        rules.set_list("k", [Rule("b"), Rule("c")])
        assert store.document() == {"j": [b], "k": [b, {"name": "c", "score": 1}]}
        rules.replace({"k": (Rule("b"),)}, expected=store.version())
        assert store.document() == {"k": [b]}

    def test_a_text_is_no_list_of_items(self, store: Store, groups: MappedListEditor[str]) -> None:
        with pytest.raises(RejectedError, match="expected items"):
            groups.set_lists({"a": ["x"], "b": "text"})
        with pytest.raises(RejectedError, match="expected items"):
            groups.add_items("a", "text")
        assert store.is_untouched()

    def test_a_value_that_is_no_list_is_never_taken_for_an_empty_one(
        self, store: Store, groups: MappedListEditor[str]
    ) -> None:
        store.seed({"k": "text"})
        with pytest.raises(RejectedError, match=r"\$\.k: what is stored is no list"):
            groups.add_item("k", "x")
        assert groups.set_list("k", ["x"]).changed == 1


class TestDecider:
    def test_whole_numbers_stay_whole(self, store: Store, ramps: DeciderEditor) -> None:
        assert ramps.set_experiment_value("new_board", 25).changed == 1
        assert ramps.set_experiment_value("half", 12.5).changed == 1
        assert ramps.set_experiment_value("half", 12.5).changed == 0
        assert store.body() == b'{"half": 12.5, "new_board": 25}'
        assert ramps.remove("half").changed == 1
        assert ramps.remove("half").changed == 0
        assert store.body() == b'{"new_board": 25}'

    @pytest.mark.parametrize(
        ("name", "value"),
        [("New", 1), ("", 1), ("a", -1), ("a", 100.5), ("a", True), ("a", float("nan"))],
    )
    def test_bad_names_and_values_are_refused(
        self, store: Store, ramps: DeciderEditor, name: str, value: float
    ) -> None:
        with pytest.raises(RejectedError):
            ramps.set_experiment_value(name, value)
        assert store.is_untouched()

    def test_a_bad_entry_of_somebody_else_does_not_stop_a_ramp(
        self, store: Store, ramps: DeciderEditor
    ) -> None:
        store.seed({"Broken": "x"})
        ramps.set_experiment_value("a", 100)
        assert store.document() == {"Broken": "x", "a": 100}

    def test_its_config_is_an_ordinary_one(self, store: Store) -> None:
        name = ConfigName("admin", "decider")
        store.publisher.edit(DeciderSpec(name)).set_experiment_value("a", 0)
        assert store.publisher.read(name) == {"a": 0}

    def test_a_list_is_never_taken_for_an_empty_map(
        self, store: Store, ramps: DeciderEditor
    ) -> None:
        store.seed([])
        for verb in (partial(ramps.set_experiment_value, "a", 1), partial(ramps.remove, "a")):
            with pytest.raises(RejectedError, match="no object"):
                verb()
