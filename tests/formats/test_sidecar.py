"""The document beside a local file that tells its version."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.sidecar import (
    FileMark,
    SidecarEntry,
    decode_sidecar,
    encode_sidecar,
    sidecar_name,
)
from kingpin_sdk.model import Endpoint, Version

GOLDEN = (
    b'{"format": 1, "entries": [{"version": "1795300001.000001-8f3a9c", "sha256": "ab", '
    b'"size": 17, "inode": 1234, "mtime_ns": 1795300001000001000}]}'
)
ENTRY = SidecarEntry(
    Version("1795300001.000001-8f3a9c"), "ab", FileMark(1234, 17, 1795300001000001000)
)

ENDPOINTS = st.builds(
    Endpoint,
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.text(),
    st.none() | st.text(),
)


def test_the_document_is_these_bytes() -> None:
    assert encode_sidecar((ENTRY,)) == GOLDEN
    assert decode_sidecar(GOLDEN) == (ENTRY,)
    assert encode_sidecar(()) == b'{"format": 1, "entries": []}'
    assert sidecar_name("config.manageddata.a.b") == "config.manageddata.a.b.json"


def test_what_newer_monitors_add_is_not_minded() -> None:
    document = json.loads(GOLDEN)
    document["endpoints"] = {"10.0.0.1:80": {"weight": 2}}
    document["entries"][0]["zone"] = "a"
    assert decode_sidecar(json.dumps(document).encode()) == (ENTRY,)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b"\xff",
        b'{"entries": 1}',
        b'{"entries": ["x"]}',
        b'{"entries": [{}]}',
    ],
)
def test_what_is_not_understood_tells_no_version(data: bytes) -> None:
    assert decode_sidecar(data) == ()


@given(
    st.lists(
        st.builds(
            SidecarEntry,
            st.text(min_size=1).map(Version),
            st.text(),
            st.builds(FileMark, st.integers(0), st.integers(0), st.integers()),
            st.lists(ENDPOINTS).map(tuple),
        )
    ).map(tuple)
)
def test_every_document_reads_back(entries: tuple[SidecarEntry, ...]) -> None:
    assert decode_sidecar(encode_sidecar(entries)) == entries


@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert isinstance(decode_sidecar(data), tuple)
