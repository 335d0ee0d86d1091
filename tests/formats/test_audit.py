"""The layout of the audit log's blobs."""

from datetime import UTC, datetime

import pytest

from kingpin_sdk.formats.audit import Deed, decode_deed, deed_key, encode_deed, time_of_key

_DEED = Deed("dependency.add", "web.dep", "config.manageddata.spam.blocklist", "ann", "é")
_BODY = (
    b'{"action": "dependency.add", "author": "ann", "comment": "\\u00e9",'
    b' "detail": "config.manageddata.spam.blocklist", "name": "web.dep"}'
)


def test_a_deed_is_stored_as_these_bytes() -> None:
    assert encode_deed(_DEED) == _BODY
    assert decode_deed(_BODY) == _DEED


def test_the_key_tells_the_time() -> None:
    key = deed_key(now=1_795_293_386.81, chance=0.5)
    assert key == "kingpin/audit/1795293386/810000-800000"
    assert time_of_key(key) == datetime.fromtimestamp(1_795_293_386.81, UTC)


@pytest.mark.parametrize(
    "key", ["", "kingpin/audit/x", "kingpin/audit/1795293386/81", "data/config/a_1795293386/810000"]
)
def test_another_key_tells_none(key: str) -> None:
    assert time_of_key(key) is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"action": "x"}', b"\xff", _BODY.replace(b'"ann"', b"5")]
)
def test_what_is_no_deed_is_none(body: bytes) -> None:
    assert decode_deed(body) is None
