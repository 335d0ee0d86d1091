"""The keys of objects as typed values."""

import uuid
from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.codec import codec_for, key_codec_for
from kingpin_sdk.errors import DecodeError, RejectedError
from tests.unit.codec import shapes

TEXTS: list[tuple[object, object, str]] = [
    (str, "a b", "a b"),
    (int, -1, "-1"),
    (float, 1.5, "1.5"),
    (float, 1, "1.0"),
    (float, 1e16, "1e+16"),
    (bool, True, "true"),
    (bool, False, "false"),
    (shapes.Color, shapes.Color.RED, "red"),
    (shapes.Level, shapes.Level.HIGH, "2"),
    (Literal["a", 1, True], 1, "1"),
    (Literal["a", 1, True], True, "true"),
    (shapes.UserId, 7, "7"),
    (date, date(2024, 2, 29), "2024-02-29"),
    (uuid.UUID, uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
]


@pytest.mark.parametrize(("form", "key", "text"), TEXTS, ids=range(len(TEXTS)))
def test_a_key_is_written_as_the_standard_library_writes_it(
    form: object,
    key: object,
    text: str,
) -> None:
    codec = shapes.key_codec_of(form)
    assert codec.to_text(key) == text
    again = codec.from_text(text)
    assert again == key
    assert isinstance(key, bool) is isinstance(again, bool)


@given(key=st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_equal(key: float) -> None:
    codec = key_codec_for(float)
    try:
        text = codec.to_text(key)
    except RejectedError:
        assert isinstance(key, int)
        return
    assert codec.from_text(text) == float(key)


WRONG_TEXTS: list[tuple[object, str]] = [
    (int, ""),
    (int, " 1"),
    (int, "+1"),
    (int, "1.0"),
    (int, "1_0"),
    (int, "\u0967"),
    (int, "-"),
    (float, "nan"),
    (float, "inf"),
    (float, "1e999"),
    (float, ".5"),
    (float, " 1"),
    (bool, "1"),
    (bool, "True"),
    (bool, ""),
    (shapes.Color, "RED"),
    (shapes.Level, "3"),
    (Literal["a"], "b"),
    (date, "20240101"),
    (date, "2024-02-30"),
    (uuid.UUID, "{" + str(uuid.UUID(int=1)) + "}"),
]


@pytest.mark.parametrize(("form", "text"), WRONG_TEXTS)
def test_a_text_that_is_no_key_of_the_type_is_refused(
    form: object,
    text: str,
) -> None:
    codec = shapes.key_codec_of(form)
    with pytest.raises(DecodeError):
        codec.from_text(text)


WRONG_KEYS: list[tuple[object, object]] = [
    (str, 1),
    (int, "1"),
    (int, True),
    (int, 1.0),
    (float, "1"),
    (float, float("nan")),
    (bool, 1),
    (shapes.Color, "red"),
    (Literal[1], True),
    (date, "2024-01-01"),
]


@pytest.mark.parametrize(("form", "key"), WRONG_KEYS)
def test_a_key_of_another_type_is_rejected(
    form: object,
    key: object,
) -> None:
    codec = shapes.key_codec_of(form)
    with pytest.raises(RejectedError):
        codec.to_text(key)


def test_several_texts_of_one_key_are_accepted_one_by_one_and_refused_together() -> None:
    assert key_codec_for(int).from_text("01") == 1
    codec = codec_for(dict[int, str])
    assert codec.structure({"01": "a"}) == {1: "a"}
    with pytest.raises(DecodeError, match='the same key as "1"'):
        codec.structure({"1": "a", "01": "a"})


def test_the_same_key_type_has_the_same_codec() -> None:
    assert key_codec_for(shapes.Color) is key_codec_for(shapes.Color)
