"""What fits a type and what does not, and how each problem is told."""

from typing import Any, Literal

import attrs
import pytest

from kingpin_sdk.codec import codec_for
from kingpin_sdk.errors import DecodeError, RejectedError, SnapshotCorruptError
from kingpin_sdk.model import Json
from tests.unit.codec import shapes

# A type, a document that does not fit, and every problem.
READ: list[tuple[object, Json, dict[str, str]]] = [
    (int, True, {"$": "expected int, got bool"}),
    (int, 1.0, {"$": "expected int, got float"}),
    (int, "1", {"$": "expected int, got str"}),
    (float, True, {"$": "expected float, got bool"}),
    (float, "1.5", {"$": "expected float, got str"}),
    (float, 10**400, {"$": "an integer too large for float"}),
    (bool, 1, {"$": "expected bool, got int"}),
    (str, 1, {"$": "expected str, got int"}),
    (str, None, {"$": "expected str, got null"}),
    (None, 0, {"$": "expected null, got int"}),
    (list[str], "abc", {"$": "expected list, got str"}),
    (list[str], {}, {"$": "expected list, got object"}),
    (
        list[int],
        [1, True, 2, "x"],
        {"$[1]": "expected int, got bool", "$[3]": "expected int, got str"},
    ),
    (set[int], ["a"], {"$[0]": "expected int, got str"}),
    (
        dict[str, int],
        {"a": "x", "a b": 1.5, "é": None},
        {
            "$.a": "expected int, got str",
            '$["a b"]': "expected int, got float",
            "$.é": "expected int, got null",
        },
    ),
    (dict[str, int], [], {"$": "expected object, got list"}),
    (
        dict[int, int],
        {"1": 1, "01": 2, "x": True, " 1": 3},
        {
            '$["01"]': 'the same key as "1"',
            "$.x": "expected int, got bool; the key is no int",
            '$[" 1"]': "the key is no int",
        },
    ),
    (tuple[int, str], [1], {"$": "expected list of 2, got list of 1"}),
    (
        tuple[int, str],
        ["a", 1, 2],
        {
            "$": "expected list of 2, got list of 3",
            "$[0]": "expected int, got str",
            "$[1]": "expected str, got int",
        },
    ),
    (shapes.Color, "blue", {"$": "not one of 'red', 'green'"}),
    (shapes.Color, ["red"], {"$": "expected Color, got list"}),
    (shapes.Level, True, {"$": "not one of 1, 2"}),
    (shapes.Level, 1.0, {"$": "not one of 1, 2"}),
    (Literal["a", 1], True, {"$": "not one of 'a', 1"}),
    (int | None, "x", {"$": "expected int or null, got str"}),
    (shapes.UserId, "x", {"$": "expected int, got str"}),
    (shapes.Limits, [], {"$": "expected Limits, got list"}),
    (shapes.Limits, {}, {"$.qps": "required, missing"}),
    (
        shapes.Rule,
        {"limits": {"burst": "x"}, "seen": [1]},
        {
            "$.name": "required, missing",
            "$.limits.qps": "required, missing",
            "$.limits.burst": "expected float, got str",
            "$.seen[0]": "expected str, got int",
        },
    ),
    (
        dict[str, list[shapes.Limits]],
        {"a b": [{"qps": 1}, {"qps": "x"}]},
        {
            '$["a b"][1].qps': "expected int, got str",
        },
    ),
    (
        shapes.Point,
        {"next": {"x": "y"}},
        {
            "$.x": "required, missing",
            "$.next.x": "expected float, got str",
        },
    ),
    (
        shapes.Movie,
        {"year": "x"},
        {
            "$.title": "required, missing",
            "$.year": "expected int, got str",
        },
    ),
    (shapes.Partial, {"a": "x"}, {"$.a": "expected int, got str"}),
    (shapes.Pair, [], {"$": "expected Pair, got list of 0"}),
    (shapes.Pair, [1, "a", 2], {"$": "expected Pair, got list of 3"}),
    (shapes.Pair, {"left": 1}, {"$": "expected Pair, got object"}),
    (
        shapes.Box[int],
        {"item": "x", "more": [1, "y"]},
        {
            "$.item": "expected int, got str",
            "$.more[1]": "expected int, got str",
        },
    ),
    (shapes.IntBox, {"item": "x"}, {"$.item": "expected int, got str"}),
    (shapes.Percent, {"value": 101}, {"$": "refused by the class: more than a hundred per cent"}),
    (
        list[shapes.Percent],
        [{"value": 101}, {"value": "x"}],
        {
            "$[0]": "refused by the class: more than a hundred per cent",
            "$[1].value": "expected int, got str",
        },
    ),
]


