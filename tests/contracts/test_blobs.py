"""Blobs: what every BlobStore adapter does."""

import hashlib
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from kingpin_sdk.errors import BackendError, BlobExistsError, BlobNotFoundError
from kingpin_sdk.ports import Blob, BlobStore

KEY = "data/config/manageddata/spam/blocklist_1795293386/810000-0a1b2c"
BODY = b'["evil.example"]'
METADATA = {
    "kingpin-sha256": hashlib.sha256(BODY).hexdigest(),
    "kingpin-comment": "ticket%2012 (urgent) = a,b;c/d",
}


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def test_a_blob_that_is_not_there_is_not_found(store: BlobStore) -> None:
    with pytest.raises(BlobNotFoundError, match="blocklist"):
        store.get(KEY)
    with pytest.raises(BlobNotFoundError, match="blocklist"):
        store.head(KEY)
    assert list(store.keys("")) == []


def test_a_created_blob_reads_back_with_its_metadata(
    store: BlobStore, open_blobs: Callable[[], BlobStore]
) -> None:
    before = time.time()
    store.create(KEY, BODY, METADATA)
    other = open_blobs()
    assert other.get(KEY) == (BODY, METADATA)
    size, metadata, modified = other.head(KEY)
    assert (size, metadata) == (16, METADATA)
    assert before - 5 < modified < time.time() + 5


def test_a_blob_that_changed_is_fetched_and_one_that_did_not_need_not_be(store: BlobStore) -> None:
    with pytest.raises(BlobNotFoundError, match="blocklist"):
        store.get_if_changed(KEY, _md5(BODY))
    store.create(KEY, BODY, METADATA)
    assert store.get_if_changed(KEY, _md5(b"another body")) == (BODY, METADATA)
    assert store.get_if_changed(KEY, _md5(BODY)) in (None, Blob(BODY, METADATA))
    with pytest.raises(BackendError):
        store.get_if_changed(KEY, _md5(b"another body"), max_bytes=3)


def test_a_blob_is_created_once(store: BlobStore) -> None:
    store.create(KEY, b"first", {"kingpin-size": "5"})
    with pytest.raises(BlobExistsError, match="blocklist"):
        store.create(KEY, b"second", {})
    assert store.get(KEY) == (b"first", {"kingpin-size": "5"})


def test_of_many_who_create_a_blob_one_does(open_blobs: Callable[[], BlobStore]) -> None:
    stores = [open_blobs() for _ in range(8)]
    gate = threading.Barrier(len(stores))

    def create(number: int) -> int | None:
        gate.wait()
        try:
            stores[number].create(KEY, b"%d" % number, {})
        except BlobExistsError:
            return None
        return number

    with ThreadPoolExecutor(len(stores)) as pool:
        winners = [n for n in pool.map(create, range(len(stores))) if n is not None]
    assert [b"%d" % winner for winner in winners] == [stores[0].get(KEY).body]


def test_put_replaces_body_and_metadata(store: BlobStore) -> None:
    store.create("index", BODY, METADATA)
    store.put("index", b"new")
    assert store.get("index") == (b"new", {})
    store.put("another", b"fresh")
    assert store.get("another").body == b"fresh"


@pytest.mark.parametrize(
    "body",
    [b"", b"\n", bytes(range(256)), random.Random(1).randbytes(5_000_000)],  # noqa: S311 - no secret
    ids=["empty", "line feed", "all bytes", "5 MB"],
)
def test_a_body_is_bytes_and_kept_as_they_are(store: BlobStore, body: bytes) -> None:
    store.create("created", body, {})
    store.put("put", body)
    for key in ("created", "put"):
        assert store.head(key).size == len(body)
        assert store.get(key).body == body


def test_a_body_over_the_limit_is_refused(store: BlobStore) -> None:
    store.create(KEY, b"x" * 1000, {})
    assert len(store.get(KEY, max_bytes=1000).body) == 1000
    with pytest.raises(BackendError, match=r"blocklist.*1000") as caught:
        store.get(KEY, max_bytes=999)
    assert not caught.value.retryable


@pytest.mark.parametrize("value", ["naïve", "two\nlines", "nul\x00", "\u65e5\u672c"])
def test_metadata_are_printable_ascii(store: BlobStore, value: str) -> None:
    with pytest.raises(BackendError) as caught:
        store.create(KEY, b"body", {"kingpin-author": value})
    assert not caught.value.retryable
    with pytest.raises(BlobNotFoundError):
        store.head(KEY)


@pytest.mark.parametrize("order", ["created", "put", "put backwards"])
def test_a_key_may_be_the_beginning_of_another(store: BlobStore, order: str) -> None:
    keys = ["a/b", "a/b-c", "a/b/c", "a/b/c/d", "a/b_1", "a/b_1/81", "a/bc", "b"]
    for key in reversed(keys) if order == "put backwards" else keys:
        if order == "created":
            # Not backwards: SeaweedFS takes the folder of a/b/c for a blob a/b that exists. No
            # value blob's key begins another's, so nobody needs that.
            store.create(key, key.encode(), {})
        else:
            store.put(key, key.encode())
    for key in keys:
        assert store.get(key).body == key.encode()
    assert list(store.keys("")) == keys
    assert list(store.keys("a/b")) == keys[:-1]
    assert list(store.keys("a/b_")) == ["a/b_1", "a/b_1/81"]
    assert list(store.keys("a/b/")) == ["a/b/c", "a/b/c/d"]
    assert list(store.keys("a/b/c/d")) == ["a/b/c/d"]
    assert list(store.keys("a/b/c/d/e")) == []
    assert list(store.keys("c")) == []


def test_a_prefix_is_a_text_not_a_pattern(store: BlobStore) -> None:
    store.put("a.b", b"")
    store.put("a1b", b"")
    assert list(store.keys("a.")) == ["a.b"]
    assert list(store.keys("a*")) == []


def test_more_keys_than_a_page_holds_come_in_order(store: BlobStore) -> None:
    keys = [f"list/1795{number:06}/{number % 7}" for number in range(1_050)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(store.put, _shuffled(keys), repeat(b"")))
    assert list(store.keys("list/")) == keys
    assert list(store.keys("list/17950010")) == keys[1_000:]


def _shuffled(keys: list[str]) -> list[str]:
    return random.Random(1).sample(keys, len(keys))  # noqa: S311 - no secret


def test_threads_share_a_client(store: BlobStore) -> None:
    def work(number: int) -> bool:
        store.create(f"t/{number}", b"%d" % number, {})
        return store.get(f"t/{number}").body == b"%d" % number

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(40)))
    assert len(list(store.keys("t/"))) == 40


def test_close_may_be_repeated(store: BlobStore) -> None:
    store.put("key", b"")
    store.close()
    store.close()
