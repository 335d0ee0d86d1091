"""What is written reads back equal, for every type that is supported."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kingpin_sdk.codec import canonical_json, codec_for, parse_json
from kingpin_sdk.errors import DecodeError
from kingpin_sdk.model import Json
from tests.unit.codec import shapes

json_values: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
finite = st.floats(allow_nan=False, allow_infinity=False)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
limits = st.builds(shapes.Limits, st.integers(), finite, st.lists(st.text()).map(tuple))
points = st.recursive(
    st.builds(shapes.Point, x=finite),
    lambda inner: st.builds(
        shapes.Point, finite, finite, st.dictionaries(st.text(), st.text()), st.none() | inner
    ),
    max_leaves=4,
)
trees = st.recursive(
    st.builds(shapes.Tree, st.integers()),
    lambda inner: st.builds(shapes.Tree, st.integers(), st.lists(inner, max_size=3)),
    max_leaves=6,
)
movies = st.builds(shapes.Movie, title=st.text()) | st.builds(
    shapes.Movie, title=st.text(), year=st.integers()
)
everything = st.builds(
    shapes.Everything,
    text=st.text(st.characters()),
    ratio=finite,
    nothing=st.none(),
    choice=st.sampled_from(["a", 1, True, None]),
    user=st.integers().map(shapes.UserId),
    limits=limits,
    point=points,
    movie=movies,
    row=st.lists(st.integers()).map(tuple),
    by_user=st.dictionaries(st.integers().map(shapes.UserId), limits, max_size=3),
    by_ratio=st.dictionaries(finite, st.integers(), max_size=3),
    box=st.builds(shapes.Box, st.text(), st.lists(st.text())),
    tree=trees,
    amount=decimals,
    anything=json_values,
    # Zones with seconds in their offset exist only in history; those of today are whole minutes.
    moment=st.datetimes() | st.just(shapes.NOON),
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(value=everything)
def test_a_value_of_every_type_at_once_reads_back_equal(value: shapes.Everything) -> None:
    codec = codec_for(shapes.Everything)
    document = codec.unstructure(value)
    data = canonical_json(document, sort_keys=True)
    again = codec.decode(data)
    assert again == value
    assert codec.structure(parse_json(data), forbid_unknown=True) == value
    assert canonical_json(codec.unstructure(again), sort_keys=True) == data


# A type and values of it: too many types for one parameter to name.
PLAIN: list[tuple[object, st.SearchStrategy[Any]]] = [
    (str, st.text(st.characters())),
    (int, st.integers()),
    (float, finite),
    (bool, st.booleans()),
    (type(None), st.none()),
    (object, json_values),
    (list[str], st.lists(st.text())),
    (list[int | None], st.lists(st.none() | st.integers())),
    (dict[str, float], st.dictionaries(st.text(), finite)),
    (dict[str, list[str]], st.dictionaries(st.text(), st.lists(st.text()))),
    (dict[int, str], st.dictionaries(st.integers(), st.text())),
    (tuple[int, ...], st.lists(st.integers()).map(tuple)),
    (tuple[int, str, bool], st.tuples(st.integers(), st.text(), st.booleans())),
    (tuple[()], st.just(())),
    (int | float | str | None, st.none() | st.integers() | finite | st.text()),
    (set[int] | None, st.none() | st.sets(st.integers())),
    (shapes.Pair, st.builds(shapes.Pair)),
    (shapes.Partial, st.fixed_dictionaries({}, optional={"a": st.integers(), "b": st.text()})),
    (shapes.IntBox, st.builds(shapes.IntBox, st.integers(), st.lists(st.integers()), st.text())),
    (shapes.Rule, st.builds(shapes.Rule, st.text(), limits, st.text(), st.lists(st.text()))),
    (shapes.Awkward, st.builds(shapes.Awkward)),
    (
        shapes.Cat | shapes.Dog,
        st.builds(shapes.Cat, st.just("cat")) | st.builds(shapes.Dog, st.just("dog")),
    ),
]


@pytest.mark.parametrize(("form", "values"), PLAIN, ids=[str(form) for form, _ in PLAIN])
@given(data=st.data())
def test_a_value_reads_back_equal_by_every_way(
    form: object,
    values: st.SearchStrategy[Any],
    data: st.DataObject,
) -> None:
    value = data.draw(values)
    codec = shapes.codec_of(form)
    document = codec.unstructure(value)
    encoded = json.dumps(document).encode()
    assert repr(codec.structure(parse_json(encoded))) == repr(codec.decode(encoded))
    assert codec.decode(encoded) == value
    assert type(codec.decode(encoded)) is type(value)


@pytest.mark.parametrize(("form", "_values"), PLAIN, ids=[str(form) for form, _ in PLAIN])
@given(document=json_values)
def test_a_document_is_taken_or_refused_alike_by_every_way(
    form: object,
    _values: object,
    document: Json,
) -> None:
    codec = shapes.codec_of(form)

    def outcome(value: object) -> str:
        return f"{type(value)} {value!r}"

    try:
        expected = outcome(codec.structure(document))
    except DecodeError as error:
        expected = str(error)
    try:
        found = outcome(codec.decode(json.dumps(document).encode()))
    except DecodeError as error:
        found = str(error)
    assert found == expected


def test_all_fields_are_written_also_those_at_their_default() -> None:
    rule = shapes.Rule("a", shapes.Limits(1))
    assert codec_for(shapes.Rule).unstructure(rule) == {
        "name": "a",
        "limits": {"qps": 1, "burst": 1.0, "tags": []},
        "_secret": "s",
        "seen": [],
    }


def test_equal_sets_are_written_alike() -> None:
    codec = codec_for(frozenset[int | str])
    assert codec.unstructure(frozenset({10, "b", 9, "a", -1})) == [-1, 9, 10, "a", "b"]
