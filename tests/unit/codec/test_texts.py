"""Dates, UUID, Decimal and bytes, which JSON writes as text."""

import uuid
from datetime import date, datetime
from decimal import Decimal

import pytest

from kingpin_sdk.codec import codec_for
from kingpin_sdk.errors import DecodeError, RejectedError
from tests.unit.codec import shapes

TEXTS: list[tuple[object, object, str]] = [
    (date, date(2024, 2, 29), "2024-02-29"),
    (datetime, datetime(2024, 1, 2, 3, 4), "2024-01-02T03:04:00"),  # noqa: DTZ001 - naive on purpose
    (datetime, shapes.NOON, "2024-02-29T12:00:00.123456+00:00"),
    (uuid.UUID, uuid.UUID(int=10), "00000000-0000-0000-0000-00000000000a"),
    (Decimal, Decimal("1.10"), "1.10"),
    (Decimal, Decimal("1e+5"), "1E+5"),
    (bytes, b"", ""),
    (bytes, b"\x00\xff\x10", "AP8Q"),
    (bytes, b"a", "YQ=="),
]


@pytest.mark.parametrize(("form", "value", "text"), TEXTS, ids=range(len(TEXTS)))
def test_a_value_is_one_text(
    form: object,
    value: object,
    text: str,
) -> None:
    codec = shapes.codec_of(form)
    assert codec.unstructure(value) == text
    assert codec.structure(text) == value


def test_a_moment_may_be_written_with_z_for_utc() -> None:
    assert codec_for(datetime).structure("2024-02-29T12:00:00.123456Z") == shapes.NOON


WRONG: list[tuple[type, str]] = [
    (date, "2024-02-30"),
    (date, "20240229"),
    (date, "2024-02-29T00:00"),
    (date, ""),
    (datetime, "2024-02-29"),
    (datetime, "2024-02-29T25:00"),
    (datetime, "yesterday"),
    (uuid.UUID, "x"),
    (uuid.UUID, "urn:uuid:00000000-0000-0000-0000-00000000000a"),
    (Decimal, "NaN"),
    (Decimal, "1_0"),
    (Decimal, " 1"),
    (Decimal, ""),
    (bytes, "YQ"),
    (bytes, "Y Q="),
    (bytes, "\u00e9"),
]


@pytest.mark.parametrize(("form", "text"), WRONG)
def test_other_texts_are_refused_without_repeating_them(form: type, text: str) -> None:
    codec = shapes.codec_of(form)
    with pytest.raises(DecodeError, match=rf"\$: no {form.__name__} \("):
        codec.structure(text)


def test_a_number_is_no_text() -> None:
    with pytest.raises(DecodeError, match="expected Decimal, got float"):
        codec_for(Decimal).structure(1.5)


WRONG_VALUES: list[tuple[object, object]] = [
    (date, shapes.NOON),
    (datetime, date(2024, 1, 1)),
    (Decimal, Decimal("NaN")),
    (Decimal, 1),
    (bytes, "x"),
    (uuid.UUID, "x"),
]


@pytest.mark.parametrize(("form", "value"), WRONG_VALUES)
def test_a_value_of_another_type_is_rejected(
    form: object,
    value: object,
) -> None:
    codec = shapes.codec_of(form)
    with pytest.raises(RejectedError):
        codec.unstructure(value)
