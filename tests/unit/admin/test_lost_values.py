"""A config whose current value is gone from the store: shown, and given a value again."""

from pathlib import Path

import pytest

from kingpin_sdk.admin import SetWhole, parse_lines
from kingpin_sdk.catalog import Declared
from kingpin_sdk.errors import BlobNotFoundError
from kingpin_sdk.model import Version
from kingpin_sdk.spec import Shape
from tests.unit.admin.desk import ANN, LIST, MAP, Rig


def lose(root: Path, version: Version) -> None:
    """Delete a version's blob by hand."""
    (blob,) = (root / "blobs").rglob(version.rpartition(".")[2])
    blob.unlink()


@pytest.fixture
def lost(rig: Rig, tmp_path: Path) -> tuple[Version, Version]:
    """Two versions of the list, of which the current one is gone; a map beside it."""
    first, second = rig.config(LIST, Shape.LIST, b'["a"]', b'["a", "b"]')
    rig.config(MAP, Shape.MAP, b"{}")
    lose(tmp_path, second)
    return first, second


def test_it_is_listed_with_what_is_still_known(rig: Rig, lost: tuple[Version, Version]) -> None:
    limits, blocklist = rig.admin.configs.cards()
    assert (limits.name, limits.lost) == (MAP, False)
    assert (blocklist.name, blocklist.lost, blocklist.record) == (LIST, True, None)
    assert blocklist.version == lost[1]
    assert blocklist.published is not None
    assert blocklist.declared == Declared(shape=Shape.LIST)


@pytest.mark.usefixtures("lost")
def test_an_export_has_everything_else_and_says_what_is_missing(rig: Rig) -> None:
    export = rig.admin.transfer.export()
    assert export.lost == [LIST]
    bundle = parse_lines(export.lines)
    assert {line.name: line.body for line in bundle.configs} == {LIST: None, MAP: b"{}"}


@pytest.mark.usefixtures("lost")
def test_so_it_does_where_nobody_knows_the_version(rig: Rig) -> None:
    path = f"/config/manageddata/{MAP.domain}/{MAP.key}"
    rig.coordination.write(path, b"no version", expected=rig.coordination.read(path).revision)
    export = rig.admin.transfer.export()
    assert sorted(export.lost) == [MAP, LIST]
    assert parse_lines(export.lines).configs[0].body is None


def test_an_older_export_gives_it_its_value_back(rig: Rig, tmp_path: Path) -> None:
    _, second = rig.config(LIST, Shape.LIST, b'["a"]', b'["a", "b"]')
    bundle = parse_lines(rig.admin.transfer.export().lines)
    lose(tmp_path, second)
    assert rig.admin.transfer.plan_import(bundle).updated == [str(LIST)]
    assert [*rig.admin.transfer.differences(bundle)] == []
    report = rig.admin.transfer.import_(bundle, ANN)
    assert (report.updated, report.refused) == ([str(LIST)], {})
    assert rig.body(LIST) == b'["a", "b"]'
    assert rig.admin.transfer.plan_import(bundle).updated == []


def test_so_do_a_roll_back_and_a_whole_new_value(
    rig: Rig, tmp_path: Path, lost: tuple[Version, Version]
) -> None:
    rig.admin.changes.roll_back(LIST, lost[0], ANN)
    assert rig.value(LIST) == ["a"]
    lose(tmp_path, rig.engine.current(LIST) or Version(""))
    with pytest.raises(BlobNotFoundError):
        rig.value(LIST)
    rig.admin.changes.make(LIST, SetWhole(["c"]), ANN)
    assert rig.value(LIST) == ["c"]


def test_it_can_be_deleted(rig: Rig, lost: tuple[Version, Version]) -> None:
    assert rig.admin.configs.delete(LIST, ANN) == lost[1]
    assert [one.name for one in rig.admin.configs.list()] == [MAP]
