"""The embedded store's bytes: what older and newer processes find in the same folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.localdir import (
    HEADER_LIMIT,
    BlobHeader,
    Entry,
    EntryKind,
    NodeContent,
    components,
    decode_blob_header,
    decode_node,
    encode_blob_header,
    encode_node,
    entry_name,
    parse_entry,
)

NODE_FILES = [
    (b"kingpin-node 1 0 0\n", NodeContent(0, b"")),
    (b"kingpin-node 1 7 13\n1795293386.81", NodeContent(7, b"1795293386.81")),
    (b"kingpin-node 1 1 2\n\n\n", NodeContent(1, b"\n\n")),
]

BLOB_LINES = [
    (b'{"kingpin-blob":1,"metadata":{},"size":0}\n', BlobHeader(42, 0, {})),
    (
        b'{"kingpin-blob":1,"metadata":{"kingpin-author":"ann","kingpin-size":"16"},"size":16}\n',
        BlobHeader(85, 16, {"kingpin-author": "ann", "kingpin-size": "16"}),
    ),
]

ENTRIES = [
    ("blocklist", "blocklist", EntryKind.CONTENT),
    ("spam%", "spam", EntryKind.FOLDER),
    ("10.0.0.1:8080%data", "10.0.0.1:8080", EntryKind.MEMBER),
    ("10.0.0.1:8080%live", "10.0.0.1:8080", EntryKind.LIVENESS),
    ("web.dep", "web.dep", EntryKind.CONTENT),
    ("%25new", "%new", EntryKind.CONTENT),
    ("50%25%", "50%", EntryKind.FOLDER),
    (".hidden", ".hidden", EntryKind.CONTENT),
]

TEXT = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize(("raw", "content"), NODE_FILES)
def test_a_nodes_file_is_these_bytes(raw: bytes, content: NodeContent) -> None:
    assert encode_node(content) == raw
    assert decode_node(raw) == content


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"kingpin-node 1 0 5\nfour",
        b"kingpin-node 1 0 3\nfour",
        b"kingpin-node 1 0 0",
        b"kingpin-node 2 0 0\n",
        b"kingpin-node 1 -1 0\n",
        b"kingpin-node 1 00 0\n",
        b"1795293386.81",
    ],
)
def test_other_bytes_are_no_node(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"node of the embedded store|bytes of data"):
        decode_node(raw)


@given(st.integers(0, 10**18), st.binary())
def test_every_node_reads_back(revision: int, data: bytes) -> None:
    content = NodeContent(revision, data)
    assert decode_node(encode_node(content)) == content


@pytest.mark.parametrize(("raw", "header"), BLOB_LINES)
def test_a_blobs_first_line_is_these_bytes(raw: bytes, header: BlobHeader) -> None:
    assert encode_blob_header(header.size, header.metadata) == raw
    assert decode_blob_header(raw + b'"a body"\n') == header


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"kingpin-blob":1,"metadata":{},"size":0}',
        b"[]\n",
        b"\xff\n",
        b'{"kingpin-blob":2,"metadata":{},"size":0}\n',
        b'{"kingpin-blob":1,"metadata":{},"size":"0"}\n',
        b'{"kingpin-blob":1,"metadata":{"a":1},"size":0}\n',
        b'{"kingpin-blob":1,"metadata":[],"size":0}\n',
        b'{"kingpin-blob":1,"size":0}\n',
    ],
)
def test_other_bytes_are_no_blob(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode_blob_header(raw)


def test_a_header_is_bounded() -> None:
    with pytest.raises(ValueError, match="more than 16384"):
        encode_blob_header(0, {"name": "x" * HEADER_LIMIT})


@pytest.mark.parametrize(("text", "name", "kind"), ENTRIES)
def test_an_entry_is_named_like_this(text: str, name: str, kind: EntryKind) -> None:
    assert entry_name(name, kind) == text
    assert parse_entry(text) == Entry(name, kind)


@pytest.mark.parametrize("text", ["%new", "%", "%live", "a%b", "a%2", "a%%", "a%data%", ""])
def test_temporary_and_foreign_files_are_no_entries(text: str) -> None:
    assert parse_entry(text) is None


@given(TEXT, st.sampled_from(EntryKind))
def test_every_name_reads_back(name: str, kind: EntryKind) -> None:
    assert parse_entry(entry_name(name, kind)) == Entry(name, kind)


def test_a_path_is_split_into_names() -> None:
    assert components("config/web.dep/...") == ("config", "web.dep", "...")


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", ".", "a/..", "../a", "a\0b", "\ud800"])
def test_names_that_could_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="component"):
        components(path)
