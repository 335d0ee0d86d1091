"""Serversets in the catalog, over the embedded store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.catalog import Catalog
from kingpin_sdk.errors import NodeExistsError, NodeNotFoundError
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import DependencyName, MetaconfigName, ServersetName
from kingpin_sdk.publishing import PublishEngine

_NAME = ServersetName("search", "prod")
_META = MetaconfigName(str(_NAME))


class _Rig:
    def __init__(self, root: Path) -> None:
        self.coordination = LocalCoordination(root)
        self.engine = PublishEngine(self.coordination, LocalBlobs(root))
        self.catalog = Catalog(self.coordination, self.engine)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[_Rig]:
    rig = _Rig(tmp_path)
    yield rig
    rig.coordination.close()


def test_a_created_serverset_has_a_node_and_kingpins_metaconfig_byte_for_byte(rig: _Rig) -> None:
    rig.catalog.create_serverset(_NAME, author="ann", comment="first")
    assert rig.coordination.read(_NAME.node).data == b""
    version, body = rig.engine.body(_META)
    assert body == (
        b'[{"type": "serverset", "zk_path": "/discovery/search/prod", '
        b'"config_section_name": "discovery.search.prod", '
        b'"command": "zk_download_data.py -f /var/serverset/discovery.search.prod '
        b'-p /discovery/search/prod -m serverset", "max_wait_in_secs": 0}]'
    )
    [record] = rig.engine.history(_META)
    assert (record.version, record.author, record.comment) == (version, "ann", "first")


def test_the_guards_limits_are_kept_beside_what_kingpin_reads(rig: _Rig) -> None:
    rig.catalog.create_serverset(_NAME, shrink_ratio=0.2, shrink_minimum=50, author="ann")
    [section] = json.loads(rig.engine.body(_META)[1])
    assert section["kingpin"] == {"shrink_ratio": 0.2, "shrink_minimum": 50}


def test_limits_out_of_range_make_nothing(rig: _Rig) -> None:
    with pytest.raises(ValueError, match="shrink_ratio"):
        rig.catalog.create_serverset(_NAME, shrink_ratio=1.5, author="ann")
    assert not rig.catalog.serverset_exists(_NAME)


def test_a_serverset_is_created_once_and_also_after_somebody_joined(rig: _Rig) -> None:
    rig.coordination.join(f"{_NAME.node}/a-10.0.0.1:80", b"")
    rig.catalog.create_serverset(_NAME, author="ann")
    with pytest.raises(NodeExistsError, match=r"^serverset discovery\.search\.prod exists already"):
        rig.catalog.create_serverset(_NAME, author="bob")


def test_serversets_are_those_that_can_be_named(rig: _Rig) -> None:
    assert list(rig.catalog.serversets()) == []
    for path in ("search/prod", "search/a.b", "api/test"):
        rig.coordination.create(f"/discovery/{path}")
    assert list(rig.catalog.serversets()) == [ServersetName("api", "test"), _NAME]


def test_members_are_read_with_what_they_tell(rig: _Rig) -> None:
    rig.coordination.join(f"{_NAME.node}/a-10.0.0.1:80", b"10.0.0.1:80")
    rig.coordination.join(f"{_NAME.node}/b-[::1]:80", b'[::1]:80\n{"zone": "eu"}')
    rig.coordination.join(f"{_NAME.node}/nobody", b"")
    listed = rig.catalog.serverset_members(_NAME)
    assert listed.endpoints == {
        "a-10.0.0.1:80": Endpoint("10.0.0.1", 80),
        "b-[::1]:80": Endpoint("::1", 80, zone="eu"),
    }
    assert listed.ignored == ["nobody"]
    assert rig.catalog.serverset_size(_NAME) == 3


def test_a_serverset_that_is_not_there_has_no_members_to_show(rig: _Rig) -> None:
    assert rig.catalog.serverset_size(_NAME) == 0
    with pytest.raises(NodeNotFoundError):
        rig.catalog.serverset_members(_NAME)


def test_a_dependency_holds_a_serverset_once_it_is_created(rig: _Rig) -> None:
    web = DependencyName("web.dep")
    rig.catalog.create_dependency(web)
    with pytest.raises(NodeNotFoundError, match="`kingpin serverset create` makes it"):
        rig.catalog.add_to_dependency(web, _META)
    rig.catalog.create_serverset(_NAME, author="ann")
    assert rig.catalog.add_to_dependency(web, _META)
    assert rig.catalog.members(web) == (_META,)
