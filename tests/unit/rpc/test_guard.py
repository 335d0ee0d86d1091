"""Messages that would keep the fast codec busy for seconds end at once, and no others do."""

from __future__ import annotations

import random
import struct
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import WireProtocol
from kingpin_sdk.rpc._codec import decode
from kingpin_sdk.rpc._guard import SuspiciousError, suspicious_heads
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._thrift import read_message
from tests.unit.rpc.shapes import Node, message

if TYPE_CHECKING:
    from collections.abc import Callable

_HEAD = message("it", Node())[:-1]
_HUGE = struct.pack("!i", 2**31 - 1)
_LARGE = struct.pack("!i", 2**24)

# What takes no byte to the codec: void, stop, and whatever is no type.
_EMPTY = [b"\x00", b"\x01", b"\x05", b"\x10", b"\x7f", b"\xff"]


def _decode(body: bytes) -> Node:
    node = Node()
    decode(
        WireProtocol.BINARY,
        _HEAD + body + b"\0",
        lambda _name, _kind, _number: node,
        portable=False,
        whole=True,
    )
    return node


def _again(node: Node) -> Node:
    """The record, written and read."""
    found = Node()
    decode(
        WireProtocol.BINARY,
        message("it", node),
        lambda _name, _kind, _number: found,
        portable=False,
        whole=True,
    )
    return found


def _field(kind: int, number: int) -> bytes:
    return struct.pack("!bh", kind, number)


def _bombs() -> list[bytes]:
    bombs: list[bytes] = []
    for empty in _EMPTY:
        for number in (99, 3, 10, 0x7474, -1):
            bombs += [_field(kind, number) + empty + _HUGE for kind in (14, 15)]
        bombs += [_field(13, number) + empty * 2 + _HUGE for number in (99, 5)]
        two = struct.pack("!i", 2)
        inner = empty + _HUGE
        bombs += [
            _field(15, 4) + b"\x0f" + two + inner * 2,
            _field(15, 99) + b"\x0e" + two + inner * 2,
            _field(13, 5) + b"\x0b\x0f" + two + (b"\0\0\0\1k" + inner) * 2,
            _field(13, 99) + b"\x0f\x08" + two + (inner + b"\0\0\0\1") * 2,
            _field(13, 99) + b"\x08\x0d" + two + (b"\0\0\0\1" + empty * 2 + _HUGE) * 2,
            _field(15, 99) + b"\x0c" + two + (_field(15, 1) + inner + b"\0") * 2,
            _field(12, 9) + _field(15, 77) + empty + _LARGE + b"\0",
        ]
    return bombs


def test_a_list_of_nothing_is_refused_before_it_is_counted() -> None:
    began = time.process_time()
    bombs = _bombs()
    for bomb in bombs:
        with pytest.raises(ProtocolError):
            _decode(bomb)
    # One of them alone would take the codec six seconds.
    assert time.process_time() - began < 5
    assert len(bombs) > 100


def test_a_list_of_nothing_that_is_cut_within_its_number_is_no_trap() -> None:
    began = time.process_time()
    for bomb in _bombs():
        for cut in range(1, 6):
            with pytest.raises(ProtocolError):
                decode(
                    WireProtocol.BINARY,
                    _HEAD + bomb[:-cut],
                    lambda _name, _kind, _number: Node(),
                    portable=False,
                    whole=True,
                )
    assert time.process_time() - began < 10


def test_many_small_lists_of_nothing_cost_no_more_than_decoding() -> None:
    began = time.process_time()
    with pytest.raises(ProtocolError):
        _decode((_field(15, 99) + b"\x01\x00\x00\x00\xff") * 100_000)
    assert time.process_time() - began < 5


@given(st.binary(max_size=300), st.text(max_size=100))
@settings(max_examples=500)
def test_what_only_looks_like_one_is_decoded(data: bytes, text: str) -> None:
    looks = b"".join(bomb for bomb in _bombs()[:20])
    node = Node(number=0x0F0F0000, data=looks + data, text=text, words=[text, "x" * 15])
    assert _again(node) == node


def test_a_long_value_of_any_bytes_costs_no_more_than_its_length() -> None:
    data = random.Random(1).randbytes(4_000_000)  # noqa: S311 - any bytes
    assert len(suspicious_heads(message("it", Node(data=data)))) > 10_000
    began = time.process_time()
    assert _again(Node(data=data, words=["behind"])) == Node(data=data, words=["behind"])
    assert time.process_time() - began < 2


def test_a_list_of_nothing_behind_a_long_value_is_refused() -> None:
    began = time.process_time()
    for size in (8, 9, 10, 100, 100_000):
        noise = random.Random(size).randbytes(size)  # noqa: S311 - any bytes
        text = noise + _field(15, 99) + b"\x01"
        field = _field(11, 99) + struct.pack("!i", len(text)) + text
        with pytest.raises(SuspiciousError):
            read_message(_HEAD + field + _bombs()[0] + b"\0", _into(Record({}, {})))
    assert time.process_time() - began < 5


