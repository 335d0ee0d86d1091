"""What a publish leaves in the stores, byte for byte, as KingPin 1.0 expects it (WIRE.md)."""

import hashlib
import json
import re
from functools import partial

import pytest

from kingpin_sdk.errors import BackendError, BlobNotFoundError, RejectedError
from kingpin_sdk.model import Revision, Version
from kingpin_sdk.publishing import PublishEngine
from kingpin_sdk.spec import ListSpec, MapSpec
from tests.fakes import FaultyBlobs, FaultyCoordination, Plan
from tests.unit.publishing.store import NAME, Store

_BASE = "data/config/manageddata/test/config"


def test_value_index_and_node_are_written_in_this_order(store: Store) -> None:
    plan = Plan()
    engine = store.engine_over(
        FaultyCoordination(store.nodes, plan), FaultyBlobs(store.blobs, plan)
    )
    publish(engine, b"[]")
    assert plan.names == [
        "lock",
        "nodes.read",
        "nodes.create",
        "blobs.create",
        "blobs.put",
        "nodes.write",
        "unlock",
    ]
    del plan.names[:]
    publish(engine, b"[1]")
    assert plan.names == [
        "lock",
        "nodes.read",
        "blobs.get",
        "blobs.create",
        "blobs.put",
        "nodes.write",
        "unlock",
    ]


def publish(engine: PublishEngine, body: bytes) -> None:
    from kingpin_sdk.publishing import Change

    engine.change(NAME, lambda _: Change(body, 1), author="tester")


def test_keys_node_and_index_are_spelled_as_kingpin_spells_them(store: Store) -> None:
    store.publisher.edit(ListSpec(NAME, str)).add("a")
    node = store.nodes.read("/config/manageddata/test/config")
    version = node.data.decode()
    assert re.fullmatch(r"\d{10}\.\d{6}-[0-9a-f]{6}", version)
    assert node.revision == 1
    seconds, rest = version.split(".")
    assert [*store.blobs.keys("")] == [_BASE, f"{_BASE}_{seconds}/{rest}"]
    assert store.blobs.get(_BASE).body == version.encode()
    assert store.blobs.get(f"{_BASE}_{seconds}/{rest}").body == b'["a"]'


def test_bodies_are_what_the_standard_library_writes(store: Store) -> None:
    items = ["café", "😀", '"\\/', "\x00\u2028", ""]
    store.publisher.edit(ListSpec(NAME, str)).set_list(items)
    assert store.body() == json.dumps(items).encode()
    values = {"z": {"b": 1.0, "a": 1e22}, "ä": {}}
    store.publisher.edit(MapSpec(NAME, str, dict[str, float])).set_map(values)
    assert store.body() == json.dumps(values, sort_keys=True).encode()


def test_a_foreign_body_becomes_canonical_with_the_next_change(store: Store) -> None:
    store.kingpin_writes('["café","b"]'.encode(), "1795293386.81")
    store.publisher.edit(ListSpec(NAME, str)).add("c")
    assert store.body() == b'["caf\\u00e9", "b", "c"]'


def test_the_record_is_in_the_values_metadata(store: Store) -> None:
    editor = store.publisher.edit(ListSpec(NAME, str))
    first = editor.add("a", author="Zoë Müller", comment="ticket 12, 100% sure\n")
    second = editor.add("b")
    info = store.blobs.head(NAME.blob_key(first.version))
    assert info.metadata == {
        "kingpin-sha256": hashlib.sha256(b'["a"]').hexdigest(),
        "kingpin-size": "5",
        "kingpin-author": "Zo%C3%AB M%C3%BCller",
        "kingpin-comment": "ticket 12, 100%25 sure%0A",
    }
    metadata = store.blobs.head(NAME.blob_key(second.version)).metadata
    assert metadata["kingpin-author"] == "tester"
    assert metadata["kingpin-previous"] == first.version
    assert "kingpin-comment" not in metadata


