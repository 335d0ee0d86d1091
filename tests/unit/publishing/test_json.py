"""Publishing a single value."""

from typing import Literal, NotRequired, TypedDict

import pytest

from kingpin_sdk.errors import ConflictError, RejectedError
from kingpin_sdk.model import Version
from kingpin_sdk.publishing import JsonEditor
from kingpin_sdk.spec import JsonSpec
from tests.unit.publishing.shapes import Limit, Rule, Rules, Window
from tests.unit.publishing.store import NAME, Store


@pytest.fixture
def rules(store: Store) -> JsonEditor[Rules]:
    return store.publisher.edit(JsonSpec(NAME, Rules))


def test_set_json_config_publishes_the_value_once(store: Store, rules: JsonEditor[Rules]) -> None:
    value = Rules([Rule("é")], "t")
    assert rules.set_json_config(value).changed == 1
    assert store.body() == b'{"rules": [{"name": "\\u00e9", "score": 1}], "title": "t"}'
    assert rules.set_json_config(value).changed == 0
    assert rules.set_json_config(Rules([])).changed == 1


def test_keys_that_newer_code_wrote_are_kept_at_every_depth(
    store: Store, rules: JsonEditor[Rules]
) -> None:
    a, b = ({"name": name, "score": 1, "by": name} for name in "ab")
    store.seed({"rules": [a, b], "title": "", "flags": {"x": [1]}})
    # The first rule changes in its place; then the order does.
    rules.set_json_config(Rules([Rule("a", 9), Rule("b")], "new"))
    assert store.document() == {
        "rules": [{**a, "score": 9}, b],
        "title": "new",
        "flags": {"x": [1]},
    }
    rules.set_json_config(Rules([Rule("b"), Rule("a", 9), Rule("c")], "new"))
    assert store.document() == {
        "rules": [b, {**a, "score": 9}, {"name": "c", "score": 1}],
        "title": "new",
        "flags": {"x": [1]},
    }


class Circle(TypedDict):
    kind: Literal["circle"]
    radius: int


class Square(TypedDict):
    kind: Literal["square"]
    side: int
    colour: NotRequired[str]


def test_keys_are_not_kept_where_they_would_mean_something_else(store: Store) -> None:
    spec = JsonSpec(NAME, Circle | Square)
    # Newer circles have a colour; a square of this code may have one.
    store.seed({"kind": "circle", "radius": 1, "colour": "red"})
    square: Square = {"kind": "square", "side": 2}
    store.publisher.edit(spec).set_json_config(square)
    assert store.publisher.read(spec) == square


def test_keys_of_a_map_inside_the_value_can_be_removed(store: Store) -> None:
    spec = JsonSpec(NAME, dict[str, Limit])
    editor = store.publisher.edit(spec)
    editor.set_json_config({"a": Limit(1), "b": Limit(2)})
    editor.set_json_config({"a": Limit(1, Window(5))})
    assert store.publisher.read(spec) == {"a": Limit(1, Window(5))}


def test_falsy_values_are_zero_bytes_where_they_read_back_as_meant(store: Store) -> None:
    spec = JsonSpec(NAME, Rule | None)
    editor = store.publisher.edit(spec)
    first = editor.set_json_config(None)
    assert (first.changed, first.previous) == (0, None)
    assert store.body() == b""
    assert store.blobs.head(NAME.blob_key(first.version)).metadata["kingpin-allow-empty"] == "1"
    assert store.publisher.read(spec) is None
    assert editor.set_json_config(None).changed == 0
    assert editor.set_json_config(Rule("a")).changed == 1
    assert editor.set_json_config(None).changed == 1


def test_an_empty_list_is_written_out_where_none_is_a_value_too(store: Store) -> None:
    spec = JsonSpec(NAME, list[int] | None)
    store.publisher.edit(spec).set_json_config([])
    assert store.body() == b"[]"
    assert store.publisher.read(spec) == []


@pytest.mark.parametrize("body", [b"{not json", b"\xff", b'{"other": 1}', b"[1, 2]"])
def test_what_cannot_be_read_is_replaced_as_a_whole(
    store: Store, rules: JsonEditor[Rules], body: bytes
) -> None:
    stored = store.seed_body(body)
    assert rules.set_json_config(Rules([])).previous == stored
    assert store.publisher.read(JsonSpec(NAME, Rules)) == Rules([])


def test_replace_refuses_when_the_config_moved(store: Store, rules: JsonEditor[Rules]) -> None:
    first = rules.replace(Rules([]), expected=None).version
    second = rules.replace(Rules([Rule("a")]), expected=first).version
    for expected in (first, None, Version("1.0")):
        with pytest.raises(ConflictError) as caught:
            rules.replace(Rules([]), expected=expected)
        assert (caught.value.expected, caught.value.found) == (expected, second)
    assert store.versions() == [first, second]


def test_a_value_of_another_type_or_refused_by_a_validator_is_not_written(store: Store) -> None:
    def no_title(value: Rules) -> None:
        if value.title:
            raise ValueError("no titles")

    def no_rules(value: Rules) -> None:
        if value.rules:
            raise ValueError("no rules")

    editor = store.publisher.edit(JsonSpec(NAME, Rules, validators=[no_title, no_rules]))
    with pytest.raises(RejectedError) as caught:
        editor.set_json_config(Rules([Rule("a")], "t"))
    assert caught.value.problems == {"$": "no titles, no rules"}
    with pytest.raises(RejectedError) as caught:
        editor.set_json_config(
            Rules([Rule(1), Rule("b", "2")])  # type: ignore[arg-type]  # what no checker stopped
        )
    assert list(caught.value.problems) == ["$.rules[0].name", "$.rules[1].score"]
    assert store.is_untouched()
