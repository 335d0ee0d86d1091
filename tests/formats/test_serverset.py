"""The local file of a serverset."""

from hashlib import md5

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.serverset import decode_serverset, encode_serverset, hashsum

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


def test_the_hashsum_adds_the_decimal_digits_of_the_md5_of_the_sorted_list() -> None:
    # d41d8cd98f00b204e9800998ecf8427e
    assert hashsum(
        []
    ) == 4 + 1 + 8 + 9 + 8 + 0 + 0 + 2 + 0 + 4 + 9 + 8 + 0 + 0 + 9 + 9 + 8 + 8 + 4 + (2 + 7)
    text = md5(b"10.0.0.1:80,10.0.0.2:80", usedforsecurity=False).hexdigest()
    assert hashsum(["10.0.0.2:80", "10.0.0.1:80"]) == sum(map(int, filter(str.isdigit, text)))
