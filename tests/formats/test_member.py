"""A serverset's member: KingPin's name and data, and what stands behind them."""

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.member import (
    decode_member,
    encode_member_data,
    member_name,
    parse_endpoint,
)
from kingpin_sdk.model import Endpoint

UNIQUE = "8f0c2f6de4f14c3c9c40c3a1c3f0a5e1"


def test_a_plain_member_is_kingpins_to_the_byte() -> None:
    endpoint = Endpoint("10.0.0.7", 8081)
    assert member_name(endpoint, UNIQUE) == f"{UNIQUE}-10.0.0.7:8081"
    assert encode_member_data(endpoint) == b"10.0.0.7:8081"
    assert decode_member(f"{UNIQUE}-10.0.0.7:8081", b"10.0.0.7:8081") == endpoint


def test_what_else_is_known_stands_in_the_second_line_of_the_data() -> None:
    endpoint = Endpoint("10.0.0.7", 8081, 2.0, "eu-1a", "warm")
    data = encode_member_data(endpoint)
    assert data == b'10.0.0.7:8081\n{"status": "warm", "weight": 2.0, "zone": "eu-1a"}'
    assert decode_member(member_name(endpoint, UNIQUE), data) == endpoint


def test_host_names_and_bracketed_addresses_are_endpoints() -> None:
    assert parse_endpoint("web-1.example.com:80") == Endpoint("web-1.example.com", 80)
    assert parse_endpoint("[2001:db8::1]:80") == Endpoint("2001:db8::1", 80)
    assert str(Endpoint("2001:db8::1", 80)) == "[2001:db8::1]:80"


def test_what_is_no_endpoint_is_none() -> None:
    for text in (
        "",
        "host",
        "host:",
        ":80",
        "host:0",
        "host:65536",
        "a b:1",
        "a/b:1",
        "h:8x",
        "-:1",
    ):
        assert parse_endpoint(text) is None


def test_extras_of_a_wrong_kind_are_left_out() -> None:
    data = b'h:1\n{"weight": "much", "zone": 7, "status": ["x"]}'
    assert decode_member(f"{UNIQUE}-h:1", data) == Endpoint("h", 1)
    assert decode_member(f"{UNIQUE}-h:1", b"h:1\n[" * 9) == Endpoint("h", 1)


@given(st.text(), st.binary())
def test_nothing_makes_it_raise(name: str, data: bytes) -> None:
    assert decode_member(name, data) is None or ":" in name
