"""The local file of a serverset."""

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.serverset import decode_serverset, encode_serverset

ENDPOINTS = st.sets(st.from_regex(r"[0-9a-z.]{1,20}:[0-9]{1,5}", fullmatch=True))


def test_the_file_is_sorted_lines_without_a_newline_at_its_end() -> None:
    assert encode_serverset(["b:2", "a:1", "b:2"]) == b"a:1\nb:2"
    assert encode_serverset([]) == b""


def test_old_files_in_any_order_are_read() -> None:
    assert decode_serverset(b"b:2\na:1\nb:2\n\n c:3 \r\n") == ("b:2", "a:1", "c:3")
    assert decode_serverset(b"") == ()


@given(ENDPOINTS)
def test_every_set_reads_back(endpoints: set[str]) -> None:
    assert set(decode_serverset(encode_serverset(endpoints))) == endpoints


@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert all(decode_serverset(data))
