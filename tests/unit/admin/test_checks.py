"""Does what is live fit code, and what the catalog says?"""

import sys
from pathlib import Path

import pytest

from kingpin_sdk.admin import DECIDER, named_object, problems_of, spec_for, specs_in
from kingpin_sdk.catalog import Declared
from kingpin_sdk.errors import RequestError
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import ListSpec, MapSpec, Shape
from tests.unit.admin.desk import ANN, BASE, LIST, MAP, WEB, Rig

_VIEWS = """
from kingpin_sdk import Decider, ManagedHashMap, ManagedList

blocklist = ManagedList("spam", "blocklist", str)
limits = ManagedHashMap("api", "limits", str, int)
missing = ManagedList("never", "published", str)
decider = Decider()
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module with views, importable for the length of the test."""
    name = f"views_{abs(hash(tmp_path))}"
    (tmp_path / f"{name}.py").write_text(_VIEWS)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, name, raising=False)
    return name


def test_live_values_are_checked_against_the_views_of_a_module(rig: Rig, module: str) -> None:
    rig.config(LIST, None, b'["a", 5]')
    rig.config(MAP, None, b'{"a": 1}')
    rig.config(DECIDER, None, b'{"x": 101, "y": 5}')
    found = {one.by: one for one in rig.admin.checks.against_code(specs_in(module))}
    assert list(found[f"{module}.blocklist"].problems) == ["$[1]"]
    assert found[f"{module}.limits"].problems == {}
    assert list(found[f"{module}.decider"].problems) == ["x"]
    assert not found[f"{module}.missing"].published
    assert found[f"{module}.missing"].problems == {}


def test_a_module_without_views_or_without_sense_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (tmp_path / "broken_views.py").write_text("1 / 0")
    with pytest.raises(RequestError, match="cannot be imported: ZeroDivisionError"):
        specs_in("broken_views")
    with pytest.raises(RequestError, match="ModuleNotFoundError"):
        specs_in("no_such_module")
    with pytest.raises(RequestError, match="declares no view"):
        specs_in("json")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("json", "write it as package.module:Name"),
        ("json:", "write it as package.module:Name"),
        ("json:no_such", "module json has no no_such"),
        ("no_such_module:x", "cannot be imported"),
    ],
)
def test_a_path_that_names_nothing_is_refused(path: str, why: str) -> None:
    with pytest.raises(RequestError, match=why):
        named_object(path)


def test_a_type_or_a_view_is_what_a_value_is_checked_against() -> None:
    assert named_object("json:JSONDecoder.decode")
    assert problems_of(spec_for(int, Shape.LIST), b"[1, 2]") == {}
    assert list(problems_of(spec_for(int, Shape.MAP), b'{"a": "b"}')) == ["$.a"]
    assert list(problems_of(spec_for(int, Shape.MAPPED_LIST), b'{"a": ["b"]}')) == ["$.a[0]"]
    assert list(problems_of(spec_for(int, Shape.JSON), b'"b"')) == ["$"]
    assert list(problems_of(spec_for(ListSpec(LIST, str), Shape.JSON), b"{}")) == ["$"]
    assert list(problems_of(spec_for(MapSpec(MAP, str, int), Shape.JSON), b"{")) == ["$"]
    with pytest.raises(RequestError, match="no type of a config"):
        spec_for(object(), Shape.JSON)


def test_live_values_are_checked_against_what_is_declared(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'{"no": "list"}')
    rig.config(MAP, Shape.MAP, b"{}")
    rig.config(ConfigName("raw", "text"), None, b"anything")
    checked = {one.name: one.problems for one in rig.admin.checks.against_catalog()}
    assert list(checked[LIST]) == ["$"]
    assert (checked[MAP], checked[ConfigName("raw", "text")]) == ({}, {})
    assert [one.name for one in rig.admin.checks.against_catalog([MAP])] == [MAP]


@pytest.mark.parametrize("shape", [Shape.LIST, None])
def test_a_live_value_over_its_size_limit_is_found(rig: Rig, shape: Shape | None) -> None:
    rig.admin.configs.create(LIST, Declared(shape=shape, limits=ConfigLimits(max_bytes=5)), ANN)
    rig.publish(LIST, b'["a", "b"]')
    [checked] = rig.admin.checks.against_catalog()
    assert checked.problems == {"size": "10 bytes, and its size limit is 5"}


def test_a_next_value_is_checked_with_shape_and_size(rig: Rig) -> None:
    declared = Declared(shape=Shape.LIST, limits=ConfigLimits(max_bytes=5))
    rig.admin.configs.create(LIST, declared, ANN)
    assert rig.admin.checks.problems_for(LIST, b"[1]") == {}
    assert sorted(rig.admin.checks.problems_for(LIST, b'{"a": 1}')) == ["$", "size"]


def test_members_that_bring_nothing_are_found(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST)
    rig.admin.dependencies.create(WEB, ANN)
    for member in ("config.manageddata.gone.config", "gone.dep", str(LIST)):
        rig.coordination.create(f"{WEB.node}/{member}")
    assert sorted(rig.admin.checks.dangling()) == [
        ("web.dep", "config.manageddata.gone.config"),
        ("web.dep", "gone.dep"),
    ]
    assert BASE not in rig.admin.dependencies.list()
