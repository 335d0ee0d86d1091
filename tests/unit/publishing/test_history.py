"""History, reading of versions, differences, roll back."""

import hashlib
from datetime import UTC

import pytest

from kingpin_sdk.errors import (
    BlobNotFoundError,
    DecodeError,
    NotAvailableError,
    SnapshotCorruptError,
)
from kingpin_sdk.model import Diff, Json, Version
from kingpin_sdk.publishing import diff_documents
from kingpin_sdk.spec import JsonSpec, ListSpec, MapSpec
from tests.fakes import FaultyBlobs, Plan
from tests.unit.publishing.store import NAME, Store


def test_history_is_newest_first_over_several_pages(store: Store) -> None:
    versions = [store.seed_body(b"%d" % number) for number in range(120)]
    records = [*store.publisher.history(NAME)]
    assert [record.version for record in records] == versions[::-1]
    assert [record.previous for record in records] == [*versions[-2::-1], None]
    newest = records[0]
    assert newest.sha256 == hashlib.sha256(b"119").hexdigest()
    assert (newest.size, newest.author, newest.comment) == (3, "newer code", None)
    assert abs(newest.time.timestamp() - store.clock.now) < 1e-5
    assert newest.time.tzinfo is UTC


def test_history_is_empty_before_the_first_publish(store: Store) -> None:
    assert [*store.publisher.history(NAME)] == []
    store.nodes.create(NAME.node)
    assert [*store.publisher.history(NAME)] == []


def test_the_newest_record_costs_one_look_at_the_blobs(store: Store) -> None:
    store.seed([1])
    store.seed([2])
    plan = Plan()
    engine = store.engine_over(store.nodes, FaultyBlobs(store.blobs, plan))
    next(engine.history(NAME))
    assert plan.names == ["blobs.head"]


def test_history_tries_again_when_the_store_does_not_answer(store: Store) -> None:
    versions = [store.seed([number]) for number in range(3)]
    for number in range(4):
        blobs = FaultyBlobs(store.blobs, Plan.failing(number, done=False))
        engine = store.engine_over(store.nodes, blobs)
        assert [record.version for record in engine.history(NAME)] == versions[::-1]


def test_publications_of_kingpin_are_on_the_chain_and_orphans_are_not(store: Store) -> None:
    old = store.kingpin_writes(b"[1]", "1795293386.5")
    older = store.kingpin_writes(b"[2]", "1795293386.61")
    ours = store.seed([3])
    # A publisher died before it set the node.
    orphan = Version("1795293387.000000-abcdef")
    store.blobs.create(NAME.blob_key(orphan), b"[4]", {"kingpin-sha256": "0"})
    store.clock.now += 2
    again = store.seed([5])
    foreign = store.kingpin_writes(b"[6]", "1795293390.1")
    store.clock.now += 10
    newest = store.seed([7])
    records = [*store.publisher.history(NAME)]
    chain = [newest, foreign, again, ours, older, old]
    assert [record.version for record in records] == chain
    assert [record.previous for record in records] == [*chain[1:], None]
    assert [record.author for record in records if record.version in {old, older, foreign}] == [
        None,
        None,
        None,
    ]
    with pytest.raises(BlobNotFoundError, match="no version"):
        store.publisher.roll_back(NAME, orphan)


def test_other_names_with_the_same_beginning_are_not_in_the_history(store: Store) -> None:
    from kingpin_sdk.names import ConfigName

    for key in ("config_1795293386", "config_2", "configs"):
        other = ConfigName("test", key)
        store.publisher.edit(ListSpec(other, str)).add("a")
    versions = [store.kingpin_writes(b"[]", f"179529338{digit}.5") for digit in range(3)]
    assert store.versions() == versions


def test_any_version_can_be_read(store: Store) -> None:
    spec = ListSpec(NAME, int)
    with pytest.raises(NotAvailableError):
        store.publisher.read(spec)
    first, second = store.seed([1]), store.seed([1, 2])
    assert store.publisher.read(spec, version=first) == (1,)
    assert store.publisher.read(spec, version=second) == store.publisher.read(spec) == (1, 2)
    assert store.publisher.read("test.config", version=first) == [1]
    with pytest.raises(BlobNotFoundError):
        store.publisher.read(spec, version=Version("1.5"))
    with pytest.raises(DecodeError):
        store.publisher.read(ListSpec(NAME, str))
    bad = store.seed_body(b"{")
    with pytest.raises(SnapshotCorruptError):
        store.publisher.read(NAME, version=bad)


