"""The audit trail: everything that was done, by name, author and time."""

from datetime import timedelta

import pytest

from kingpin_sdk.admin import AddItems, Entry, Question, Signature
from kingpin_sdk.admin._log import AuditLog
from kingpin_sdk.admin._signature import Signed
from kingpin_sdk.catalog import Declared
from kingpin_sdk.errors import UnavailableError
from kingpin_sdk.names import MetaconfigName, ServersetName
from kingpin_sdk.spec import Shape
from tests.fakes.faults import FaultyBlobs, Plan
from tests.unit.admin.desk import ANN, BASE, LIST, MAP, WEB, Rig

_META = MetaconfigName(str(LIST))
_BOB = Signature("bob", "ticket 13")


def _done(
    rig: Rig, *, name: str | None = None, author: str | None = None
) -> list[tuple[str | None, str, str]]:
    entries = rig.admin.trail.entries(Question(name=name, author=author))
    return [
        (one.author, one.action, one.name.removeprefix("config.manageddata.")) for one in entries
    ]


def test_every_kind_of_deed_is_on_the_trail_newest_first(rig: Rig) -> None:
    admin = rig.admin
    admin.configs.create(LIST, Declared(shape=Shape.LIST), ANN)
    admin.changes.make(LIST, AddItems(["a"]), _BOB)
    admin.configs.describe(LIST, lambda _: Declared(shape=Shape.LIST, owner="x"), ANN)
    admin.serversets.create(ServersetName("search", "prod"), Declared(), _BOB)
    admin.dependencies.create(WEB, ANN)
    admin.dependencies.add(WEB, _META, _BOB)
    admin.dependencies.remove(WEB, _META, ANN)
    admin.dependencies.delete(WEB, _BOB)
    admin.serversets.delete(ServersetName("search", "prod"), ANN)
    assert _done(rig) == [
        ("ann", "serverset.delete", "discovery.search.prod"),
        ("bob", "dependency.delete", "web.dep"),
        ("ann", "dependency.remove", "web.dep"),
        ("bob", "dependency.add", "web.dep"),
        ("ann", "dependency.create", "web.dep"),
        ("ann", "describe", "spam.blocklist"),
        ("bob", "publish", "spam.blocklist"),
        ("ann", "describe", "spam.blocklist"),
    ]


def test_a_deletion_stays_on_the_trail_with_the_last_version(rig: Rig) -> None:
    [last] = rig.config(LIST, Shape.LIST, b"[]")
    rig.admin.configs.delete(LIST, ANN)
    entry, *history = rig.admin.trail.entries(Question(name="spam.blocklist"))
    assert entry == Entry(entry.time, "ann", "config.delete", str(LIST), last, "ticket 12")
    assert [(one.action, one.detail) for one in history] == [("publish", last)]


def test_what_a_deleted_config_was_and_what_came_after_it_are_told_once_each(rig: Rig) -> None:
    versions = rig.config(LIST, Shape.LIST, b"[1]", b"[2]")
    rig.admin.configs.delete(LIST, ANN)
    versions += rig.config(LIST, Shape.LIST, b"[3]")
    entries = [*rig.admin.trail.entries(Question(name="spam.blocklist"))]
    published = [one.detail for one in entries if one.action == "publish"]
    assert published == versions[::-1]
    times = [one.time for one in entries]
    assert times == sorted(times, reverse=True)


def test_what_changed_nothing_leaves_no_entry(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    rig.admin.dependencies.create(WEB, ANN)
    rig.admin.dependencies.add(WEB, _META, ANN)
    before = _done(rig)
    rig.admin.dependencies.create(WEB, ANN)
    rig.admin.dependencies.add(WEB, _META, ANN)
    rig.admin.dependencies.remove(WEB, BASE, ANN)
    assert _done(rig) == before


def test_it_is_asked_by_name_author_and_time(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b"[1]", b"[2]")
    rig.config(MAP, Shape.MAP, b"{}")
    rig.admin.dependencies.create(WEB, ANN)
    assert len(_done(rig)) == 6
    assert {name for _, _, name in _done(rig, name="spam.*")} == {"spam.blocklist"}
    assert {name for _, _, name in _done(rig, name="*.dep")} == {"web.dep"}
    assert {who for who, _, _ in _done(rig, author="bob")} == {"bob"}
    everything = [*rig.admin.trail.entries(Question())]
    middle = everything[2].time
    after = [*rig.admin.trail.entries(Question(since=middle))]
    before = [*rig.admin.trail.entries(Question(until=middle))]
    assert (after, before) == (everything[:3], everything[3:])
    late = everything[0].time + timedelta(seconds=1)
    assert [*rig.admin.trail.entries(Question(since=late))] == []


def test_a_log_that_cannot_be_written_says_that_the_deed_is_done(rig: Rig) -> None:
    log = AuditLog(FaultyBlobs(rig.blobs, Plan.failing(0, done=False)))
    with pytest.raises(UnavailableError, match=r"dependency\.add of web\.dep is done, but not in"):
        log.write("dependency.add", WEB, Signed("ann", ""))


def test_a_stray_blob_among_the_log_disturbs_nobody(rig: Rig) -> None:
    rig.admin.dependencies.create(WEB, ANN)
    rig.blobs.create("kingpin/audit/notes", b"hello", {})
    rig.blobs.create("kingpin/audit/1795293386/810000-8f3a9c", b"no JSON", {})
    assert _done(rig) == [("ann", "dependency.create", "web.dep")]


@pytest.mark.parametrize("name", ["Spam.Blocklist", "SPAM.*", "config.manageddata.Spam.blocklist"])
def test_configs_are_asked_for_in_whatever_case(rig: Rig, name: str) -> None:
    rig.config(LIST, Shape.LIST, b"[]")
    assert _done(rig, name=name) == [("bob", "publish", "spam.blocklist"), *_done(rig)[1:]]


def test_serversets_are_asked_for_by_their_short_names_too(rig: Rig) -> None:
    rig.admin.serversets.create(ServersetName("search", "prod"), Declared(), _BOB)
    rig.admin.dependencies.create(WEB, ANN)
    assert _done(rig, name="search.prod") == _done(rig, name="discovery.search.prod") != []
