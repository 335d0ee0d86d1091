"""Export and import: the same content on the other side, however often."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.admin import Imported, Signature, parse_lines
from kingpin_sdk.admin._lines import ConfigLine, encode_lines
from kingpin_sdk.catalog import Declared
from kingpin_sdk.codec import canonical_json
from kingpin_sdk.errors import RequestError
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.model import Json
from kingpin_sdk.names import ConfigName, MetaconfigName, ServersetName
from kingpin_sdk.spec import Shape
from tests.unit.admin.desk import ANN, BASE, LIST, MAP, WEB, Rig

_SERVERSET = ServersetName("search", "prod")
_HEADER = '{"kind": "kingpin-export", "format": 1}'
_END = '{"kind": "end"}'


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path / "other")
    yield rig
    rig.close()


def _fill(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a", {"z": 1, "a": [1.0, null]}]')
    limits = ConfigLimits(max_bytes=100, protect_empty=True, shrink_ratio=0.5, shrink_minimum=3)
    declared = Declared(shape=Shape.MAP, owner="ann", description="é", limits=limits)
    rig.admin.configs.create(MAP, declared, ANN)
    rig.publish(MAP, b'{"caf\\u00e9": 1}')
    rig.config(ConfigName("raw", "text"), None, b"key: value\n")
    rig.config(ConfigName("raw", "bytes"), None, b"\xff\x00")
    rig.config(ConfigName("raw", "nothing"), Shape.JSON, b"")
    rig.config(ConfigName("never", "published"), Shape.LIST)
    rig.publish(ConfigName("never", "created"), b"[]")
    rig.admin.serversets.create(_SERVERSET, Declared(owner="bob"), ANN)
    rig.admin.dependencies.create(WEB, ANN)
    rig.admin.dependencies.create(BASE, ANN)
    rig.admin.dependencies.add(WEB, BASE, ANN)
    rig.admin.dependencies.add(BASE, MetaconfigName(str(LIST)), ANN)
    rig.admin.dependencies.add(BASE, MetaconfigName(str(_SERVERSET)), ANN)


def _import(rig: Rig, lines: list[str]) -> Imported:
    return rig.admin.transfer.import_(parse_lines(lines), ANN)


def test_an_import_into_an_empty_store_gives_equal_content(rig: Rig, other: Rig) -> None:
    _fill(rig)
    lines = [*rig.admin.transfer.export().lines]
    report = _import(other, lines)
    assert (len(report.created), report.updated, report.refused) == (10, [], {})
    assert other.admin.transfer.export().lines == lines
    for config in rig.admin.configs.list():
        if config.version is not None:
            assert other.body(config.name) == rig.body(config.name)


def test_importing_again_writes_nothing(rig: Rig, other: Rig) -> None:
    _fill(rig)
    lines = [*rig.admin.transfer.export().lines]
    _import(other, lines)
    before = [(one.name, one.version) for one in other.admin.configs.list()]
    report = _import(other, lines)
    assert (report.created, report.updated, len(report.unchanged)) == ([], [], 10)
    assert [(one.name, one.version) for one in other.admin.configs.list()] == before


def test_an_import_changes_what_differs_and_leaves_what_it_does_not_name(
    rig: Rig, other: Rig
) -> None:
    _fill(rig)
    lines = [*rig.admin.transfer.export().lines]
    other.config(LIST, Shape.LIST, b'["theirs"]')
    extra = ConfigName("only", "here")
    other.config(extra, Shape.LIST, b"[1]")
    plan = other.admin.transfer.plan_import(parse_lines(lines))
    assert plan.updated == [str(LIST)]
    [(name, difference)] = other.admin.transfer.differences(parse_lines(lines))
    assert (name, difference.removed) == (LIST, {"theirs": "theirs"})
    assert list(difference.added.values()) == ["a", {"a": [1.0, None], "z": 1}]
    assert other.value(LIST) == ["theirs"]
    report = _import(other, lines)
    assert report == plan
    assert other.body(LIST) == rig.body(LIST)
    assert other.value(extra) == [1]


def test_what_is_refused_is_told_and_holds_up_nothing_else(rig: Rig, other: Rig) -> None:
    _fill(rig)
    lines = [*rig.admin.transfer.export().lines]
    cycle = '{"kind": "dependency", "name": "base.dep", "members": ["web.dep"]}'
    stranger = '{"kind": "dependency", "name": "lost.dep", "members": ["no.such"]}'
    report = _import(other, [*lines[:-1], cycle, stranger, _END])
    assert sorted(report.refused) == ["base.dep", "lost.dep"]
    assert "would close a cycle" in report.refused["base.dep"]
    assert other.admin.transfer.export().lines[:-4] == lines[:-3]


@pytest.mark.parametrize(
    ("declared", "body", "why"),
    [
        ('{"shape": "list"}', '"value": {"a": 1}', "is no list"),
        ('{"shape": "list", "max_bytes": 5}', '"value": ["too long"]', "size limit is 5"),
    ],
)
def test_a_value_that_is_not_what_is_declared_is_refused(
    rig: Rig, declared: str, body: str, why: str
) -> None:
    line = f'{{"kind": "config", "name": "spam.blocklist", "declared": {declared}, {body}}}'
    report = _import(rig, [_HEADER, line, _END])
    assert why in report.refused[str(LIST)]
    assert rig.engine.current(LIST) is None


def test_a_refusal_says_the_name_once(rig: Rig) -> None:
    declared = '"declared": {"max_bytes": 5}, "value": ["too long"]'
    line = f'{{"kind": "config", "name": "spam.blocklist", {declared}}}'
    report = _import(rig, [_HEADER, line, _END])
    assert report.refused == {str(LIST): "$: 12 bytes, and its size limit is 5"}


def test_a_smaller_value_brings_its_smaller_limit(rig: Rig) -> None:
    rig.config(LIST, Shape.LIST, b'["a", "b"]')
    declared = '"declared": {"shape": "list", "max_bytes": 5}, "value": ["a"]'
    line = f'{{"kind": "config", "name": "spam.blocklist", {declared}}}'
    assert _import(rig, [_HEADER, line, _END]).refused == {}
    assert rig.body(LIST) == b'["a"]'


def test_progress_comes_once_for_each_thing(rig: Rig, other: Rig) -> None:
    _fill(rig)
    bundle = parse_lines(rig.admin.transfer.export().lines)
    ticks: list[None] = []
    other.admin.transfer.plan_import(bundle, tick=lambda: ticks.append(None))
    assert len(ticks) == 10
    other.admin.transfer.import_(bundle, ANN, tick=lambda: ticks.append(None))
    assert len(ticks) == 20


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "line 2 of the import: .*JSON"),
        ("[]", "is no JSON object"),
        ('{"kind": "planet"}', "unknown kind 'planet'"),
        ('{"name": "spam.x"}', "lacks 'kind'"),
        ('{"kind": "config", "name": "spam.x"}', "lacks 'declared'"),
        ('{"kind": "config", "name": "nodot", "declared": null}', "config name 'nodot'"),
        ('{"kind": "config", "name": 5, "declared": null}', "name is no text"),
        ('{"kind": "config", "name": "a.b", "declared": []}', "declared is no object"),
        ('{"kind": "config", "name": "a.b", "declared": {"shape": "tuple"}}', "kept: shape"),
        ('{"kind": "config", "name": "a.b", "declared": {"owner": 5}}', "kept: owner"),
        ('{"kind": "dependency", "name": "a.dep", "members": "b.dep"}', "members is no list"),
        ('{"kind": "dependency", "name": "a.dep", "members": 5}', "members is no list"),
        ('{"kind": "config", "name": "a.b", "declared": {"max_bytes": "many"}}', "max_bytes"),
        ('{"kind": "config", "name": "a.b", "declared": null, "base64": "?"}', "line 2"),
        ('{"kind": "dependency", "name": "web", "members": []}', "dependency name 'web'"),
        ('{"kind": "dependency", "name": "web.dep", "members": [5]}', "5 is no member's name"),
        ('{"kind": "dependency", "name": "web.dep", "members": 5}', "line 2"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_imported(line: str, why: str) -> None:
    with pytest.raises(RequestError, match=why):
        parse_lines([_HEADER, line])


def test_an_export_that_was_cut_short_is_refused(rig: Rig) -> None:
    _fill(rig)
    lines = [*rig.admin.transfer.export().lines]
    for end in range(1, len(lines)):
        with pytest.raises(RequestError, match="the import is cut short"):
            parse_lines(lines[:end])
    with pytest.raises(RequestError, match="stands after the end"):
        parse_lines([*lines, lines[1]])


def test_what_is_no_export_is_refused() -> None:
    with pytest.raises(RequestError, match="line 1 of the import: must be"):
        parse_lines(['{"kind": "config"}'])


_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=_JSON)
def test_every_canonical_body_survives_the_way_through_a_line(value: Json) -> None:
    body = canonical_json(value, sort_keys=not isinstance(value, list))
    bundle = parse_lines(encode_lines([ConfigLine(LIST, None, body)]))
    assert bundle.configs[0].body == body


@given(body=st.binary())
def test_every_other_body_does_too(body: bytes) -> None:
    [line] = parse_lines(encode_lines([ConfigLine(LIST, None, body)])).configs
    assert line.body == body or (line.body is not None and body.strip() and _same(line.body, body))


def _same(one: bytes, other: bytes) -> bool:
    """True if both are JSON for the same document, in other blanks or escapes."""
    return bool(json.loads(one) == json.loads(other))


def test_an_import_that_must_be_explained_does_nothing_without_a_comment(
    rig: Rig, tmp_path: Path
) -> None:
    rig.config(LIST, Shape.LIST, b'["a"]')
    bundle = parse_lines(rig.admin.transfer.export().lines)
    strict = Rig(tmp_path / "strict", comment_required=True)
    with pytest.raises(RequestError, match="say why"):
        strict.admin.transfer.import_(bundle, Signature("ann"))
    assert [*strict.admin.configs.list()] == []
    assert strict.admin.transfer.import_(bundle, ANN).created == [str(LIST)]
    strict.close()