@pytest.mark.parametrize(("form", "document", "problems"), READ, ids=range(len(READ)))
def test_every_problem_of_a_document_is_told_at_its_path(
    form: object,
    document: Json,
    problems: dict[str, str],
) -> None:
    codec = shapes.codec_of(form)
    with pytest.raises(DecodeError, match=r"^spam\.rules: ") as caught:
        codec.structure(document, what="spam.rules")
    assert caught.value.problems == problems


# What a checker would not let anybody pass.
MISTAKE: Any = b""

# A type, a value that is not of it, and every problem.
WRITE: list[tuple[object, Any, dict[str, str]]] = [
    (int, True, {"$": "expected int, got bool"}),
    (int, 1.0, {"$": "expected int, got float"}),
    (str, b"x", {"$": "expected str, got bytes"}),
    (float, "1", {"$": "expected float, got str"}),
    (float, float("nan"), {"$": "NaN and Infinity are no JSON"}),
    (bool, 0, {"$": "expected bool, got int"}),
    (None, 0, {"$": "expected null, got int"}),
    (list[str], "abc", {"$": "expected list, got str"}),
    (list[str], ("a",), {"$": "expected list, got tuple"}),
    (
        list[str],
        ["a", 1, None],
        {"$[1]": "expected str, got int", "$[2]": "expected str, got null"},
    ),
    (tuple[int, str], (1, 2), {"$[1]": "expected str, got int"}),
    (tuple[int, str], (1,), {"$": "expected list of 2, got tuple of 1"}),
    (set[int], [1], {"$": "expected list, got list"}),
    (
        dict[str, int],
        {1: 1, "a": "x"},
        {"$": "key: expected str, got int", "$.a": "expected int, got str"},
    ),
    (dict[int, int], {True: 1}, {"$": "key: expected int, got bool"}),
    (shapes.Color, "red", {"$": "expected Color, got str: not one of 'red', 'green'"}),
    (Literal["a"], [], {"$": "expected typing.Literal['a'], got list: not one of 'a'"}),
    (int | None, "x", {"$": "expected int or null, got str"}),
    (shapes.Limits, {"qps": 1}, {"$": "expected Limits, got object"}),
    (shapes.Box[int], shapes.IntBox(1), {"$": "expected Box, got IntBox"}),
    (
        shapes.Limits,
        shapes.Limits(MISTAKE, MISTAKE, ("a", MISTAKE)),
        {
            "$.qps": "expected int, got bytes",
            "$.burst": "expected float, got bytes",
            "$.tags[1]": "expected str, got bytes",
        },
    ),
    (
        shapes.Movie,
        {"title": 1, "yaer": 2},
        {
            "$.title": "expected str, got int",
            "$.yaer": "unknown key, did you mean 'year'?",
        },
    ),
    (shapes.Movie, {}, {"$.title": "required, missing"}),
    (
        object,
        {"a": [(1,), float("inf")], 2: 1, "b c": b""},
        {
            "$.a[0]": "expected JSON, got tuple",
            "$.a[1]": "NaN and Infinity are no JSON",
            "$": "an object's keys are str, got int",
            '$["b c"]': "expected JSON, got bytes",
        },
    ),
]


@pytest.mark.parametrize(("form", "value", "problems"), WRITE, ids=range(len(WRITE)))
def test_every_problem_of_a_value_is_told_at_its_path(
    form: object,
    value: object,
    problems: dict[str, str],
) -> None:
    codec = shapes.codec_of(form)
    with pytest.raises(RejectedError, match=r"^spam\.rules: ") as caught:
        codec.unstructure(value, what="spam.rules")
    assert caught.value.problems == problems


def test_an_integer_is_a_float_once_read_and_as_it_is_when_written() -> None:
    codec = codec_for(list[float])
    assert repr(codec.structure([1, 2.5])) == "[1.0, 2.5]"
    assert repr(codec.unstructure([1, 2.5])) == "[1, 2.5]"


def test_members_of_str_and_int_enums_are_written_as_plain_text_and_numbers() -> None:
    assert repr(codec_for(int).unstructure(shapes.Level.HIGH)) == "2"


