"""The metadata of a value blob: its history record."""

from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.record import allows_empty, decode_record, digest_of, encode_record
from kingpin_sdk.model import HistoryRecord, Version

VERSION = Version("1795300001.000001-8f3a9c")
BODY = b'["a"]'
DIGEST = sha256(BODY).hexdigest()


def test_the_metadata_is_these_texts() -> None:
    metadata = encode_record(
        BODY, author="Ann Ö", comment="50% off\n", previous=Version("1795293386.81")
    )
    assert metadata == {
        "kingpin-sha256": DIGEST,
        "kingpin-size": "5",
        "kingpin-author": "Ann %C3%96",
        "kingpin-comment": "50%25 off%0A",
        "kingpin-previous": "1795293386.81",
    }
    assert decode_record(VERSION, metadata, size=5, modified=0.0) == HistoryRecord(
        version=VERSION,
        time=datetime(2026, 11, 21, 22, 26, 41, 1, UTC),
        author="Ann Ö",
        comment="50% off\n",
        sha256=DIGEST,
        size=5,
        previous=Version("1795293386.81"),
    )
    assert digest_of(metadata) == DIGEST


def test_what_is_not_told_is_left_out() -> None:
    metadata = encode_record(b"", author="ann", comment="", previous=None)
    assert sorted(metadata) == [
        "kingpin-allow-empty",
        "kingpin-author",
        "kingpin-sha256",
        "kingpin-size",
    ]
    assert allows_empty(metadata)
    assert not allows_empty(encode_record(BODY, author="ann", comment="", previous=None))


def test_a_blob_of_kingpin_has_a_time_and_a_size() -> None:
    record = decode_record(Version("1795293386.81"), {}, size=7, modified=5.0)
    assert record == HistoryRecord(
        version=Version("1795293386.81"),
        time=datetime(2026, 11, 21, 20, 36, 26, 810000, UTC),
        author=None,
        comment=None,
        sha256="",
        size=7,
        previous=None,
    )
    assert digest_of({}) is None


def test_a_version_that_tells_no_time_has_that_of_its_blob() -> None:
    assert decode_record(Version("v7"), {}, size=0, modified=5.0).time.timestamp() == 5.0
    assert decode_record(Version("9" * 15), {}, size=0, modified=5.0).time.timestamp() == 5.0


@given(st.text(), st.text())
def test_texts_are_printable_ascii_and_read_back_as_far_as_there_is_room(
    author: str, comment: str
) -> None:
    metadata = encode_record(BODY, author=author, comment=comment, previous=None)
    assert all(value.isascii() and value.isprintable() for value in metadata.values())
    assert all(len(value) <= 1000 for value in metadata.values())
    record = decode_record(VERSION, metadata, size=5, modified=0.0)
    said = (comment.encode("utf-8", "replace").decode()).strip(" ")
    assert record.comment is None or said.startswith(record.comment)
    assert "\ufffd" not in (record.comment or "") or "\ufffd" in comment


@given(st.text(st.sampled_from("aé€😀% "), min_size=1100, max_size=1300))
def test_a_long_comment_is_cut_at_a_whole_character(comment: str) -> None:
    metadata = encode_record(BODY, author="ann", comment=comment, previous=None)
    kept = decode_record(VERSION, metadata, size=5, modified=0.0).comment
    assert kept is not None
    assert comment.strip(" ").startswith(kept)
    assert 985 <= len(metadata["kingpin-comment"]) <= 1000