def test_roll_back_publishes_the_old_content_as_a_new_version(store: Store) -> None:
    spec = MapSpec(NAME, str, int)
    first = store.seed_body(b'{"b":1,"a":2}')
    second = store.seed({"c": 3})
    result = store.publisher.roll_back(spec, first)
    assert result.previous == second
    assert store.document() == {"a": 2, "b": 1}
    assert store.publisher.roll_back(spec, first).previous == result.version
    record = next(store.publisher.history(NAME))
    assert (record.author, record.comment) == ("tester", f"roll back to {first}")
    again = store.publisher.roll_back("test.config", second, author="ann", comment="oops")
    record = next(store.publisher.history(NAME))
    assert (record.version, record.author, record.comment) == (again.version, "ann", "oops")


def test_roll_back_writes_a_foreign_writers_json_in_canonical_bytes(store: Store) -> None:
    compact = store.kingpin_writes('["café","b"]'.encode(), "1795293386.81")
    pretty = store.kingpin_writes(b'{ "b": 1,  "a": [1.0] }', "1795293386.91")
    text = store.kingpin_writes(b"a = 1\n", "1795293387.1")
    wanted = {compact: b'["caf\\u00e9", "b"]', pretty: b'{"a": [1.0], "b": 1}', text: b"a = 1\n"}
    for version, body in wanted.items():
        store.publisher.roll_back(NAME, version)
        assert store.body() == body


def test_roll_back_refuses_unknown_versions_and_content_that_no_longer_fits(store: Store) -> None:
    spec = ListSpec(NAME, int)
    with pytest.raises(BlobNotFoundError):
        store.publisher.roll_back(spec, Version("1795293386.81"))
    assert store.is_untouched()
    texts, numbers = store.seed(["a"]), store.seed([1])
    with pytest.raises(BlobNotFoundError):
        store.publisher.roll_back(spec, Version("1795293386.81"))
    with pytest.raises(DecodeError):
        store.publisher.roll_back(spec, texts)
    assert store.version() == numbers


def test_diff_compares_two_versions(store: Store) -> None:
    one, two = store.seed({"a": 1, "b": {"x": 1, "y": 2}}), store.seed({"b": {"x": 9}, "c": 0})
    expected = Diff(added={"c": 0}, removed={"a": 1, "b.y": 2}, changed={"b.x": (1, 9)})
    assert store.publisher.diff(NAME, one, two) == expected
    assert store.publisher.diff(JsonSpec(NAME, dict[str, object]), one, one) == Diff({}, {}, {})
    with pytest.raises(BlobNotFoundError):
        store.publisher.diff(NAME, one, Version("1.5"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], ["a", {"k": 1}], Diff({"a": "a", '{"k": 1}': {"k": 1}}, {}, {})),
        (["a", "b"], ["b", "c"], Diff({"c": "c"}, {"a": "a"}, {})),
        (["a", "b"], ["b", "a"], Diff({}, {}, {"[0]": ("a", "b"), "[1]": ("b", "a")})),
        (["a"], ["a", "a"], Diff({"a": "a"}, {}, {})),
        (["1"], [1], Diff({"1": 1}, {"1": "1"}, {})),
        ([], [1, "1"], Diff({"1": 1, '"1"': "1"}, {}, {})),
        ([1], [True], Diff({"true": True}, {"1": 1}, {})),
        (1, 2, Diff({}, {}, {"$": (1, 2)})),
        (1, 1.0, Diff({}, {}, {"$": (1, 1.0)})),
        ({}, [], Diff({}, {}, {"$": ({}, [])})),
        ({"a": {"b": {}}}, {"a": {"b": 0}}, Diff({}, {}, {"a.b": ({}, 0)})),
        (None, None, Diff({}, {}, {})),
    ],
)
def test_differences_are_told_by_entry_and_path(old: Json, new: Json, expected: Diff) -> None:
    assert diff_documents(old, new) == expected
