"""Configs as a whole: found, described, deleted."""

import json

import pytest

from kingpin_sdk.admin import Question
from kingpin_sdk.catalog import Declared, Holding
from kingpin_sdk.errors import (
    BlobNotFoundError,
    NodeExistsError,
    NodeNotFoundError,
    RejectedError,
    RequestError,
)
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.model import Version
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, ServersetName
from kingpin_sdk.spec import Shape
from tests.unit.admin.desk import ANN, BASE, LIST, MAP, WEB, Rig

_META = MetaconfigName(str(LIST))
_SERVERSET = ServersetName("search", "prod")


def test_a_name_that_is_nearly_right_asks_what_was_meant(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    with pytest.raises(NodeNotFoundError, match=r"did you mean spam\.blocklist\?"):
        rig.admin.configs.named("spam.blacklist")


def test_what_was_meant_is_found_in_whatever_case(rig: Rig) -> None:
    rig.admin.dependencies.create(DependencyName("Web.dep"), ANN)
    with pytest.raises(NodeNotFoundError, match=r"did you mean Web\.dep\?"):
        rig.admin.dependencies.named("WEB.dep")


def test_the_list_knows_when_each_was_published(rig: Rig) -> None:
    [version] = rig.config(LIST, Shape.LIST, b"[]")
    rig.config(MAP, Shape.MAP)
    limits, blocklist = rig.admin.configs.list()
    assert (limits.name, limits.version) == (MAP, None)
    assert (blocklist.name, blocklist.version) == (LIST, version)
    new, old = rig.admin.configs.cards()
    assert (new.version, new.published, new.lost) == (None, None, False)
    assert (old.version, old.lost) == (version, False)
    assert old.published == rig.admin.configs.show(LIST).record.time
    assert [one.name for one in rig.admin.configs.list("spam.*")] == [LIST]
    assert [one.name for one in rig.admin.configs.cards("*.LIMITS")] == [MAP]


def test_a_card_tells_what_is_declared_and_who_published(rig: Rig) -> None:
    limits = ConfigLimits(max_bytes=100, protect_empty=True, shrink_ratio=0.5, shrink_minimum=3)
    declared = Declared(shape=Shape.LIST, owner="ann", description="spam", limits=limits)
    rig.admin.configs.create(LIST, declared, ANN)
    version = rig.publish(LIST, b"[]")
    card = rig.admin.configs.card(LIST)
    assert card.declared == declared
    assert card.record is not None
    assert (card.record.version, card.record.author) == (version, "bob")


def test_an_old_version_is_shown_with_its_record(rig: Rig) -> None:
    first, _ = rig.config(LIST, Shape.LIST, b'["a"]', b'["b"]')
    shown = rig.admin.configs.show(LIST, first)
    assert (shown.value, shown.record.version, shown.record.author) == (["a"], first, "bob")


def test_text_is_found_in_names_owners_descriptions_and_values(rig: Rig) -> None:
    described = Declared(shape=Shape.LIST, owner="Ann", description="what Casinos write")
    rig.admin.configs.create(LIST, described, ANN)
    rig.publish(LIST, json.dumps(["x" * 100 + "casino für alle" + "y" * 100]).encode())
    rig.config(ConfigName("casino", "rules"), Shape.JSON)

    def found(text: str, *, in_values: bool = False) -> list[tuple[str, str]]:
        hits = rig.admin.configs.search(text, in_values=in_values)
        return [(one.name.short, one.where) for one in hits]

    assert found("CASINO") == [("casino.rules", "name"), ("spam.blocklist", "description")]
    assert found("ann") == [("spam.blocklist", "owner")]
    assert found("für") == []
    assert found("FÜR", in_values=True) == [("spam.blocklist", "value")]
    [hit] = rig.admin.configs.search("für", in_values=True)
    assert hit.text.startswith("...")
    assert "casino für alle" in hit.text
    assert len(hit.text) < 100


def test_a_limit_out_of_range_is_refused_before_anything_is_made(rig: Rig) -> None:
    for limits in (ConfigLimits(max_bytes=0), ConfigLimits(shrink_ratio=2.0)):
        with pytest.raises(RequestError):
            rig.admin.configs.create(LIST, Declared(limits=limits), ANN)
        with pytest.raises(RequestError):
            rig.admin.serversets.create(_SERVERSET, Declared(limits=limits), ANN)
    assert [*rig.admin.configs.list()] == []
    assert [*rig.admin.serversets.list()] == []


def test_a_limit_below_the_live_value_is_refused(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a", "b"]')

    def limited(most: int) -> Declared:
        return Declared(shape=Shape.LIST, limits=ConfigLimits(max_bytes=most))

    with pytest.raises(
        RejectedError, match=r"spam\.blocklist: \$: 10 bytes, and its size limit is 9$"
    ):
        rig.admin.configs.describe(LIST, lambda _: limited(9), ANN)
    with pytest.raises(RejectedError, match=r"its size limit is 9$"):
        rig.admin.configs.check_description(LIST, lambda _: limited(9))
    with pytest.raises(RequestError, match="max_bytes"):
        rig.admin.configs.check_description(LIST, lambda _: limited(10**14))
    rig.admin.configs.check_description(LIST, lambda _: limited(10))
    assert rig.admin.configs.card(LIST).declared == Declared(shape=Shape.LIST)
    rig.admin.configs.describe(LIST, lambda _: limited(10), ANN)
    assert rig.admin.configs.card(LIST).declared == limited(10)


def test_describing_changes_what_is_ours_and_nothing_else(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    document = json.loads(rig.engine.body(_META)[1])
    document[0]["alert_disabled"] = "true"
    document[0]["kingpin"]["from_newer_code"] = 1
    document.append({"type": "serverset", "zk_path": "/discovery/a/b", "command": ""})
    rig.publish_metaconfig(_META, json.dumps(document).encode())
    rig.admin.configs.describe(LIST, lambda _: Declared(shape=Shape.LIST, owner="ann"), ANN)
    after = json.loads(rig.engine.body(_META)[1])
    assert after[0].pop("kingpin") == {"shape": "list", "owner": "ann", "from_newer_code": 1}
    document[0].pop("kingpin")
    assert after == document


def test_describing_the_same_again_writes_nothing(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    before = rig.engine.current(_META)
    assert rig.admin.configs.describe(LIST, lambda same: same, ANN).changed == 0
    assert rig.engine.current(_META) == before


def test_a_shape_that_the_value_does_not_have_is_not_declared(rig: Rig) -> None:
    rig.config(LIST, None, b'["a"]')
    with pytest.raises(RejectedError, match=r"spam\.blocklist is no map"):
        rig.admin.configs.describe(LIST, lambda _: Declared(shape=Shape.MAP), ANN)
    rig.admin.configs.describe(LIST, lambda _: Declared(shape=Shape.LIST), ANN)
    assert rig.admin.changes.shape_of(LIST) is Shape.LIST


@pytest.mark.parametrize("body", [b"no JSON", b"{}", b"[]", b'[{"type": "config"}]'])
def test_a_metaconfig_that_cannot_be_read_is_not_described(rig: Rig, body: bytes) -> None:
    rig.config(LIST, Shape.LIST)
    rig.publish_metaconfig(_META, body)
    with pytest.raises(RejectedError, match="metaconfig config"):
        rig.admin.configs.describe(LIST, lambda _: Declared(owner="ann"), ANN)
    assert rig.engine.body(_META)[1] == body


def test_what_was_published_but_never_created_has_no_metaconfig_to_describe(rig: Rig) -> None:
    rig.publish(LIST, b"[]")
    with pytest.raises(NodeNotFoundError, match="has no metaconfig"):
        rig.admin.configs.describe(LIST, lambda _: Declared(owner="ann"), ANN)


def test_deleting_refuses_while_somebody_gets_it(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    rig.admin.dependencies.create(WEB, ANN)
    rig.admin.dependencies.add(WEB, _META, ANN)
    with pytest.raises(RejectedError, match=r"is in use: held by: web\.dep"):
        rig.admin.configs.delete(LIST, ANN)
    assert rig.value(LIST) == ["a"]
    rig.admin.dependencies.remove(WEB, _META, ANN)
    rig.admin.configs.delete(LIST, ANN)
    assert [*rig.admin.configs.list()] == []


def test_a_deleted_config_is_gone_and_can_be_made_again(rig: Rig) -> None:
    [last] = rig.config(LIST, Shape.LIST, b'["a"]')
    assert rig.admin.configs.delete(LIST, ANN) == last
    with pytest.raises(NodeNotFoundError):
        rig.admin.configs.named("spam.blocklist")
    with pytest.raises(NodeNotFoundError, match="does not exist"):
        rig.admin.configs.delete(LIST, ANN)
    [first] = rig.config(LIST, Shape.MAP, b"{}")
    assert [one.version for one in rig.admin.versions.history(LIST)] == [first]
    assert rig.admin.changes.shape_of(LIST) is Shape.MAP


def test_a_deleted_value_comes_back_by_its_last_version(rig: Rig) -> None:
    _, last = rig.config(LIST, Shape.LIST, b'["a"]', b'["b"]')
    rig.admin.configs.delete(LIST, ANN)
    rig.config(LIST, Shape.LIST)
    assert rig.admin.changes.plan_roll_back(LIST, last).diff.added == {"b": "b"}
    rig.admin.changes.roll_back(LIST, last, ANN)
    assert rig.value(LIST) == ["b"]
    with pytest.raises(BlobNotFoundError):
        rig.admin.changes.roll_back(LIST, Version("1.1"), ANN)


def test_a_config_without_a_metaconfig_is_deleted_too(rig: Rig) -> None:
    rig.publish(LIST, b"[]")
    rig.admin.configs.delete(LIST, ANN)
    assert [*rig.admin.configs.list()] == []


def test_a_serverset_is_deleted_when_nobody_is_in_it_and_nobody_gets_it(rig: Rig) -> None:
    rig.admin.serversets.create(_SERVERSET, Declared(owner="ann"), ANN)
    assert rig.admin.serversets.declared(_SERVERSET) == Declared(owner="ann")
    with pytest.raises(NodeExistsError):
        rig.admin.serversets.create(_SERVERSET, Declared(), ANN)
    member = rig.coordination.join(f"{_SERVERSET.node}/{'0' * 32}-10.0.0.7:80", b"10.0.0.7:80")
    with pytest.raises(RejectedError, match="1 are in it"):
        rig.admin.serversets.delete(_SERVERSET, ANN)
    member.leave()
    rig.admin.serversets.delete(_SERVERSET, ANN)
    assert [*rig.admin.serversets.list()] == []


def test_who_gets_it_is_told_with_the_way(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    for name in (WEB, BASE):
        rig.admin.dependencies.create(name, ANN)
    rig.admin.dependencies.add(BASE, _META, ANN)
    rig.admin.dependencies.add(WEB, BASE, ANN)
    assert rig.admin.configs.who_gets(LIST) == (
        Holding(BASE, (BASE, _META)),
        Holding(WEB, (WEB, BASE, _META)),
    )
    assert rig.admin.dependencies.who_holds(BASE) == (Holding(WEB, (WEB, BASE)),)
    assert rig.admin.configs.who_gets(MAP) == ()


def test_a_dependency_is_deleted_with_its_members_when_no_other_holds_it(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    for name in (WEB, BASE):
        rig.admin.dependencies.create(name, ANN)
    rig.admin.dependencies.add(BASE, _META, ANN)
    rig.admin.dependencies.add(WEB, BASE, ANN)
    with pytest.raises(RejectedError, match=r"base\.dep is in use"):
        rig.admin.dependencies.delete(BASE, ANN)
    assert rig.admin.dependencies.delete(WEB, ANN) == (BASE,)
    assert rig.admin.dependencies.would_delete(BASE) == (_META,)
    rig.admin.dependencies.delete(BASE, ANN)
    assert rig.admin.dependencies.list() == []


def test_a_metaconfig_that_is_neither_a_config_nor_a_serverset_can_be_held(rig: Rig) -> None:
    custom = MetaconfigName("some.thing.else")
    dependencies = rig.admin.dependencies
    dependencies.create(WEB, ANN)
    with pytest.raises(NodeNotFoundError, match="has no metaconfig"):
        dependencies.add(WEB, dependencies.member(str(custom)), ANN)
    rig.publish_metaconfig(custom, b"[]")
    assert dependencies.metaconfigs() == [custom]
    assert dependencies.add(WEB, dependencies.member(str(custom)), ANN)
    assert dependencies.who_holds(custom) == (Holding(WEB, (WEB, custom)),)
    assert dependencies.remove(WEB, dependencies.member_of(WEB, str(custom)), ANN)


def test_a_member_that_does_not_exist_any_more_can_be_removed(rig: Rig) -> None:
    dependencies = rig.admin.dependencies
    dependencies.create(WEB, ANN)
    for gone in (str(LIST), "old.name", "gone.dep"):
        rig.coordination.create(f"{WEB.node}/{gone}")
    for gone in ("spam.blocklist", "old.name", "gone.dep"):
        assert dependencies.remove(WEB, dependencies.member_of(WEB, gone), ANN)
    assert dependencies.members(WEB) == ()


def test_one_damaged_node_hides_nothing_else_and_is_found_by_a_check(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["casino"]')
    rig.config(MAP, Shape.MAP, b'{"casino": 1}')
    revision = rig.coordination.read(LIST.node).revision
    rig.coordination.write(LIST.node, b"no version'", expected=revision)
    metaconfig = MetaconfigName(str(MAP)).node
    revision = rig.coordination.read(metaconfig).revision
    rig.coordination.write(metaconfig, b"no version'", expected=revision)
    listed = {one.name: one.version for one in rig.admin.configs.list()}
    assert listed[LIST] is None
    assert listed[MAP] is not None
    assert [card.name for card in rig.admin.configs.cards()] == [MAP, LIST]
    assert [hit.name for hit in rig.admin.configs.search("casino", in_values=True)] == [MAP]
    assert MAP in {one.name for one in rig.admin.configs.list()}
    actions = [entry.action for entry in rig.admin.trail.entries(Question())]
    assert actions.count("publish") == 1
    problems = {one.name: dict(one.problems) for one in rig.admin.checks.against_catalog()}
    assert problems[MAP] == {}
    assert "publish it again to repair it" in problems[LIST]["$"]


def test_what_was_published_without_a_metaconfig_has_to_fit_the_one_that_is_made(rig: Rig) -> None:
    rig.publish(LIST, b'["a", "b"]')
    for declared in (Declared(shape=Shape.MAP), Declared(limits=ConfigLimits(max_bytes=5))):
        with pytest.raises(RejectedError):
            rig.admin.configs.check_creation(LIST, declared)
        with pytest.raises(RejectedError):
            rig.admin.configs.create(LIST, declared, ANN)
    assert rig.admin.configs.card(LIST).declared is None
    rig.admin.configs.create(LIST, Declared(shape=Shape.LIST), ANN)
