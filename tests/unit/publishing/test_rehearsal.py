"""A rehearsal decides what a change would do, refuses what it would refuse, and writes nothing."""

from pathlib import Path

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    BlobNotFoundError,
    ConflictError,
    LockTimeoutError,
    NodeNotFoundError,
    RejectedError,
)
from kingpin_sdk.model import Version
from kingpin_sdk.publishing import Publisher, Rehearsal
from kingpin_sdk.spec import ListSpec
from tests.unit.publishing.store import NAME, Store

_SPEC = ListSpec(NAME, str)


def _rehearsing(store: Store) -> tuple[Rehearsal, Publisher]:
    rehearsal = Rehearsal(store.engine)
    return rehearsal, Publisher(rehearsal, author="tester", close=lambda: None)


def test_it_tells_base_old_and_new_and_writes_nothing(store: Store) -> None:
    version = store.seed(["a"])
    rehearsal, publisher = _rehearsing(store)
    result = publisher.edit(_SPEC).add_many(["b", "c"])
    assert (result.changed, result.previous) == (2, version)
    assert result.version > version
    assert rehearsal.last is not None
    assert (rehearsal.last.base, rehearsal.last.old) == (version, b'["a"]')
    assert rehearsal.last.change == (b'["a", "b", "c"]', 2)
    assert store.versions() == [version]


def test_the_first_publication_is_rehearsed_on_an_untouched_store(store: Store) -> None:
    rehearsal, publisher = _rehearsing(store)
    result = publisher.edit(_SPEC).add("a")
    assert (result.changed, result.previous) == (1, None)
    assert rehearsal.last is not None
    assert (rehearsal.last.base, rehearsal.last.old) == (None, None)
    assert store.is_untouched()


def test_it_needs_no_lock(store: Store) -> None:
    store.seed(["a"])
    with store.nodes.lock(NAME.lock_node, deadline=Deadline(5.0), holder="the test"):
        _, publisher = _rehearsing(store)
        assert publisher.edit(_SPEC).add("b").changed == 1


def test_what_changes_nothing_stays_at_its_version(store: Store) -> None:
    version = store.seed(["a"])
    _, publisher = _rehearsing(store)
    assert publisher.edit(_SPEC).add("a") == (0, version, version)


def test_it_refuses_what_would_be_refused(store: Store) -> None:
    version = store.seed(["a"])
    _, publisher = _rehearsing(store)
    with pytest.raises(RejectedError):
        publisher.edit(_SPEC).add(5)  # type: ignore[arg-type] # the mistake of the test  # pyright: ignore[reportArgumentType]
    with pytest.raises(ConflictError) as caught:
        publisher.edit(_SPEC).replace(("b",), expected=Version("1.1"))
    assert caught.value.found == version


def test_a_lost_value_ends_what_needs_it_and_nothing_else(store: Store, tmp_path: Path) -> None:
    version = store.seed(["a"])
    [lost] = [path for path in tmp_path.rglob("*") if path.is_file() and b'["a"]' in _read(path)]
    lost.unlink()
    rehearsal, publisher = _rehearsing(store)
    with pytest.raises(BlobNotFoundError):
        publisher.edit(_SPEC).add("b")
    assert publisher.edit(_SPEC).set_list(["b"]).previous == version
    assert rehearsal.last is not None
    assert rehearsal.last.old is None


def _read(path: Path) -> bytes:
    return path.read_bytes()


def test_a_deleted_name_is_gone_and_its_values_stay(store: Store) -> None:
    version = store.seed(["a"])
    assert store.engine.delete(NAME, author="ann") == version
    assert store.engine.current(NAME) is None
    assert [*store.engine.history(NAME)] == []
    assert store.engine.body(NAME, version) == (version, b'["a"]')
    with pytest.raises(NodeNotFoundError):
        store.engine.delete(NAME, author="ann")


def test_a_new_life_after_a_deletion_begins_a_new_history(store: Store) -> None:
    old = store.seed(["a"])
    store.engine.delete(NAME, author="ann")
    new = store.seed(["b"])
    assert new > old
    assert store.versions() == [new]


def test_a_damaged_node_can_be_deleted(store: Store) -> None:
    store.seed(["a"])
    store.nodes.write(NAME.node, b"no version'", expected=store.revision())
    assert store.engine.delete(NAME, author="ann") is None


def test_nothing_is_deleted_under_a_writers_hands(store: Store) -> None:
    version = store.seed(["a"])
    impatient = store.impatient_engine()
    with (
        store.nodes.lock(NAME.lock_node, deadline=Deadline(5.0), holder="the test"),
        pytest.raises(LockTimeoutError),
    ):
        impatient.delete(NAME, author="ann")
    assert store.version() == version


def test_one_versions_record_is_read_without_the_others(store: Store) -> None:
    first, second = store.seed(["a"]), store.seed(["b"])
    record = store.engine.record(NAME, second)
    assert (record.version, record.author, record.previous) == (second, "newer code", first)
    with pytest.raises(BlobNotFoundError):
        store.engine.record(NAME, Version("1.1"))