def test_keys_that_a_class_does_not_know_are_dropped_unless_forbidden() -> None:
    codec = codec_for(list[shapes.Rule])
    document: list[Json] = [
        {"name": "a", "limits": {"qps": 1, "qsp": 2}, "zzz": 1},
        {"nmae": "b", "limits": {"qps": "x"}},
    ]
    assert codec.structure([document[0]]) == [shapes.Rule("a", shapes.Limits(1))]
    with pytest.raises(DecodeError) as caught:
        codec.structure(document, forbid_unknown=True)
    assert caught.value.problems == {
        "$[0].limits.qsp": "unknown key, did you mean 'qps'?",
        "$[0].zzz": "unknown key",
        "$[1].name": "required, missing",
        "$[1].nmae": "unknown key, did you mean 'name'?",
        "$[1].limits.qps": "expected int, got str",
    }


def test_unknown_keys_are_found_wherever_a_class_stands() -> None:
    @attrs.frozen
    class Holder:
        by_key: dict[str, shapes.Narrow]
        pair: tuple[int, shapes.Narrow]
        maybe: shapes.Narrow | None
        movie: shapes.Movie

    document: Json = {
        "by_key": {"k": {"x": 1}},
        "pair": [1, {"x": 1}],
        "maybe": {"x": 1},
        "movie": {"title": "t", "x": 1},
    }
    with pytest.raises(DecodeError) as caught:
        codec_for(Holder).structure(document, forbid_unknown=True)
    assert list(caught.value.problems) == ["$.by_key.k.x", "$.pair[1].x", "$.maybe.x", "$.movie.x"]


def test_defaults_and_factories_stand_in_for_missing_keys() -> None:
    rule = codec_for(shapes.Rule).structure({"name": "a", "limits": {"qps": 1}})
    other = codec_for(shapes.Rule).structure({"name": "a", "limits": {"qps": 1}})
    assert rule == shapes.Rule("a", shapes.Limits(1))
    assert rule.seen is not other.seen
    assert codec_for(shapes.Pair).structure([1]) == shapes.Pair(1, "r")


def test_an_enum_may_say_what_an_undeclared_value_means() -> None:
    assert codec_for(shapes.Mood).structure("puzzled") is shapes.Mood.UNKNOWN
    with pytest.raises(DecodeError, match="not one of 'unknown', 'good'"):
        codec_for(shapes.Mood).structure(1)


# A type, and what zero bytes are read as; None stands for a refusal.
EMPTY: list[tuple[object, list[object]]] = [
    (int | None, [None]),
    (object, [None]),
    (list[str] | None, [None]),
    (list[str], [[]]),
    (dict[str, int], [{}]),
    (tuple[int, ...], [()]),
    (str, [""]),
    (int, [0]),
    (float, [0.0]),
    (bool, [False]),
    (shapes.Narrow, [shapes.Narrow()]),
    (shapes.Partial, [{}]),
    (Literal["", "a"], [""]),
    (shapes.Limits, []),
    (shapes.Color, []),
    (tuple[int, str], []),
    (int | str, []),
    (list[int] | dict[str, int], []),
]


@pytest.mark.parametrize(("form", "values"), EMPTY, ids=[str(form) for form, _ in EMPTY])
def test_zero_bytes_are_the_one_empty_value_or_corrupt(
    form: object,
    values: list[object],
) -> None:
    codec = shapes.codec_of(form)
    if values:
        assert repr(codec.decode_empty()) == repr(values[0])
        assert codec.takes_none is (values[0] is None)
    else:
        with pytest.raises(SnapshotCorruptError, match=r"^spam\.rules is empty"):
            codec.decode_empty(what="spam.rules")


def test_the_validators_of_attrs_do_not_tell_the_value_either() -> None:
    @attrs.frozen
    class Checked:
        size: int = attrs.field(validator=attrs.validators.ge(10))
        color: str = attrs.field(default="red", validator=attrs.validators.in_(["red"]))

    with pytest.raises(DecodeError) as caught:
        codec_for(Checked).structure({"size": 7})
    assert caught.value.problems == {"$": "refused by the class: 'size' must be >= 10"}
    with pytest.raises(DecodeError) as caught:
        codec_for(Checked).structure({"size": 10, "color": "hunter2"})
    assert caught.value.problems == {"$": "refused by the class: 'color' must be in ['red']"}


@pytest.mark.parametrize(
    "form", [int, list[int], shapes.Limits, shapes.Color, dict[int, int], int | bool], ids=str
)
def test_values_are_never_in_messages(form: object) -> None:
    documents: list[Json] = ["hunter2", ["hunter2"]]
    for document in documents:
        with pytest.raises(DecodeError) as caught:
            shapes.codec_of(form).structure(document)
        assert "hunter2" not in str(caught.value)
