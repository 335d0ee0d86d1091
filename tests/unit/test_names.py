"""Names: the only mapping between what people say and where things are."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.errors import InvalidNameError
from kingpin_sdk.model import Version
from kingpin_sdk.names import (
    ConfigName,
    DependencyName,
    MetaconfigName,
    ServersetName,
    value_blob_key,
)

PARTS = st.from_regex(r"[-0-9A-Za-z_]{1,30}", fullmatch=True)


def test_a_config_lives_in_these_places() -> None:
    name = ConfigName("Spam", "BlockList")
    assert str(name) == name.file_name == "config.manageddata.spam.blocklist"
    assert (name.domain, name.key, name.short) == ("spam", "blocklist", "spam.blocklist")
    assert name.node == "/config/manageddata/spam/blocklist"
    assert name.lock_node == "/config/manageddata/spam/blocklist.lock"
    assert name.index_key == "data/config/manageddata/spam/blocklist"
    key = name.blob_key(Version("1795293386.81"))
    assert key == "data/config/manageddata/spam/blocklist_1795293386/81"
    assert key == value_blob_key(name.index_key, Version("1795293386.81"))
    assert name.blob_version(key) == "1795293386.81"


def test_a_serverset_lives_in_these_places() -> None:
    name = ServersetName("Search", "prod")
    assert str(name) == name.file_name == "discovery.Search.prod"
    assert (name.service, name.env, name.node) == ("Search", "prod", "/discovery/Search/prod")
    assert ServersetName.parse("Search.prod") == ServersetName.parse("discovery.Search.prod")


def test_a_metaconfig_keeps_its_dots_in_the_node_and_not_in_its_keys() -> None:
    name = MetaconfigName.parse("discovery.search.prod")
    assert name.node == "/metaconfig/metaconfig/discovery.search.prod"
    assert name.index_key == "data/metaconfig/metaconfig/discovery/search/prod"
    assert str(MetaconfigName.parse("spam.blocklist")) == "config.manageddata.spam.blocklist"


def test_a_dependency_ends_in_dep_and_has_members_below_it() -> None:
    name = DependencyName("web.dep")
    assert name.node == "/metaconfig/dependency/web.dep"
    member = MetaconfigName("config.manageddata.a.b")
    assert name.member_node(member) == f"{name.node}/config.manageddata.a.b"


@pytest.mark.parametrize("bad", ["", "a b", "a/b", "a.b", "..", "é", "a\n", "x" * 201, "'", "$(x)"])
def test_a_part_that_could_leave_its_place_is_refused(bad: str) -> None:
    with pytest.raises(InvalidNameError):
        ConfigName(bad, "key")
    with pytest.raises(InvalidNameError):
        ConfigName("domain", bad)
    with pytest.raises(InvalidNameError):
        ServersetName(bad, "prod")


@pytest.mark.parametrize("bad", ["", "a..b", ".a", "a.", "a/b", "a.lock", "x" * 251])
def test_a_dotted_name_that_could_leave_its_place_is_refused(bad: str) -> None:
    with pytest.raises(InvalidNameError):
        MetaconfigName(bad)
    with pytest.raises(InvalidNameError):
        DependencyName(bad)


def test_what_no_text_is_no_name() -> None:
    with pytest.raises(InvalidNameError):
        ConfigName(7, "key")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("text", ["a", "a.b.c", "config.manageddata.a", ""])
def test_a_text_of_another_shape_is_no_config(text: str) -> None:
    with pytest.raises(InvalidNameError, match=r"domain\.key"):
        ConfigName.parse(text)


@pytest.mark.parametrize("node", ["/config/manageddata/a", "/config/manageddata/A/b", "/x/y/a/b"])
def test_another_node_is_no_config(node: str) -> None:
    with pytest.raises(InvalidNameError):
        ConfigName.from_node(node)


@given(PARTS, PARTS)
def test_a_config_is_found_again_from_each_of_its_places(domain: str, key: str) -> None:
    name = ConfigName(domain, key)
    assert ConfigName.parse(str(name)) == ConfigName.parse(name.short) == name
    assert ConfigName.from_node(name.node) == name
    assert pickle.loads(pickle.dumps(name)) == copy.deepcopy(name) == name  # noqa: S301 - our own
    assert len({name, ConfigName(domain.upper(), key.lower())}) == 1


@given(PARTS, PARTS, st.from_regex(r"[0-9]{1,10}\.[-0-9a-z_]{1,12}", fullmatch=True))
def test_a_version_is_found_again_in_its_blobs_key(domain: str, key: str, version: str) -> None:
    name = ConfigName(domain, key)
    assert name.blob_version(name.blob_key(Version(version))) == version


def test_a_blob_of_a_name_that_begins_alike_is_anothers() -> None:
    longer = ConfigName("spam", "list_1")
    key = longer.blob_key(Version("5.5"))
    assert ConfigName("spam", "list").blob_version(key) is None


def test_names_of_different_kinds_are_never_equal_and_never_change() -> None:
    name = ConfigName("a", "b")
    assert name != MetaconfigName("config.manageddata.a.b")
    assert name != "config.manageddata.a.b"
    with pytest.raises(AttributeError, match="immutable"):
        name.short = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
