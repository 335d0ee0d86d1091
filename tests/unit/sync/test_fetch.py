"""Getting a blob: what is tried again at once, and what is said of what cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs
from kingpin_sdk.errors import BackendError, BlobNotFoundError
from kingpin_sdk.formats.record import encode_record
from kingpin_sdk.ports import Blob
from kingpin_sdk.sync._fetch import DamagedError, Fetcher, TooLargeError
from tests.unit.sync.faults import FaultyBlobs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEY = "data/spam/blocklist/1"
_BODY = b'["a"]'


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[FaultyBlobs]:
    blobs = FaultyBlobs(LocalBlobs(tmp_path))
    blobs.create(_KEY, _BODY, encode_record(_BODY, author="ann", comment="", previous=None))
    yield blobs
    blobs.close()


def test_what_was_damaged_on_its_way_is_fetched_again_at_once(blobs: FaultyBlobs) -> None:
    slept: list[float] = []
    blobs.alter = lambda blob: Blob(blob.body[blobs.gets[_KEY] < 2 :], blob.metadata)
    assert Fetcher(blobs, sleep=slept.append).fetch(_KEY, max_bytes=100).body == _BODY
    assert (blobs.gets[_KEY], len(slept)) == (2, 1)


def test_what_stays_damaged_is_given_up_after_three_tries(blobs: FaultyBlobs) -> None:
    blobs.alter = lambda blob: Blob(blob.body[1:], blob.metadata)
    with pytest.raises(DamagedError) as caught:
        Fetcher(blobs, sleep=lambda _: None).fetch(_KEY, max_bytes=100)
    assert caught.value.body == _BODY[1:]
    assert blobs.gets[_KEY] == 3


def test_what_is_not_there_is_not_tried_again(blobs: FaultyBlobs) -> None:
    with pytest.raises(BlobNotFoundError):
        Fetcher(blobs).fetch("data/no/such", max_bytes=100)
    assert blobs.gets["data/no/such"] == 1


def test_only_what_is_larger_than_it_may_be_is_said_to_be_too_large(blobs: FaultyBlobs) -> None:
    fetcher = Fetcher(blobs)
    assert fetcher.fetch(_KEY, max_bytes=len(_BODY)).body == _BODY
    with pytest.raises(TooLargeError):
        fetcher.fetch(_KEY, max_bytes=len(_BODY) - 1)

    def refuse(blob: Blob) -> Blob:
        raise BackendError(f"no {len(blob.body)} bytes today")

    blobs.alter = refuse
    with pytest.raises(BackendError, match="no 5 bytes today"):
        fetcher.fetch(_KEY, max_bytes=100)
