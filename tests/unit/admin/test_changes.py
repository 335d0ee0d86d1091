"""A plan shows what would change, and applying it changes exactly that."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.admin import (
    DECIDER,
    AddItems,
    RemoveEntry,
    RemoveItems,
    SetEntry,
    SetWhole,
    Signature,
    Verb,
)
from kingpin_sdk.catalog import Declared
from kingpin_sdk.errors import (
    BlobNotFoundError,
    ConflictError,
    NodeNotFoundError,
    RejectedError,
    RequestError,
)
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.model import Diff, Json, Version
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import Shape
from tests.unit.admin.desk import ANN, LIST, MAP, Rig

if TYPE_CHECKING:
    from collections.abc import Callable

_GROUPS = ConfigName("spam", "groups")
_ONE = ConfigName("spam", "rules")


def test_a_plan_writes_nothing(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    before = rig.engine.current(LIST)
    plan = rig.admin.changes.plan(LIST, AddItems(["b"]))
    assert plan.diff == Diff(added={"b": "b"}, removed={}, changed={})
    assert (plan.base, plan.changed, plan.body) == (before, 1, b'["a", "b"]')
    assert rig.engine.current(LIST) == before


def test_applying_a_plan_publishes_what_it_showed(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    plan = rig.admin.changes.plan(LIST, AddItems(["b"]))
    result = rig.admin.changes.apply(plan, ANN)
    assert (rig.value(LIST), result.previous) == (["a", "b"], plan.base)
    newest = next(rig.admin.versions.history(LIST))
    assert (newest.author, newest.comment) == ("ann", "ticket 12")


def test_a_plan_that_somebody_overtook_is_not_applied(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    plan = rig.admin.changes.plan(LIST, AddItems(["b"]))
    theirs = rig.publish(LIST, b'["a", "c"]')
    with pytest.raises(ConflictError) as caught:
        rig.admin.changes.apply(plan, ANN)
    assert (caught.value.expected, caught.value.found) == (plan.base, theirs)
    assert rig.value(LIST) == ["a", "c"]


def test_before_the_first_publication_everything_is_new(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    plan = rig.admin.changes.plan(LIST, AddItems(["a", "b"]))
    assert (plan.base, plan.diff.added) == (None, {"a": "a", "b": "b"})
    rig.admin.changes.apply(plan)
    assert rig.value(LIST) == ["a", "b"]


def test_a_plan_that_changes_nothing_says_so_and_writes_nothing(rig: Rig) -> None:
    [version] = rig.config(LIST, Shape.LIST, b'["a"]')
    plan = rig.admin.changes.plan(LIST, AddItems(["a"]))
    assert plan.pointless
    assert rig.admin.changes.apply(plan).version == version
    assert rig.engine.current(LIST) == version


@pytest.mark.parametrize(
    ("name", "shape", "before", "verb", "after"),
    [
        (LIST, Shape.LIST, b'["a"]', RemoveItems(["a"]), []),
        (LIST, Shape.LIST, b'["a"]', SetWhole([1, None]), [1, None]),
        (MAP, Shape.MAP, b'{"a": 1}', SetEntry("b", 2), {"a": 1, "b": 2}),
        (MAP, Shape.MAP, b'{"a": 1}', RemoveEntry("a"), {}),
        (MAP, Shape.MAP, b'{"a": 1}', SetWhole({"c": 3}), {"c": 3}),
        (_GROUPS, Shape.MAPPED_LIST, b'{"k": ["a"]}', AddItems(["b"], "k"), {"k": ["a", "b"]}),
        (_GROUPS, Shape.MAPPED_LIST, b'{"k": ["a"]}', RemoveItems(["a"], "k"), {"k": []}),
        (_GROUPS, Shape.MAPPED_LIST, b'{"k": ["a"]}', RemoveEntry("k"), {}),
        (_GROUPS, Shape.MAPPED_LIST, b'{"k": ["a"]}', SetEntry("j", [1]), {"j": [1], "k": ["a"]}),
        (_GROUPS, Shape.MAPPED_LIST, b'{"k": ["a"]}', SetWhole({"j": []}), {"j": []}),
        (_ONE, Shape.JSON, b'{"on": true}', SetWhole("text"), "text"),
        (DECIDER, None, b'{"x": 1}', SetEntry("y", 12.5), {"x": 1, "y": 12.5}),
        (DECIDER, None, b'{"x": 1}', RemoveEntry("x"), {}),
        (DECIDER, None, b'{"x": 1}', SetWhole({"z": 100}), {"z": 100}),
    ],
)
def test_each_shape_takes_its_verbs_planned_or_made(  # noqa: PLR0917 - a table's columns
    rig: Rig, name: ConfigName, shape: Shape | None, before: bytes, verb: Verb, after: Json
) -> None:
    rig.config(name, shape, before)
    planned = rig.admin.changes.plan(name, verb)
    rig.admin.changes.make(name, verb, ANN)
    assert rig.value(name) == after
    assert rig.body(name) == planned.body


@pytest.mark.parametrize(
    ("name", "shape", "verb", "why"),
    [
        (LIST, Shape.LIST, SetEntry("k", "v"), "takes a VALUE, no KEY"),
        (LIST, Shape.LIST, SetWhole({"a": 1}), "expected a JSON list"),
        (LIST, Shape.LIST, RemoveEntry("k"), "has no keys"),
        (LIST, Shape.LIST, RemoveItems(["a", "b"]), "one at a time"),
        (LIST, Shape.LIST, AddItems(["a"], "k"), "not a list: use set"),
        (MAP, Shape.MAP, AddItems(["a"]), "is a map, not a list"),
        (MAP, Shape.MAP, RemoveItems(["a"]), "has no such items"),
        (MAP, Shape.MAP, SetWhole([1]), "JSON object"),
        (_GROUPS, Shape.MAPPED_LIST, SetEntry("k", "no list"), "expected a JSON list"),
        (DECIDER, None, SetEntry("x", "high"), "'high' is no number"),
        (DECIDER, None, SetEntry("x", value=True), "True is no number"),
    ],
)
def test_a_verb_that_the_shape_does_not_take_is_refused(  # noqa: PLR0917 - a table's columns
    rig: Rig, name: ConfigName, shape: Shape | None, verb: Verb, why: str
) -> None:
    rig.config(name, shape)
    for refused in (rig.admin.changes.plan, rig.admin.changes.make):
        with pytest.raises(RequestError, match=why):
            refused(name, verb)
    assert rig.engine.current(name) is None


def test_a_size_limit_is_kept_by_plans_and_by_changes(rig: Rig) -> None:
    declared = Declared(shape=Shape.LIST, limits=ConfigLimits(max_bytes=10))
    rig.admin.configs.create(LIST, declared, ANN)
    rig.admin.changes.make(LIST, AddItems(["abcdef"]), ANN)
    for refused in (rig.admin.changes.plan, rig.admin.changes.make):
        with pytest.raises(RejectedError, match="15 bytes, and its size limit is 10"):
            refused(LIST, AddItems(["b"]))
    assert rig.value(LIST) == ["abcdef"]


def test_a_protected_config_is_not_emptied_and_may_begin_empty(rig: Rig) -> None:
    declared = Declared(shape=Shape.LIST, limits=ConfigLimits(protect_empty=True))
    rig.admin.configs.create(LIST, declared, ANN)
    rig.admin.changes.make(LIST, SetWhole([]), ANN)
    rig.admin.changes.make(LIST, AddItems(["a"]), ANN)
    for verb in (SetWhole([]), RemoveItems(["a"])):
        with pytest.raises(RejectedError, match="would be empty"):
            rig.admin.changes.make(LIST, verb, ANN)
    assert rig.value(LIST) == ["a"]


def test_a_draft_is_the_value_as_text_and_goes_back_as_a_plan(rig: Rig) -> None:
    rig.config(MAP, Shape.MAP, b'{"caf\\u00e9": {"b": 1}}')
    draft = rig.admin.changes.draft(MAP)
    assert draft.text == '{\n  "café": {\n    "b": 1\n  }\n}\n'
    plan = rig.admin.changes.plan_text(draft, draft.text.replace("1", "2"))
    assert plan.diff.changed == {"café.b": (1, 2)}
    assert rig.admin.changes.plan_text(draft, draft.text).pointless


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": NaN}', ""])
def test_a_text_that_does_not_fit_is_refused(rig: Rig, text: str) -> None:
    rig.config(MAP, Shape.MAP, b"{}")
    draft = rig.admin.changes.draft(MAP)
    with pytest.raises((RejectedError, RequestError)):
        rig.admin.changes.plan_text(draft, text)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Shape.LIST, "[]\n"),
        (Shape.MAP, "{}\n"),
        (Shape.MAPPED_LIST, "{}\n"),
        (Shape.JSON, "null\n"),
    ],
)
def test_a_draft_of_what_was_never_published_begins_empty(
    rig: Rig, shape: Shape, text: str
) -> None:
    rig.config(LIST, shape)
    draft = rig.admin.changes.draft(LIST)
    assert (draft.base, draft.text) == (None, text)


def test_kingpins_raw_text_is_edited_and_compared_as_text(rig: Rig) -> None:
    rig.config(LIST, None, b"same: line\nkey: value\n")
    draft = rig.admin.changes.draft(LIST)
    assert (draft.text, draft.is_json) == ("same: line\nkey: value\n", False)
    plan = rig.admin.changes.plan_text(draft, "same: line\nkey: other\n")
    assert plan.diff == Diff(
        added={"key: other": "key: other"}, removed={"key: value": "key: value"}, changed={}
    )
    rig.admin.changes.apply(plan, ANN)
    assert rig.body(LIST) == b"same: line\nkey: other\n"
    assert rig.admin.versions.compare(LIST).diff == plan.diff


def test_text_that_becomes_json_is_one_change(rig: Rig) -> None:
    first, second = rig.config(LIST, None, b"key: value\n", b"[1]")
    compared = rig.admin.versions.compare(LIST, first, second)
    assert compared.diff.changed == {"$": ("key: value\n", [1])}


def test_a_roll_back_can_be_planned(rig: Rig) -> None:
    first, second = rig.config(LIST, Shape.LIST, b'["a"]', b'["b"]')
    plan = rig.admin.changes.plan_roll_back(LIST, first)
    assert (plan.base, plan.diff.added, plan.diff.removed) == (second, {"a": "a"}, {"b": "b"})
    rig.admin.changes.apply(plan)
    newest = next(rig.admin.versions.history(LIST))
    assert (rig.value(LIST), newest.comment) == (["a"], f"roll back to {first}")


def test_a_roll_back_to_what_never_was_is_refused(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    with pytest.raises(BlobNotFoundError, match=r"has no version 1\.1"):
        rig.admin.changes.plan_roll_back(LIST, Version("1.1"))


def test_an_interrupted_plan_tells_whether_it_landed(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    plan = rig.admin.changes.plan(LIST, AddItems(["b"]))
    assert rig.admin.changes.landed(plan) is None
    version = rig.admin.changes.apply(plan).version
    assert rig.admin.changes.landed(plan) == version


def test_a_comment_that_is_required_is_asked_for(tmp_path: Path) -> None:
    rig = Rig(tmp_path, comment_required=True)
    rig.config(LIST, Shape.LIST, b'["a"]')
    silent = Signature("ann", " ")
    admin = rig.admin
    refused: list[Callable[[], object]] = [
        lambda: admin.changes.make(LIST, AddItems(["b"]), silent),
        lambda: admin.changes.apply(admin.changes.plan(LIST, AddItems(["b"])), silent),
        lambda: admin.configs.create(MAP, Declared(), silent),
        lambda: admin.configs.describe(LIST, lambda before: before, silent),
        lambda: admin.configs.delete(LIST, silent),
        lambda: admin.deciders.ramp("x", 1, silent),
    ]
    for attempt in refused:
        with pytest.raises(RequestError, match="say why"):
            attempt()
    assert rig.value(LIST) == ["a"]
    assert admin.changes.make(LIST, AddItems(["b"]), ANN).changed == 1
    rig.close()


def test_whoever_names_nobody_signs_as_the_settings_say(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    rig.admin.changes.make(LIST, AddItems(["b"]))
    assert next(rig.admin.versions.history(LIST)).author == "tester"


def test_an_experiment_is_ramped_planned_and_removed(rig: Rig) -> None:
    rig.admin.deciders.ramp("new_board", 25, ANN)
    plan = rig.admin.deciders.plan_ramp("new_board", 50)
    assert plan.diff.changed == {"new_board": (25, 50)}
    assert rig.admin.deciders.plan_remove("New_Board").diff.removed == {"new_board": 25}
    rig.admin.deciders.remove("new_board", ANN)
    assert rig.admin.deciders.ramps() == {}
    with pytest.raises(NodeNotFoundError, match="experiment new_board does not exist"):
        rig.admin.deciders.remove("new_board", ANN)
