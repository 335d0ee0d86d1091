"""The catalog over the embedded store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.catalog import Catalog, Found
from kingpin_sdk.errors import NodeExistsError, NodeNotFoundError, RejectedError
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, ServersetName
from kingpin_sdk.publishing import Change, PublishEngine
from kingpin_sdk.spec import Shape

_CONFIG = ConfigName("spam", "blocklist")
_META = MetaconfigName(str(_CONFIG))
_WEB, _BASE = DependencyName("web.dep"), DependencyName("base.dep")


class _Rig:
    def __init__(self, root: Path) -> None:
        self.coordination = LocalCoordination(root)
        self.engine = PublishEngine(self.coordination, LocalBlobs(root))
        self.catalog = Catalog(self.coordination, self.engine)

    def publish(self, name: ConfigName | MetaconfigName, body: bytes) -> None:
        self.engine.change(name, lambda _: Change(body, 1), author="tests")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[_Rig]:
    rig = _Rig(tmp_path)
    yield rig
    rig.coordination.close()


def test_a_created_config_has_a_node_and_kingpins_metaconfig(rig: _Rig) -> None:
    rig.catalog.create_config(_CONFIG, None, author="ann", comment="first")
    assert rig.coordination.read(_CONFIG.node).data == b""
    version, body = rig.engine.body(_META)
    assert json.loads(body) == [
        {
            "type": "config",
            "zk_path": "/config/manageddata/spam/blocklist",
            "config_section_name": "config.manageddata.spam.blocklist",
            "command": "zk_download_data.py -f /var/config/config.manageddata.spam.blocklist"
            " --from-s3 /data/config/manageddata/spam/blocklist -m config"
            " -p /config/manageddata/spam/blocklist",
            "max_wait_in_secs": 0,
        }
    ]
    [record] = rig.engine.history(_META)
    assert (record.version, record.author, record.comment) == (version, "ann", "first")


def test_a_config_is_created_once(rig: _Rig) -> None:
    rig.catalog.create_config(_CONFIG, None, author="ann")
    with pytest.raises(NodeExistsError, match=r"^config spam\.blocklist exists already$"):
        rig.catalog.create_config(_CONFIG, Shape.LIST, author="bob")
    assert rig.catalog.shape_of(_CONFIG) is None


def test_creating_again_heals_a_crash_between_node_and_metaconfig(rig: _Rig) -> None:
    rig.coordination.create(_CONFIG.node)
    rig.catalog.create_config(_CONFIG, Shape.LIST, author="ann")
    assert rig.catalog.shape_of(_CONFIG) is Shape.LIST


def test_a_config_that_was_published_first_can_still_be_created(rig: _Rig) -> None:
    rig.publish(_CONFIG, b'["a"]')
    rig.catalog.create_config(_CONFIG, None, author="ann")
    assert rig.engine.body(_CONFIG)[1] == b'["a"]'


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        (b"[]", Shape.LIST),
        (b'{"a": [1], "b": []}', Shape.MAPPED_LIST),
        (b'{"a": [1], "b": 2}', Shape.MAP),
        (b"{}", Shape.MAP),
        (b"5", Shape.JSON),
        (b"", Shape.JSON),
        # KingPin's raw text: a JSON string in its place would break its readers.
        (b"raw text", None),
    ],
)
def test_an_undeclared_shape_is_what_the_value_looks_like(
    rig: _Rig, body: bytes, shape: Shape | None
) -> None:
    rig.publish(_CONFIG, body)
    assert rig.catalog.shape_of(_CONFIG) is shape


def test_a_declared_shape_wins_over_the_looks(rig: _Rig) -> None:
    rig.catalog.create_config(_CONFIG, Shape.MAPPED_LIST, author="ann")
    rig.publish(_CONFIG, b"{}")
    assert rig.catalog.shape_of(_CONFIG) is Shape.MAPPED_LIST


@pytest.mark.parametrize(
    "metaconfig",
    [b"", b"rm -rf /", b"{}", b'[{"type": "config", "command": "rm -rf /"}]'],
)
def test_a_metaconfig_that_cannot_be_read_declares_nothing(rig: _Rig, metaconfig: bytes) -> None:
    rig.publish(_META, metaconfig)
    assert rig.catalog.shape_of(_CONFIG) is None


def test_nothing_is_known_of_a_config_that_does_not_exist(rig: _Rig) -> None:
    assert rig.catalog.shape_of(_CONFIG) is None
    assert not rig.catalog.config_exists(_CONFIG)
    assert list(rig.catalog.configs()) == []
    assert list(rig.catalog.dependencies()) == []


def test_lock_nodes_and_strays_are_no_configs(rig: _Rig) -> None:
    rig.publish(_CONFIG, b"[]")
    for stray in ("spam/blocklist.lock", "spam/UPPER", "a.b/c"):
        rig.coordination.create(f"/config/manageddata/{stray}")
    rig.publish(ConfigName("api", "limits"), b"{}")
    assert [name.short for name in rig.catalog.configs()] == ["api.limits", "spam.blocklist"]


def test_a_dependency_is_created_once(rig: _Rig) -> None:
    assert rig.catalog.create_dependency(_WEB)
    assert not rig.catalog.create_dependency(_WEB)
    assert list(rig.catalog.dependencies()) == [_WEB]
    assert rig.catalog.members(_WEB) == ()


def test_members_come_and_go(rig: _Rig) -> None:
    rig.catalog.create_config(_CONFIG, None, author="ann")
    rig.catalog.create_dependency(_WEB)
    assert rig.catalog.add_to_dependency(_WEB, _META)
    assert not rig.catalog.add_to_dependency(_WEB, _META)
    assert rig.catalog.members(_WEB) == (_META,)
    assert rig.catalog.remove_from_dependency(_WEB, _META)
    assert not rig.catalog.remove_from_dependency(_WEB, _META)
    assert rig.catalog.members(_WEB) == ()


def test_both_ends_of_a_membership_must_exist(rig: _Rig) -> None:
    with pytest.raises(NodeNotFoundError, match=r"dependency web\.dep does not exist"):
        rig.catalog.add_to_dependency(_WEB, _META)
    rig.catalog.create_dependency(_WEB)
    rig.publish(_CONFIG, b"[]")
    with pytest.raises(NodeNotFoundError, match="has no metaconfig"):
        rig.catalog.add_to_dependency(_WEB, _META)
    with pytest.raises(NodeNotFoundError, match=r"dependency base\.dep does not exist"):
        rig.catalog.add_to_dependency(_WEB, _BASE)
    with pytest.raises(NodeNotFoundError):
        rig.catalog.remove_from_dependency(_BASE, _META)
    assert rig.catalog.members(_WEB) == ()


def test_a_cycle_is_refused_when_made(rig: _Rig) -> None:
    for name in (_WEB, _BASE):
        rig.catalog.create_dependency(name)
    rig.catalog.add_to_dependency(_WEB, _BASE)
    with pytest.raises(RejectedError, match=r"base\.dep holds web\.dep holds base\.dep"):
        rig.catalog.add_to_dependency(_BASE, _WEB)
    with pytest.raises(RejectedError, match=r"web\.dep holds web\.dep"):
        rig.catalog.add_to_dependency(_WEB, _WEB)
    assert rig.catalog.members(_BASE) == ()


def test_a_cycle_that_kingpin_made_is_walked(rig: _Rig) -> None:
    rig.coordination.create(_WEB.member_node(_BASE))
    rig.coordination.create(_BASE.member_node(_WEB))
    found = [(str(visit.member), visit.found) for visit in rig.catalog.expand(_WEB)]
    assert found == [
        ("web.dep", Found.DEPENDENCY),
        ("base.dep", Found.DEPENDENCY),
        ("web.dep", Found.REPEATED),
    ]
    with pytest.raises(NodeNotFoundError):
        rig.catalog.expand(DependencyName("other.dep"))


def test_members_of_kingpins_are_known_and_strays_are_passed_over(rig: _Rig) -> None:
    serverset = MetaconfigName(str(ServersetName("search", "prod")))
    for child in (str(serverset), "bad name", "x.lock"):
        rig.coordination.create(f"{_WEB.node}/{child}")
    assert rig.catalog.members(_WEB) == (serverset,)