@pytest.mark.parametrize("text", ["x" * 999 + " y", "é" * 400, "€" * 400, "a€" * 300, "%" * 800])
def test_long_texts_are_cut_at_a_whole_character(store: Store, text: str) -> None:
    editor = store.publisher.edit(ListSpec(NAME, str))
    version = editor.add("a", author=text, comment=text).version
    metadata = store.blobs.head(NAME.blob_key(version)).metadata
    assert 990 <= len(metadata["kingpin-author"]) <= 1000
    assert 1690 <= sum(len(metadata[f"kingpin-{of}"]) for of in ("author", "comment")) <= 1700
    [record] = store.publisher.history(NAME)
    assert record.author is not None
    assert text.startswith(record.author)
    editor.add("b", comment=text)
    record = next(store.publisher.history(NAME))
    assert record.comment is not None
    assert len(store.blobs.head(NAME.blob_key(record.version)).metadata["kingpin-comment"]) >= 990
    assert text.startswith(record.comment)


def test_an_author_that_is_no_unicode_stops_nobody(store: Store) -> None:
    store.publisher.edit(ListSpec(NAME, str)).add("a", author="\udcff")
    [record] = store.publisher.history(NAME)
    assert record.author == "?"


@pytest.mark.parametrize("back", [1e-6, 1.0, 86_400.0])
def test_versions_grow_when_the_clock_steps_back(store: Store, back: float) -> None:
    editor = store.publisher.edit(ListSpec(NAME, int))
    for number in range(4):
        editor.add(number)
        store.clock.now -= back
    versions = store.versions()
    assert versions == sorted(set(versions))
    assert len(versions) == 4


@pytest.mark.parametrize(
    "text", ["1895293386.81", "1895293386", "1895293386.5-8f3a9c", "1895293386.123456"]
)
def test_versions_grow_over_those_of_others(store: Store, text: str) -> None:
    foreign = store.kingpin_writes(b"[]", text)
    assert store.publisher.edit(ListSpec(NAME, int)).add(1).version > foreign


def test_a_config_whose_value_is_lost_is_only_replaced_as_a_whole(store: Store) -> None:
    store.nodes.create(NAME.node, b"1795293386.81")
    editor = store.publisher.edit(ListSpec(NAME, str))
    with pytest.raises(BlobNotFoundError, match=r"no value for version 1795293386\.81"):
        editor.add("a")
    # Also where the new value looks like the one before the first publish.
    result = editor.clear()
    assert result.previous == "1795293386.81"
    assert store.body() == b"[]"
    assert store.version() == result.version


def test_a_node_that_holds_no_version_is_repaired_by_publishing_the_whole(store: Store) -> None:
    store.nodes.create(NAME.node, b"it's not a version")
    editor = store.publisher.edit(ListSpec(NAME, str))
    for verb in (partial(editor.add, "a"), partial(editor.replace, ("a",), expected=None)):
        with pytest.raises(BackendError, match="holds no version"):
            verb()
    assert editor.set_list(["a"]).previous is None
    assert store.document() == ["a"]


def test_a_node_that_kingpin_made_and_never_wrote_is_a_first_publish(store: Store) -> None:
    store.nodes.create(NAME.node)
    assert store.publisher.edit(ListSpec(NAME, str)).replace(("a",), expected=None).changed == 1
    assert store.revision() == Revision(1)


def test_a_change_that_is_refused_under_the_lock_leaves_no_trace(store: Store) -> None:
    def never(_value: object) -> None:
        raise ValueError("never")

    with pytest.raises(RejectedError):
        store.publisher.edit(ListSpec(NAME, str, validators=[never])).add("a")
    assert store.is_untouched()


def test_a_version_that_is_taken_is_not_used_again(store: Store) -> None:
    chances = iter([0.0, 0.0, 0.5])
    engine = PublishEngine(
        store.nodes,
        store.blobs,
        clock=lambda: 1_795_293_386.0,
        chance=lambda: next(chances),
        sleep=lambda _: None,
    )
    # A crash after the value was created left it behind.
    store.blobs.create(NAME.blob_key(Version("1795293386.000000-000000")), b"old", {})
    publish(engine, b"[]")
    assert engine.body(NAME) == ("1795293386.000000-800000", b"[]")