def test_a_value_that_begins_at_a_suspicious_place_is_a_false_alarm_and_decoded() -> None:
    # The last byte of the length is the type, and the text begins where the number would be.
    for length in range(256, 600):
        node = Node(number=15, text="\x01" * length, large=0x0F00_0001_7FFF_FFFF)
        assert _again(node) == node


def test_containers_within_containers_are_decoded() -> None:
    node = Node(grid=[[1, 2], [], [3]], nodes={"a": Node(grid=[[4]])})
    assert _again(node) == node


def test_plain_messages_have_no_suspicious_heads() -> None:
    node = Node(number=1, text="text", numbers=[1, 2], nodes={"a": Node(number=2)}, words=["a"])
    assert suspicious_heads(message("it", node)) == []


def test_no_head_is_looked_for_in_what_every_message_begins_with() -> None:
    # A number that has all of a list of nothing but its length, which the first field gives.
    data = message("it", Node(number=1), number=0x0F000000)
    assert suspicious_heads(data) == []
    # And a name with one in it.
    assert suspicious_heads(message("name\x0f\0\1\0\1\1\1\1", Node())) == []


# A field of each plain type, and a value that looks like as much of a head as it can.
_VALUES = st.one_of(
    st.tuples(st.just(2), st.sampled_from([b"\0", b"\1"])),
    st.tuples(st.just(3), st.sampled_from([b"\x0d", b"\x0e", b"\x0f", b"\0", b"\x05"])),
    st.tuples(st.just(6), st.sampled_from([b"\0\x0d", b"\x0f\0", b"\0\x05", b"\0\0"])),
    st.tuples(st.just(8), st.integers(0, 40).map(lambda n: struct.pack("!i", n))),
    st.tuples(st.just(10), st.integers(0, 2**40).map(lambda n: struct.pack("!q", n))),
    st.tuples(st.just(4), st.floats(allow_nan=False).map(lambda n: struct.pack("!d", n))),
    st.tuples(
        st.just(11),
        st.text("ab\x0d\x0e\x0f\0\x05", max_size=40).map(
            lambda text: struct.pack("!i", len(text)) + text.encode()
        ),
    ),
)


def _into(record: Record) -> Callable[[str, int, int], Record]:
    return lambda _name, _kind, _number: record


def _fields(values: list[tuple[int, bytes]]) -> bytes:
    return b"".join(_field(kind, number) + value for number, (kind, value) in enumerate(values, 13))


@pytest.mark.parametrize("kind", [2, 3, 6, 8, 10, 4, 11])
@pytest.mark.parametrize("next_kind", [2, 3, 6, 8, 10, 4, 11])
def test_fields_whose_ids_are_types_of_containers_are_for_the_fast_codec(
    kind: int, next_kind: int
) -> None:
    values = {
        2: b"\1",
        3: b"\x07",
        6: b"\0\x07",
        8: b"\0\0\0\x07",
        10: b"\0\0\0\0\0\0\0\x07",
        4: b"\x40\x48\0\0\0\0\0\x07",
        11: b"\0\0\0\x10sixteen letters.",
    }
    pair = _field(13, 5) + b"\x0b\x0c" + b"\0\0\0\0"
    for number in (13, 14, 15):
        fields = _field(kind, number) + values[kind] + _field(next_kind, number + 1)
        body = pair + fields + values[next_kind]
        assert read_message(_HEAD + body + b"\0", _into(Record({}, {})))


@given(st.lists(_VALUES, min_size=5, max_size=5), st.sampled_from(_bombs()))
@settings(max_examples=500)
def test_a_bomb_behind_any_fields_never_reaches_the_fast_codec(
    values: list[tuple[int, bytes]], bomb: bytes
) -> None:
    # A record with no fields: all of them are passed over.
    with pytest.raises(SuspiciousError):
        read_message(_HEAD + _fields(values) + bomb + b"\0", _into(Record({}, {})))


@given(st.lists(_VALUES, min_size=5, max_size=5))
@settings(max_examples=500)
def test_fields_decode_to_the_same_with_the_guard_and_with_the_portable_codec(
    values: list[tuple[int, bytes]],
) -> None:
    spec = {fid: (kind, f"f{fid}", False) for fid, (kind, _) in enumerate(values, 13)}
    body = _fields(values)
    found: list[dict[str, object]] = []
    for portable in (False, True):
        record = Record(spec, {})
        decode(
            WireProtocol.BINARY,
            _HEAD + body + b"\0",
            _into(record),
            portable=portable,
            whole=True,
        )
        found.append(record.__dict__)
    assert found[0] == found[1]


def test_heads_of_containers_of_empty_values_are_found_at_their_ids() -> None:
    data = _HEAD + _field(15, 99) + b"\x01" + _HUGE + _field(13, 7) + b"\x00\x01" + _LARGE
    ids = [len(_HEAD) + 1, len(_HEAD) + 9]
    assert suspicious_heads(data) == ids
    assert suspicious_heads(_HEAD + _field(13, 7) + b"\x0b\x01" + _LARGE) == []
