"""Specs: bodies to values and back, in KingPin's bytes, refusing what would not come back."""

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.errors import DecodeError, RejectedError, SnapshotCorruptError
from kingpin_sdk.model import Json
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import DeciderSpec, JsonSpec, ListSpec, MappedListSpec, MapSpec, Shape

NAME = ConfigName("spam", "blocklist")


@attrs.frozen
class Limit:
    qps: int
    burst: int = 1


def not_empty(value: object) -> None:
    if not value:
        raise ValueError("empty")


def test_a_list_keeps_its_order_and_its_nested_maps() -> None:
    spec = ListSpec(NAME, object)
    document: Json = [{"b": 1, "a": 2}, "café", 1.0]
    assert spec.encode(document) == b'[{"b": 1, "a": 2}, "caf\\u00e9", 1.0]'
    assert spec.decode(b'["b", "a"]') == ("b", "a")
    assert (spec.shape, spec.name, spec.spec) == (Shape.LIST, NAME, spec)
    assert spec.encode([]) == b"[]"


def test_maps_are_sorted_nested_ones_too() -> None:
    spec = MapSpec(NAME, str, object)
    document: Json = {"b": 2, "a": {"z": [1, {"y": None}], "c": 1.0}, "10": "ten"}
    body = b'{"10": "ten", "a": {"c": 1.0, "z": [1, {"y": null}]}, "b": 2}'
    assert spec.encode(document) == body
    assert spec.encode({}) == b"{}"
    assert MappedListSpec(NAME, int).encode({"k": [3, 1], "j": []}) == b'{"j": [], "k": [3, 1]}'
    assert MappedListSpec(NAME, int).decode(b'{"k": [3, 1]}') == {"k": (3, 1)}


def test_keys_are_stored_as_text() -> None:
    spec = MapSpec(NAME, int, str)
    assert spec.decode(b'{"10": "ten"}') == {10: "ten"}
    assert spec.to_document({10: "ten"}) == {"10": "ten"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[NaN]"])
def test_a_body_that_is_no_json_is_corrupt(body: bytes) -> None:
    for spec in (ListSpec(NAME, int), MapSpec(NAME, str, int), MappedListSpec(NAME, int)):
        with pytest.raises(SnapshotCorruptError, match=r"spam\.blocklist"):
            spec.decode(body)
        with pytest.raises(SnapshotCorruptError):
            spec.decode_document(body)


def test_falsy_json_is_written_as_zero_bytes_where_they_mean_the_same() -> None:
    assert JsonSpec(NAME, dict[str, int]).encode({}) == b""
    assert JsonSpec(NAME, list[int] | None).encode(None) == b""
    assert JsonSpec(NAME, list[int] | None).encode([]) == b"[]"
    assert JsonSpec(NAME, int).encode(0) == b""
    assert JsonSpec(NAME, int).encode(7) == b"7"
    assert JsonSpec(NAME, int | str).encode(0) == b"0"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_is_encoded_decodes_to_the_same_document(document: Json) -> None:
    spec = JsonSpec(NAME, object)
    body = spec.encode(document)
    back = spec.decode(body)
    assert back == document or (not body and not document)


def test_a_validator_is_asked_on_both_ways_and_all_are_heard() -> None:
    def at_least_two(value: tuple[int, ...]) -> None:
        if len(value) < 2:
            raise ValueError("fewer than two")

    spec = ListSpec(NAME, int, validators=[not_empty, at_least_two])
    with pytest.raises(DecodeError) as read:
        spec.decode(b"[]")
    assert read.value.problems == {"$": "empty, fewer than two"}
    with pytest.raises(RejectedError) as written:
        spec.encode([])
    assert written.value.problems == read.value.problems


def test_a_validator_without_words_or_with_a_bug_refuses_too() -> None:
    def silent(_: object) -> None:
        raise ValueError

    def broken(value: tuple[int, ...]) -> None:
        assert value[99]

    spec = ListSpec(NAME, int, validators=[silent, broken])
    with pytest.raises(
        DecodeError, match=r"refused by a validator, a validator failed.*IndexError"
    ):
        spec.decode(b"[1]")


def test_keys_that_newer_code_wrote_are_carried_and_not_taken_from_outside() -> None:
    spec = MapSpec(NAME, str, Limit)
    document: Json = {"a": {"burst": 2, "new": True, "qps": 1}}
    assert spec.encode(document) == json.dumps(document).encode()
    assert spec.decode(spec.encode(document)) == {"a": Limit(1, 2)}
    with pytest.raises(RejectedError) as caught:
        spec.check_known(document)
    assert list(caught.value.problems) == ["$.a.new"]


def test_every_problem_is_named() -> None:
    with pytest.raises(RejectedError) as caught:
        ListSpec(NAME, int).encode([1, "2", True])
    assert list(caught.value.problems) == ["$[1]", "$[2]"]


def test_deciders_take_lower_case_names_and_values_to_a_hundred() -> None:
    spec = DeciderSpec(ConfigName("admin", "decider"))
    body = b'{"exp": 50, "flt": 12.5, "zero": 0}'
    assert spec.encode({"zero": 0, "flt": 12.5, "exp": 50}) == body
    bad: list[Json] = [{"Exp": 1}, {"exp": -1}, {"exp": 101}, {"exp": True}, {"": 1}, {"exp": "5"}]
    for document in bad:
        with pytest.raises(RejectedError):
            spec.encode(document)


def test_deciders_read_around_bad_entries() -> None:
    spec = DeciderSpec(ConfigName("admin", "decider"))
    assert spec.split(b'{"a": 1, "B": 2.5, "c": "x", "d": -1}') == (
        {"a": 1, "b": 2.5},
        {"c": "expected a number", "d": "not from 0 to 100"},
    )
    with pytest.raises(DecodeError):
        spec.split(b"[]")
    with pytest.raises(SnapshotCorruptError):
        spec.split(b"")
