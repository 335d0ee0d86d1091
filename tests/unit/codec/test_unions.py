"""Which arm of a union a document is read by."""

import datetime as dt
from typing import Literal

import attrs
import pytest

from kingpin_sdk.codec import codec_for
from kingpin_sdk.errors import DecodeError, RejectedError
from kingpin_sdk.model import Json
from tests.unit.codec import shapes

FITS: list[tuple[object, Json, object]] = [
    (int | str, "1", "1"),
    (int | float, 1, 1),
    (float | int, 1, 1),
    (float | int, 1.0, 1.0),
    (float | str, 1, 1.0),
    (bool | int, 1, 1),
    (int | bool, True, True),
    (Literal["auto"] | int, "auto", "auto"),
    (str | dt.date, "2024-01-01", "2024-01-01"),
    (dt.date | str, "2024-01-01", dt.date(2024, 1, 1)),
    (dt.date | str, "2024-02-30", "2024-02-30"),
    (shapes.Color | str, "red", shapes.Color.RED),
    (shapes.Color | str, "blue", "blue"),
    (list[int] | list[str], ["a"], ["a"]),
    (list[int] | dict[str, int], {"a": 1}, {"a": 1}),
    (shapes.Cat | shapes.Dog, {"kind": "dog"}, shapes.Dog("dog")),
    (shapes.Narrow | shapes.Wide, {"a": 1}, shapes.Narrow(1)),
    (shapes.Wide | shapes.Narrow, {"a": 1}, shapes.Wide(1)),
    (shapes.Narrow | shapes.Wide, {"a": 1, "b": 2}, shapes.Wide(1, 2)),
    (shapes.Narrow | shapes.Wide, {"a": 1, "b": 2, "c": 3}, shapes.Wide(1, 2)),
    (shapes.Narrow | shapes.Limits, {"qps": 1}, shapes.Limits(1)),
    (list[shapes.Narrow] | list[shapes.Wide], [{"b": 2}], [shapes.Wide(0, 2)]),
    (shapes.Limits | None, None, None),
]


@pytest.mark.parametrize(("form", "document", "value"), FITS, ids=range(len(FITS)))
def test_the_arm_that_fits_best_is_taken(
    form: object,
    document: Json,
    value: object,
) -> None:
    codec = shapes.codec_of(form)
    assert repr(codec.structure(document)) == repr(value)


def test_the_order_of_arms_matters_also_for_unions_that_are_equal() -> None:
    assert (shapes.Narrow | shapes.Wide) == (shapes.Wide | shapes.Narrow)
    assert codec_for(shapes.Narrow | shapes.Wide).structure({}) == shapes.Narrow()
    assert codec_for(shapes.Wide | shapes.Narrow).structure({}) == shapes.Wide()

    @attrs.frozen
    class Both:
        one: shapes.Narrow | shapes.Wide
        two: shapes.Wide | shapes.Narrow

    both = codec_for(Both).structure({"one": {}, "two": {}})
    assert both == Both(shapes.Narrow(), shapes.Wide())


def test_a_tag_decides_whose_problems_are_told() -> None:
    with pytest.raises(DecodeError) as caught:
        codec_for(shapes.Cat | shapes.Dog).structure({"kind": "cat", "lives": "x"})
    assert caught.value.problems == {"$.lives": "expected int, got str"}


def test_without_a_tag_every_arm_says_why_not() -> None:
    with pytest.raises(DecodeError) as caught:
        codec_for(shapes.Narrow | shapes.Wide).structure({"a": "x", "b": "y"})
    assert caught.value.problems == {
        "$.a": "as Narrow: expected int, got str; as Wide: expected int, got str",
        "$.b": "as Wide: expected int, got str",
    }


@attrs.frozen
class One:
    next: "One | Two | None" = None
    a: int = 0


@attrs.frozen
class Two:
    next: "One | Two | None" = None
    b: int = 0


@pytest.mark.parametrize("innermost", ["x", {"zz": 1}], ids=["refused", "accepted"])
def test_unions_inside_unions_are_not_tried_exponentially_often(innermost: Json) -> None:
    # 2 to the power of 40 trials would not end.
    document: Json = {"next": innermost, "zz": 1}
    for _ in range(40):
        document = {"next": document}
    with pytest.raises(DecodeError) as caught:
        codec_for(One | Two).structure(document, forbid_unknown=True)
    assert len(caught.value.problems) < 30


def test_the_unknown_keys_of_the_arm_taken_are_refused_when_forbidden() -> None:
    with pytest.raises(DecodeError) as caught:
        codec_for(shapes.Narrow | shapes.Wide).structure({"b": 1, "bb": 2}, forbid_unknown=True)
    assert caught.value.problems == {"$.bb": "unknown key, did you mean 'b'?"}


def test_a_value_is_written_by_the_arm_it_belongs_to() -> None:
    codec = codec_for(shapes.Narrow | shapes.Wide | list[str] | list[int])
    assert codec.unstructure(shapes.Wide(1, 2)) == {"a": 1, "b": 2}
    assert codec.unstructure([1]) == [1]
    with pytest.raises(RejectedError) as caught:
        codec.unstructure(shapes.Narrow("x"))  # type: ignore[arg-type]  # the mistake
    assert caught.value.problems == {"$.a": "expected int, got str"}
