"""What a type checker knows of the views: what their values are, and which calls are mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, assert_type

import attrs

from kingpin_sdk import (
    Decider,
    ManagedHashMap,
    ManagedJson,
    ManagedList,
    ManagedMappedList,
    Snapshot,
    Subscription,
    Version,
    ViewStatus,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@attrs.frozen
class RateLimit:
    """A class of a user."""

    qps: int


def sizes(value: Sequence[str]) -> None:
    """A validator that asks for less than it gets."""
    assert value


def add(left: int, right: int = 0) -> int:
    """What may run dark."""
    return left + right


blocklist = ManagedList("spam", "blocklist", str, root=Path("/x"), validators=[sizes])
limits = ManagedHashMap("api", "limits", str, RateLimit, default={"a": RateLimit(1)})
groups = ManagedMappedList("spam", "groups", str, look_every=0.5)
rules = ManagedJson("spam", "rules", dict[str, int] | None, default=None)
decider = Decider()

assert_type(blocklist, ManagedList[str])
assert_type(blocklist[0], str)
assert_type(blocklist[1:], tuple[str, ...])
assert_type(blocklist.get_list(), list[str])
assert_type(blocklist.get_set(), frozenset[str])
assert_type(blocklist.count(), int)
assert_type(blocklist.snapshot(), Snapshot[tuple[str, ...]])
assert_type(blocklist.snapshot().version, Version | None)
assert_type(blocklist.status, ViewStatus)
assert_type(ManagedList("a", "b", int | None), ManagedList[int | None])
assert_type(limits, ManagedHashMap[str, RateLimit])
assert_type(limits["a"], RateLimit)
assert_type(limits.get("a"), RateLimit | None)
assert_type(limits.get("a", 0), RateLimit | int)
assert_type(limits.get_many(["a"]), dict[str, RateLimit])
assert_type(limits.get_keys(), list[str])
assert_type(groups["a"], tuple[str, ...])
assert_type(groups.get_list("a"), list[str])
assert_type(groups.contain_items("a", ["b"]), list[str])
assert_type(rules.value, dict[str, int] | None)
assert_type(rules.fresh(), dict[str, int] | None)
assert_type(decider.get_decider_value("exp"), float)
assert_type(decider.decide_experiment("exp", default=True), bool)
decider.is_hashed_id_in_experiment("user", "exp")
decider.run_dark("exp", add, 1, right=2)

a_sequence: Sequence[str] = blocklist
a_mapping: Mapping[str, RateLimit] = limits
a_map_of_lists: Mapping[str, Sequence[str]] = groups


def told(snapshot: Snapshot[tuple[str, ...]]) -> None:
    """A subscriber."""
    assert snapshot.value


with blocklist.subscribe(told) as subscription:
    assert_type(subscription, Subscription)


def must_be_rejected() -> None:
    """Every line is a mistake, and each checker says so."""
    ManagedList("spam", "blocklist", 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ManagedList("spam", "blocklist")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ManagedList("spam", "blocklist", str, Path())  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ManagedList(7, "blocklist", str)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    blocklist[0] = "x"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    blocklist.append("x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    limits["a"] = RateLimit(1)  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    limits["a"].nope  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    limits.get_all()["a"] = RateLimit(1)  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    groups["a"].append("x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    groups.contain_item("a", 7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    rules.value["a"]  # type: ignore[index]  # pyright: ignore[reportOptionalSubscript]
    rules.value = {}  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    decider.get_decider_value(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    decider.is_id_in_experiment("user", "exp")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    decider.run_dark("exp", add, "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    decider.run_dark("exp", add, 1, wrong=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    limits.subscribe(told)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
