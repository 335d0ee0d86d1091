"""Locks, threads and unreadable content."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import LockTimeoutError, SnapshotCorruptError, UnavailableError
from kingpin_sdk.formats.record import encode_record
from kingpin_sdk.formats.version import encode_version
from kingpin_sdk.managed import Decider, ManagedList
from kingpin_sdk.model import PublishResult, Version
from kingpin_sdk.publishing import Change, PublishEngine
from kingpin_sdk.publishing._retries import Stopwatch
from kingpin_sdk.spec import ListSpec
from tests.fakes import FaultyBlobs, Plan
from tests.unit.publishing.store import NAME, Store, no_sleep


def test_a_lock_that_stays_taken_is_told_with_its_holder(store: Store) -> None:
    engine = PublishEngine(store.nodes, store.blobs, lock_timeout=0.05)
    with (
        store.nodes.lock(NAME.lock_node, deadline=Deadline(5), holder="ann on box 7"),
        pytest.raises(LockTimeoutError, match="ann on box 7"),
    ):
        engine.change(NAME, lambda _: Change(b"[]", 1), author="bob")
    assert store.is_untouched()


def test_who_waits_is_told_who_publishes(store: Store) -> None:
    said: list[str] = []
    hasty = PublishEngine(store.nodes, store.blobs, lock_timeout=0.05)

    def decide(_body: bytes | None) -> Change:
        with pytest.raises(LockTimeoutError) as caught:
            hasty.change(NAME, lambda _: Change(b"[]", 1), author="bob")
        said.append(str(caught.value))
        return Change(b"[]", 1)

    store.engine.change(NAME, decide, author="ann")
    assert f"ann pid {os.getpid()} on " in said[0]


def test_threads_share_a_publisher(store: Store) -> None:
    editor = store.publisher.edit(ListSpec(NAME, int))

    def add(number: int) -> PublishResult:
        return editor.add(number)

    with ThreadPoolExecutor(8) as pool:
        results = [*pool.map(add, range(40))]
    document = store.document()
    assert isinstance(document, list)
    assert {*map(str, document)} == {*map(str, range(40))}
    assert len(document) == 40
    assert len({result.version for result in results}) == 40


@pytest.mark.parametrize("body", [b"{not json", b"\xff", b""])
def test_a_verb_that_would_keep_parts_refuses_what_it_cannot_read(
    store: Store, body: bytes
) -> None:
    version = store.seed_body(body)
    editor = store.publisher.edit(ListSpec(NAME, str))
    for verb in (editor.add, editor.remove):
        with pytest.raises(SnapshotCorruptError):
            verb("a")
    assert store.version() == version
    assert editor.clear().previous == version
    assert store.body() == b"[]"


def test_reading_tries_again_when_the_store_does_not_answer(store: Store) -> None:
    store.seed(["a"])
    blobs = FaultyBlobs(store.blobs, Plan.failing(0, done=True))
    engine = PublishEngine(store.nodes, blobs, sleep=no_sleep)
    assert engine.body(NAME)[1] == b'["a"]'


def test_views_can_be_edited(store: Store) -> None:
    store.publisher.edit(ManagedList("test", "config", str, root=store.root)).add("a")
    assert store.document() == ["a"]
    decider = Decider(root=store.root)
    store.publisher.edit(decider).set_experiment_value("new_board", 25)
    assert store.publisher.read(decider) == {"new_board": 25}


def test_a_body_that_is_not_what_was_published_is_never_built_upon(store: Store) -> None:
    version = Version("1795293387.000000-00000a")
    record = encode_record(b"[1]", author="x", comment="", previous=None)
    store.blobs.create(NAME.blob_key(version), b"[2]", record)
    store.nodes.create(NAME.node, encode_version(version))
    with pytest.raises(UnavailableError, match="is damaged: its hash is not the published one"):
        store.publisher.edit(ListSpec(NAME, int)).add(3)
    assert store.version() == version


def test_seconds_that_ended_in_an_error_are_no_pause() -> None:
    pauses = Stopwatch()
    with pytest.raises(ZeroDivisionError), pauses:
        raise ZeroDivisionError
    assert pauses.seconds == 0.0
