"""Messages that would keep the fast codec busy for seconds end at once, and no others do."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import WireProtocol
from kingpin_sdk.rpc._codec import decode
from kingpin_sdk.rpc._guard import Handout, SuspiciousError, suspicious_places
from tests.unit.rpc.shapes import Node, message

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


def test_a_value_that_begins_at_a_suspicious_place_is_a_false_alarm_and_decoded() -> None:
    # The last byte of the length is the type, and the text begins where the number would be.
    for length in range(256, 600):
        node = Node(number=15, text="\x01" * length, large=0x0F00_0001_7FFF_FFFF)
        assert _again(node) == node


def test_containers_within_containers_are_decoded() -> None:
    node = Node(grid=[[1, 2], [], [3]], nodes={"a": Node(grid=[[4]])})
    assert _again(node) == node


def test_plain_messages_have_no_suspicious_places() -> None:
    node = Node(number=1, text="text", numbers=[1, 2], nodes={"a": Node(number=2)}, words=["a"])
    assert suspicious_places(message("it", node)) == []


def test_the_handout_stops_only_when_everything_before_a_place_is_used_up() -> None:
    handout = Handout(b"0123456789", [4, 6])
    assert handout.read(handout.buffer_size) == b"0123"
    assert handout.read(handout.buffer_size - 2) == b"45"
    with pytest.raises(SuspiciousError):
        handout.read(handout.buffer_size)
