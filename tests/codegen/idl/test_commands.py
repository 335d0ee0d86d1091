"""``lint`` and ``breaking`` as commands: what they print and their exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from kingpin_codegen.cli._breaking import breaking
from kingpin_codegen.cli._lint import lint
from kingpin_codegen.jsonmodel import Json, model_json
from kingpin_codegen.lint import CHECKS
from kingpin_codegen.load import load
from tests.codegen.idl.loading import texts, write

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

_APP = typer.Typer()
_APP.command()(lint)
_APP.command()(breaking)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a folder of its own with an empty pyproject.toml."""
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*words: str) -> Result:
    return CliRunner().invoke(_APP, words)


def test_lint_prints_findings_and_exits_with_1(here: Path) -> None:
    write(here, main="namespace py a\n// S.\nstruct S { 1: i32 Bad }")
    result = _run("lint", "main.thrift")
    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        [
            (
                "main.thrift:3:19: warning: 'Bad' should say 'optional' or 'required' "
                "(field.requiredness)"
            ),
            (
                "main.thrift:3:19: warning: field 'Bad' is not snake_case or lowerCamelCase "
                "(names.style)"
            ),
        ],
    )


def test_lint_is_quiet_where_nothing_is_to_say(here: Path) -> None:
    write(here, main="namespace py a\n// S.\nstruct S { 1: optional i32 good }")
    result = _run("lint", "main.thrift")
    assert (result.exit_code, result.output) == (0, "")


def test_lint_reads_the_nearest_pyproject_and_its_include_dirs(here: Path) -> None:
    (here / "pyproject.toml").write_text(
        '[tool.kingpin-codegen]\ninclude-dirs = ["shared"]\nlint.select = ["union"]'
    )
    write(here, shared__x="struct T {}", idl__main='include "x.thrift" union U { 1: x.T t }')
    result = _run("lint", "idl/main.thrift")
    assert (result.exit_code, result.output) == (
        1,
        "idl/main.thrift:1:26: error: 'U' is a union (union)\n",
    )
    other = here / "other.toml"
    other.write_text('[tool.kingpin-codegen.lint]\nselect = ["enum.size"]')
    result = _run("lint", "--config", "other.toml", "-I", "shared", "idl/main.thrift")
    assert (result.exit_code, result.output) == (0, "")


def test_lint_tells_errors_only_or_json(here: Path) -> None:
    write(here, main="struct S { i32 a }")
    result = _run("lint", "--errors-only", "--json", "main.thrift")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "path": "main.thrift",
            "line": 1,
            "column": 16,
            "severity": "error",
            "message": "'a' has no id: write -1 or, in a new struct, one from 1",
            "check": "field.id.missing",
        }
    ]


def test_lint_lists_all_checks(here: Path) -> None:
    del here
    result = _run("lint", "--list")
    assert result.exit_code == 0
    names = [line[2:].split()[0] for line in result.stdout.splitlines()]
    assert names == [check.name for check in CHECKS]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lint", "none.thrift"], "none.thrift: there is no such file\n"),
        (["lint", "bad.thrift"], "bad.thrift:1:8: unexpected '5': expected a name\n"),
        (["lint", "--config", "none.toml", "x"], "cannot read none.toml: "),
        (["lint", "--config", "bad.toml", "x"], "bad.toml: [tool.kingpin-codegen] has no lnt"),
        (["breaking", "none.thrift", "fine.thrift"], "none.thrift: there is no such file\n"),
        (["breaking", "git:HEAD", "fine.thrift"], "git rev-parse: "),
        (["breaking", "git:HEAD", "none/fine.thrift"], "none: no such folder\n"),
    ],
)
def test_what_cannot_be_used_exits_with_2_and_says_why(
    words: list[str], message: str, here: Path
) -> None:
    write(here, bad="struct 5", fine="struct S {}")
    (here / "bad.toml").write_text("[tool.kingpin-codegen]\nlnt = 5")
    result = _run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(message)
    assert "Traceback" not in result.stderr


def test_breaking_prints_changes_and_exits_with_1(here: Path) -> None:
    write(here, old="struct S { 1: i32 a 2: i32 b }", new="struct S { 1: i64 a 2: i32 c }")
    result = _run("breaking", "old.thrift", "new.thrift")
    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        [
            "new.thrift:1:19: wire: S.a was i32, is i64 (field.type)",
            "new.thrift:1:28: source: S.b is called c now (field.name)",
        ],
    )
    result = _run("breaking", "--level", "wire", "--json", "old.thrift", "new.thrift")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "path": "new.thrift",
            "line": 1,
            "column": 19,
            "level": "wire",
            "rule": "field.type",
            "message": "S.a was i32, is i64",
        }
    ]


def test_breaking_is_quiet_where_nothing_breaks(here: Path) -> None:
    write(here, old="struct S { 1: i32 a }", new="struct S { 1: i32 a 2: optional i32 b }")
    result = _run("breaking", "old.thrift", "new.thrift")
    assert (result.exit_code, result.output) == (0, "")


def test_the_model_as_json_names_files_by_their_path_and_classes_by_node(here: Path) -> None:
    write(
        here, main='include "x.thrift" struct S { 1: x.T a = {"n": 5} }', x="struct T { 1: i32 n }"
    )
    program = load(["main.thrift"])
    said = model_json(program)
    assert json.loads(json.dumps(said)) == said
    assert str(here) not in json.dumps(said)
    assert said["roots"] == ["main.thrift"]
    documents = said["documents"]
    assert isinstance(documents, list)
    [record] = _list(documents[1], "definitions")
    [field] = _list(record, "fields")
    assert isinstance(field, dict)
    assert field["type"] == {
        "node": "Reference",
        "name": "T",
        "document": "x.thrift",
        "kind": "struct",
        "text": "x.T",
        "annotations": [],
    }
    assert field["position"] == {"path": "main.thrift", "line": 1, "column": 38}
    default = field["default"]
    assert isinstance(default, dict)
    assert default["entries"] == [["n", {"node": "IntValue", "value": 5}]]


def _list(value: Json, key: str) -> list[Json]:
    assert isinstance(value, dict)
    found = value[key]
    assert isinstance(found, list)
    return found


def test_bytes_of_a_constant_are_base64_in_json(tmp_path: Path) -> None:
    said = json.dumps(model_json(texts(tmp_path, main="const binary C = 'ü'")))
    assert '{"node": "BinaryValue", "value": "w7w="}' in said
