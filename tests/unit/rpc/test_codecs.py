"""Both codecs, both protocols: the same values, and clear errors."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_sdk.errors import EncodeError, ProtocolError
from kingpin_sdk.rpc import FrozenMap, WireProtocol
from kingpin_sdk.rpc._codec import TruncatedError, decode, encode, skimmer
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._wire import Kind
from tests.unit.rpc.shapes import Node, message

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Spec

_PROTOCOLS = list(WireProtocol)
_INTS = {bits: st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)}


def _nodes(depth: int = 3) -> st.SearchStrategy[Node]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "number": _INTS[32],
        "text": st.text(max_size=30),
        "numbers": st.lists(_INTS[32], max_size=20),
        "grid": st.lists(st.lists(_INTS[64], max_size=3), max_size=3),
        "truth": st.booleans(),
        "real": st.floats(allow_nan=False),
        "data": st.binary(max_size=300),
        "words": st.lists(st.text(max_size=5), unique=True, max_size=3),
        "tiny": _INTS[8],
        "small": _INTS[16],
        "large": _INTS[64],
    }
    if depth:
        inner = _nodes(depth - 1)
        fields |= {"next": inner, "nodes": st.dictionaries(st.text(max_size=3), inner, max_size=2)}
    return st.fixed_dictionaries({}, optional=fields).map(lambda given: Node(**given))


def _decoded(
    protocol: WireProtocol, data: bytes, *, portable: bool, spec: Spec | None = None
) -> Any:  # noqa: ANN401
    found = Node() if spec is None else Record(spec, {})
    assert decode(
        protocol, data, lambda _name, _kind, _number: found, portable=portable, whole=True
    )
    return found


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@settings(max_examples=200)
@given(node=_nodes())
def test_a_record_comes_back_from_every_codec(protocol: WireProtocol, node: Node) -> None:
    for writing in (False, True):
        data = encode(protocol, "it", Kind.REPLY, 7, node, portable=writing)
        for reading in (False, True):
            assert _decoded(protocol, data, portable=reading) == node


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@settings(max_examples=100)
@given(node=_nodes(2), data=st.data())
def test_the_end_of_a_message_is_found_however_it_arrives(
    protocol: WireProtocol, node: Node, data: st.DataObject
) -> None:
    whole = message("it", node, protocol=protocol)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    buffer = bytearray()
    skimming = skimmer(protocol, buffer)
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        if len(buffer) < len(whole):
            assert skimming.advance() is None
        buffer += whole[start:end]
    assert skimming.advance() == len(whole)
    buffer += b"more"
    assert skimming.advance() == len(whole)


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@pytest.mark.parametrize("portable", [False, True])
def test_every_cut_is_noticed(protocol: WireProtocol, *, portable: bool) -> None:
    node = Node(text="hello", numbers=[1, 2, 3], nodes={"k": Node(number=5)}, data=b"x" * 300)
    whole = message("it", node, protocol=protocol)
    for end in range(len(whole)):
        with pytest.raises(TruncatedError):
            _decoded(protocol, whole[:end], portable=portable)


def test_a_cut_head_is_never_shown() -> None:
    whole = message("some_method", Node(number=1), number=77)
    heads: list[tuple[str, int, int]] = []

    def record_for(name: str, kind: int, number: int) -> Node:
        heads.append((name, kind, number))
        return Node()

    for end in range(len(whole)):
        with pytest.raises(TruncatedError):
            decode(WireProtocol.BINARY, whole[:end], record_for, portable=False, whole=True)
    assert set(heads) == {("some_method", Kind.REPLY, 77)}


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@pytest.mark.parametrize("number", [0, 1, 0xFF, 0x1FF, 0x01FF_FFFF, 0x7FFF_FFFF])
@pytest.mark.parametrize("name", ["it", "ö"])
def test_a_cut_within_the_head_is_never_taken_for_another_answers_head(
    protocol: WireProtocol, number: int, name: str
) -> None:
    whole = message(name, Node(number=1), number=number, protocol=protocol)

    def expected(*head: object) -> Node:
        assert head == (name, Kind.REPLY, number)
        return Node()

    for end in range(len(whole)):
        with pytest.raises(TruncatedError):
            decode(protocol, whole[:end], expected, portable=False, whole=True)
    assert decode(protocol, whole, expected, portable=False, whole=True)


@pytest.mark.parametrize("protocol", _PROTOCOLS)
def test_what_is_behind_a_message_is_noticed(protocol: WireProtocol) -> None:
    data = message("it", Node(number=1), protocol=protocol)
    for portable in (False, True):
        for more, all_used in ((b"", True), (b"x", False), (data, False)):
            read = decode(
                protocol,
                data + more,
                lambda _name, _kind, _number: Node(),
                portable=portable,
                whole=False,
            )
            assert read is all_used
        with pytest.raises(ProtocolError, match="1 bytes behind the message"):
            decode(
                protocol,
                data + b"x",
                lambda _name, _kind, _number: Node(),
                portable=portable,
                whole=True,
            )


_KEYS: Spec = {
    1: (13, "by_list", ((15, 8), 11), False),
    2: (13, "by_map", ((13, (8, 11)), 2), False),
    3: (14, "sets", (14, 11), False),
    4: (16, "one", False),
    5: (15, "many", 16, False),
}


@pytest.mark.parametrize("protocol", _PROTOCOLS)
def test_containers_are_keys_and_uuids_values(protocol: WireProtocol) -> None:
    one = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
    given = {
        "by_list": {(1, 2): "a", (): "b"},
        "by_map": {FrozenMap({1: "x"}): True},
        "sets": [["a"], []],
        "one": one,
        "many": [one, uuid.UUID(int=0)],
    }
    data = encode(protocol, "it", Kind.REPLY, 1, Record(_KEYS, dict(given)), portable=True)
    found = _decoded(protocol, data, portable=True, spec=_KEYS).__dict__
    del found["thrift_spec"]
    assert found == given


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@pytest.mark.parametrize("portable", [False, True])
@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "x"}, {"number": 2**31}, {"text": 5}, {"text": "\ud800"}, {"numbers": 5},
        {"numbers": ["x"]}, {"nodes": [1]}, {"next": 5}, {"data": 5}, {"large": 2**63},
        {"tiny": 128}, {"real": "x"},
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_named(
    protocol: WireProtocol, wrong: dict[str, Any], *, portable: bool
) -> None:
    [name] = wrong
    with pytest.raises(EncodeError, match=rf"^it: Node\.{name} does not take "):
        encode(protocol, "it", Kind.REPLY, 1, Node(**wrong), portable=portable)


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@pytest.mark.parametrize("portable", [False, True])
def test_nesting_has_an_end_both_ways(protocol: WireProtocol, *, portable: bool) -> None:
    node = Node()
    for _ in range(63):
        node = Node(next=node)
    data = encode(protocol, "it", Kind.REPLY, 1, node, portable=portable)
    assert _decoded(protocol, data, portable=portable) == node
    with pytest.raises(EncodeError):
        encode(protocol, "it", Kind.REPLY, 1, Node(next=node), portable=portable)
    if protocol is WireProtocol.BINARY:
        head = message("it", Node())[:-1]
        deeper = head + b"\x0c\x00\x09" * 64 + b"\0" * 65
        with pytest.raises(ProtocolError, match="levels of nesting"):
            _decoded(protocol, deeper, portable=portable)
        with pytest.raises(ProtocolError, match="levels of nesting"):
            skimmer(protocol, bytearray(deeper)).advance()


@pytest.mark.parametrize("portable", [False, True])
@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\x00\x00\x02it\x02\x00\x00\x00\x01\x00",
        b"\x80\x02\x00\x02\x00\x00\x00\x02it\x00\x00\x00\x01\x00",
        b"\x80\x01\x00\x02\x00\x00\x00\x02\xff\xff\x00\x00\x00\x01\x00",
        message("it", Node())[:-1] + b"\x0b\x00\x02\x00\x00\x00\x01\xff\x00",
        message("it", Node())[:-1] + b"\x0b\x00\x02\xff\xff\xff\xff\x00",
    ],
)  # fmt: skip
def test_what_is_no_thrift_is_said_to_be_none(data: bytes, *, portable: bool) -> None:
    with pytest.raises(ProtocolError) as refused:
        _decoded(WireProtocol.BINARY, data, portable=portable)
    assert not isinstance(refused.value, TruncatedError)


def test_an_unknown_field_of_a_newer_type_is_passed_over() -> None:
    # thriftpy2's codec does not know uuid; where that shows, the portable one reads on.
    unknown = b"\x10\x00\x63" + b"\xee" * 16
    data = message("it", Node())[:-1] + unknown + b"\x08\x00\x01\x00\x00\x00\x07\x00"
    assert _decoded(WireProtocol.BINARY, data, portable=False) == Node(number=7)
