from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kingpin_sdk.codec import parse_json
from kingpin_sdk.codec._json import MAX_DEPTH
from kingpin_sdk.errors import SnapshotCorruptError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.model import Json

REFUSED = [
    b"",
    b" ",
    b"nope",
    b"[1,]",
    b"{'a': 1}",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"NaN",
    b"[Infinity]",
    b"-Infinity",
    b"1e999",
    b"[-1e999]",
    b"1.7976931348623159e308",
    b"1" * 4301,
    b"-" + b"1" * 4301,
    b"\xef\xbb\xbf1",
    b'"\xff"',
    b'"\xed\xa0\x80"',
    b'"\x01"',
    b'"a\nb"',
    b'"\\q"',
    b'"\\u12G4"',
    b'"\\u+123"',
    b"\x0c1",
    b"1\x00",
    b"1 2",
    "\u00a01".encode(),
    "\u0967".encode(),
    "[1]".encode("utf-16"),
    b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    b"[" * 1_000_000,
    b'{"a":' * 1_000_000,
    b"]" * 5_000 + b"[" * 50,
]

ACCEPTED: list[tuple[bytes, Json]] = [
    (b" \t\r\n1 ", 1),
    (b"-0", 0),
    (b"-0.0", -0.0),
    (b"1e5", 100000.0),
    (b"5e-324", 5e-324),
    (b"1e-999", 0.0),
    (b"123456789012345678901234567890", 123456789012345678901234567890),
    (b"9" * 4300, int("9" * 4300)),
    (b"-" + b"9" * 4300, -int("9" * 4300)),
    (b'"\\ud83d\\ude00"', "\U0001f600"),
    (b'"\\ud800"', "\ud800"),
    (b'["\\ude00\\ud800"]', ["\ude00\ud800"]),
    (b'"\\ud83d\\u0041"', "\ud83dA"),
    (b'"\x7f"', "\x7f"),
    (b'{"a": 1, "b": 2, "a": 3}', {"a": 3, "b": 2}),
    (b'"[[[[\\"{{{{\\\\"', '[[[["{{{{\\'),
]


def slow(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Json:
    with monkeypatch.context() as without_msgspec:
        without_msgspec.delitem(sys.modules, "msgspec")
        return parse_json(data)


def outcome(parse: Callable[[], Json]) -> str:
    # repr tells 1 from 1.0 and 0.0 from -0.0, and the order of keys.
    try:
        return repr(parse())
    except SnapshotCorruptError as error:
        return f"refused: {error}"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
number_texts = st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,25})?([eE][-+]?[0-9]{1,3})?", fullmatch=True)
near_json = st.one_of(
    st.binary(max_size=30),
    st.text(alphabet='[]{}",:\\u0d89aAefNI nulltrue-+.\x01\x7f\u00e9\U0001f600', max_size=40).map(
        str.encode
    ),
    number_texts.map(str.encode),
    json_values.map(lambda value: json.dumps(value).encode()),
    json_values.map(
        lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ),
)


@given(data=near_json)
@example(data=b'"\\ud800"')
@example(data=b'"\\ud83d\\u0041"')
def test_both_routes_accept_refuse_and_give_the_same(data: bytes) -> None:
    assert msgspec.__name__ in sys.modules
    with pytest.MonkeyPatch.context() as patch:
        assert outcome(lambda: parse_json(data)) == outcome(lambda: slow(data, patch))


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: f"{data[:20]!r}, {len(data)} bytes")
def test_what_is_no_json_is_refused_on_both_routes(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SnapshotCorruptError, match=r"^spam\.rules [^\n]+$"):
        parse_json(data, what="spam.rules")
    with pytest.raises(SnapshotCorruptError):
        slow(data, monkeypatch)


@pytest.mark.parametrize(("data", "value"), ACCEPTED, ids=[repr(data)[:20] for data, _ in ACCEPTED])
def test_odd_but_valid_json_is_accepted_on_both_routes(
    data: bytes, value: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repr(parse_json(data)) == repr(value)
    assert repr(slow(data, monkeypatch)) == repr(value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a": 1,\n "b": }', "not JSON at line 2, column 7"),
        (b'["\xff"]', "not UTF-8 at byte 2"),
        (b"\xef\xbb\xbf[]", "byte order mark"),
        (b"[NaN]", "NaN, which is no JSON"),
        (b"[1e400]", "a number out of range"),
        (b"[" * 101 + b"]" * 101, "nested deeper than 100 levels"),
    ],
)
def test_the_message_names_the_document_and_the_place(data: bytes, message: str) -> None:
    with pytest.raises(SnapshotCorruptError, match=rf"^spam\.rules .*{message}"):
        parse_json(data, what="spam.rules")


def nested(depth: int, wide: int) -> bytes:
    row = ",".join(['{"a]": ["[\\"", "\\\\"]}'] * wide)
    return b"[" * (depth - 1) + f"[{row}]".encode() + b"]" * (depth - 1)


@pytest.mark.parametrize("wide", [1, 50, 1000])
def test_the_depth_limit_counts_levels_and_neither_brackets_nor_text(
    wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two levels are in every row.
    deepest = nested(MAX_DEPTH - 2, wide)
    assert parse_json(deepest) == json.loads(deepest) == slow(deepest, monkeypatch)
    with pytest.raises(SnapshotCorruptError, match="nested deeper"):
        parse_json(nested(MAX_DEPTH - 1, wide))


@given(
    value=json_values.filter(lambda value: "Infinity" not in json.dumps(value)),
    padding=st.integers(0, 3),
)
def test_valid_documents_are_never_called_too_deep(value: Json, padding: int) -> None:
    rows = [value] * (padding * 100)
    assert parse_json(json.dumps(rows).encode()) == rows


def test_a_lowered_digit_limit_of_the_process_is_no_foreign_error() -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        with pytest.raises(SnapshotCorruptError, match="too many digits"):
            parse_json(b"1" * 700)
    finally:
        sys.set_int_max_str_digits(before)
