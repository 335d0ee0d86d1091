"""A thousand of each: nothing is lost, nothing is cut short; benchmarks say how long it takes."""

from kingpin_sdk.admin import SetWhole, parse_lines
from kingpin_sdk.catalog import Declared
from kingpin_sdk.spec import Shape
from tests.unit.admin.desk import ANN, LIST, Rig

_MANY = 1_000


def test_a_history_of_a_thousand_versions_is_whole_and_any_two_compare(rig: Rig) -> None:
    rig.admin.configs.create(LIST, Declared(shape=Shape.LIST), ANN)
    made = [
        rig.admin.changes.make(LIST, SetWhole([number]), ANN).version for number in range(_MANY)
    ]
    assert [one.version for one in rig.admin.versions.history(LIST)] == made[::-1]
    compared = rig.admin.versions.compare(LIST, made[0], made[-1])
    assert (compared.diff.added, compared.diff.removed) == ({"999": 999}, {"0": 0})
    assert rig.admin.versions.compare(LIST).old == made[-2]


def test_a_thousand_configs_are_the_same_after_export_and_import(rig: Rig) -> None:
    lines = ['{"kind": "kingpin-export", "format": 1}']
    lines += [
        f'{{"kind": "config", "name": "many.config{number:03}", "declared": {{"shape": "map"}}, '
        f'"value": {{"caf\\u00e9": {number}}}}}'
        for number in range(_MANY)
    ]
    lines.append('{"kind": "end"}')
    report = rig.admin.transfer.import_(parse_lines(lines), ANN)
    assert len(report.created) == _MANY
    assert rig.admin.transfer.export().lines == lines
