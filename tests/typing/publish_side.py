"""What a type checker knows of editors: the verbs of the view or spec they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_type

import attrs

from kingpin_sdk import Decider, ManagedHashMap, ManagedJson, ManagedList, ManagedMappedList
from kingpin_sdk.model import Diff, Json, PublishResult
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publish import connect
from kingpin_sdk.publishing import (
    DeciderEditor,
    HashMapEditor,
    JsonEditor,
    ListEditor,
    MappedListEditor,
)
from kingpin_sdk.spec import JsonSpec, ListSpec


@attrs.frozen
class RateLimit:
    """A class of a user."""

    qps: int


def must_be_accepted() -> None:
    """What a publisher writes."""
    blocklist = ManagedList("spam", "blocklist", str)
    limits = ManagedHashMap("api", "limits", str, RateLimit)
    with connect(lock_timeout=5.0) as publisher:
        editor = publisher.edit(blocklist)
        assert_type(editor, ListEditor[str])
        assert_type(editor.add("x", author="ann", comment="why"), PublishResult)
        assert_type(publisher.edit(limits), HashMapEditor[str, RateLimit])
        assert_type(publisher.edit(ManagedMappedList("a", "b", int)), MappedListEditor[int])
        assert_type(publisher.edit(ManagedJson("a", "b", RateLimit)), JsonEditor[RateLimit])
        assert_type(publisher.edit(Decider()), DeciderEditor)
        assert_type(publisher.edit(ListSpec(ConfigName("a", "b"), int)), ListEditor[int])
        assert_type(publisher.edit(JsonSpec(ConfigName("a", "b"), int)), JsonEditor[int])
        publisher.edit(limits).set("search", RateLimit(qps=50))
        assert_type(publisher.read(limits), Mapping[str, RateLimit])
        assert_type(publisher.read("spam.blocklist"), Json)
        versions = [record.version for record in publisher.history(blocklist)]
        assert_type(publisher.diff(blocklist, versions[0], versions[1]), Diff)


def must_be_rejected() -> None:
    """Every line is a mistake, and each checker says so."""
    publisher = connect()
    numbers = publisher.edit(ManagedList("a", "b", int))
    numbers.add("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    numbers.set("x", 1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    limits = publisher.edit(ManagedHashMap("api", "limits", str, RateLimit))
    limits.set("a", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    limits.set(5, RateLimit(1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    publisher.edit(Decider()).set_experiment_value("exp", "5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    publisher.diff("a.b", "1", "2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    publisher.edit("a.b")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
