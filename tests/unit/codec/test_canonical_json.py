from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.codec import canonical_json, parse_json
from kingpin_sdk.errors import RejectedError

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

# As KingPin 1.0 writes them.
GOLDEN: list[tuple[Json, bool, bytes]] = [
    (["a", "b", 7, 1.5, True], False, b'["a", "b", 7, 1.5, true]'),
    (["caf\u00e9"], False, b'["caf\\u00e9"]'),
    ([], False, b"[]"),
    ({}, True, b"{}"),
    (
        {"b": 2, "a": {"z": [1, {"y": None}], "c": 1.0}, "10": "ten"},
        True,
        b'{"10": "ten", "a": {"c": 1.0, "z": [1, {"y": null}]}, "b": 2}',
    ),
    ({"zero": 0, "exp": 50, "flt": 12.5}, True, b'{"exp": 50, "flt": 12.5, "zero": 0}'),
    ({"k": ["a", "c", "b"], "j": [1, 2, 3]}, True, b'{"j": [1, 2, 3], "k": ["a", "c", "b"]}'),
    ({"b": 1, "a": 2}, False, b'{"b": 1, "a": 2}'),
    (
        ["\U0001f600", "\ud800", "\x7f", "\u2028", '"\\\b\f\n\r\t\x00'],
        False,
        b'["\\ud83d\\ude00", "\\ud800", "\\u007f", "\\u2028", "\\"\\\\\\b\\f\\n\\r\\t\\u0000"]',
    ),
    (
        [1e16, 1e-7, 5e-324, -0.0, 123456789012345678901234567890],
        False,
        b"[1e+16, 1e-07, 5e-324, -0.0, 123456789012345678901234567890]",
    ),
]

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=30,
)


@pytest.mark.parametrize(("document", "sort_keys", "data"), GOLDEN)
def test_the_bytes_are_those_of_kingpin(document: Json, *, sort_keys: bool, data: bytes) -> None:
    assert canonical_json(document, sort_keys=sort_keys) == data


@given(document=json_values, sort_keys=st.booleans())
def test_the_bytes_are_those_of_the_standard_library(document: Json, *, sort_keys: bool) -> None:
    data = canonical_json(document, sort_keys=sort_keys)
    assert data == json.dumps(document, sort_keys=sort_keys).encode("ascii")
    assert parse_json(data) == document


def test_what_json_cannot_hold_is_rejected_with_every_path() -> None:
    document: Json = {"a": [1.0, math.nan], "b c": {"d": -math.inf}, "e": [10**4300, 10**4300 - 1]}
    with pytest.raises(RejectedError, match=r"^api\.limits: ") as caught:
        canonical_json(document, sort_keys=True, what="api.limits")
    assert caught.value.problems == {
        "$.a[1]": "NaN and Infinity are no JSON",
        '$["b c"].d': "NaN and Infinity are no JSON",
        "$.e[0]": "an integer of more than 4300 digits",
    }


@pytest.mark.parametrize("depth", [101, 900, 100_000])
def test_what_no_reader_would_accept_is_rejected(depth: int) -> None:
    document: Json = []
    for _ in range(depth - 1):
        document = [document]
    with pytest.raises(RejectedError, match="nested deeper than 100 levels"):
        canonical_json(document, sort_keys=False)


def test_the_deepest_document_that_is_written_can_be_read() -> None:
    document: Json = []
    for _ in range(99):
        document = {"a": document}
    assert parse_json(canonical_json(document, sort_keys=True)) == document


def test_a_document_that_contains_itself_is_rejected() -> None:
    document: list[Json] = []
    document.append(document)
    with pytest.raises(RejectedError, match="nested deeper"):
        canonical_json(document, sort_keys=False)
