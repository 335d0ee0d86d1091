"""Lint: each check by what it finds and what it leaves alone; settings and nolint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from kingpin_codegen.lint import CHECKS, LintSettings, LintSettingsError, lint, read_settings
from kingpin_codegen.load import load
from kingpin_codegen.model import Severity
from tests.codegen.idl.loading import PARSER, write

if TYPE_CHECKING:
    from pathlib import Path

_PATTERNS = LintSettings(
    enum_warning=2,
    enum_error=3,
    depth_max=2,
    namespaces_required=("py", "java"),
    namespace_patterns={"py": r"idl\."},
    includes_restricted={"*": "(huge|massive)"},
    names_reserved=("template",),
    map_values_restricted=("union", "map"),
    types_disallowed=("double",),
)

# Check -> IDL, and the messages it gets there.
_CASES: dict[str, tuple[str, list[str]]] = {
    "compiler": ("enum E { A = 1, B = 1 }", ["'B' has the value of 'A', 1"]),
    "depth": (
        "struct A {} struct B { 1: A a } struct C { 1: B b } struct D { 1: list<list<i32>> d }",
        [
            "struct C is nested 3 deep, more than 2",
            "struct D is nested 3 deep, more than 2",
        ],
    ),
    "doc.missing": (
        "// D\nstruct A {}\nenum B {}\n// D\nservice S { void f() }",
        ["enum 'B' has no doc", "function 'f' has no doc"],
    ),
    "enum.size": (
        "enum A { X } enum B { X, Y } enum C { X, Y, Z }",
        ["enum B has 2 members", "enum C has 3 members"],
    ),
    "field.doc.missing": (
        "struct S {\n 1: i32 a // documented\n 2: i32 b\n}",
        ["field 'b' has no doc"],
    ),
    "field.id.missing": (
        "struct S { i32 a 1: i32 b } service T { void f(i32 c) }",
        [
            "'a' has no id: write -1 or, in a new struct, one from 1",
            "'c' has no id: write -1 or, in a new struct, one from 1",
        ],
    ),
    "field.id.negative": (
        "struct S { -1: i32 a -9: i32 b 1: i32 c i32 d }",
        ["id -1 of 'a' is negative", "id -9 of 'b' is negative"],
    ),
    "field.id.zero": ("struct S { 0: i32 a 1: i32 b i32 c }", ["id of 'a' is zero"]),
    "field.optional": (
        "struct S { 1: required i32 a 2: optional i32 b 3: i32 c } union U { 1: i32 d }",
        ["'a' should be optional", "'c' should be optional"],
    ),
    "field.required": (
        "struct S { 1: required i32 a 2: optional i32 b 3: i32 c }",
        ["'a' is required: no later version can do without it"],
    ),
    "field.requiredness": (
        "struct S { 1: required i32 a 2: optional i32 b 3: i32 c } service T { void f(1: i32 d) }",
        ["'c' should say 'optional' or 'required'"],
    ),
    "include.restricted": (
        'include "huge.thrift" include "small.thrift"',
        ["'huge.thrift' may not be included here ('(huge|massive)')"],
    ),
    "include.unused": (
        'include "huge.thrift" include "small.thrift" struct S { 1: i32 a = small.LIMIT }',
        ["nothing of 'huge.thrift' is used"],
    ),
    "int.64bit": (
        "const i64 A = 2147483647 const i64 B = 2147483648",
        ["2147483648 needs 64 bits, which not every language has"],
    ),
    "int.id": (
        "typedef i32 N struct S { 1: i32 id 2: i64 a_id 3: N pinID 4: list<i16> ids 5: i32 did }",
        [
            "'id' is i32: ids outgrow it; use i64",
            "'pinID' is N: ids outgrow it; use i64",
            "'ids' is i16: ids outgrow it; use i64",
        ],
    ),
    "map.key.type": (
        "enum E {} struct S { 1: map<E, i32> a 2: map<S, i32> b 3: list<map<list<i32>, i32>> c }",
        [
            "a key of map<S, i32> is no scalar, which few languages can hash",
            "a key of map<list<i32>, i32> is no scalar, which few languages can hash",
        ],
    ),
    "map.value.restricted": (
        "union U { 1: i32 a } typedef map<i32, U> M struct S { 1: map<i32, M> b }",
        ["map<i32, U> may not hold a union", "map<i32, M> may not hold a map"],
    ),
    "names.reserved": ("struct template {}", ["the name 'template' is reserved"]),
    "names.style": (
        (
            "struct a_b { 1: i32 Field } enum Color { red, BLUE } const i32 limit = 1 "
            "service S { void Do_it() void fine_one() void fineTwo() }"
        ),
        [
            "struct 'a_b' is not UpperCamelCase",
            "field 'Field' is not snake_case or lowerCamelCase",
            "member 'red' is not UPPER_CASE",
            "const 'limit' is not UPPER_CASE",
            "function 'Do_it' is not snake_case or lowerCamelCase",
        ],
    ),
    "namespace.missing": ("namespace py idl.a", ["there is no 'namespace java'"]),
    "namespace.patterns": (
        "namespace py other.a namespace java b",
        ["namespace py 'other.a' does not match 'idl\\.'"],
    ),
    "set.value.type": (
        "enum E {} struct S { 1: set<E> a 2: set<S> b }",
        ["set<S> does not hold scalars, which few languages can hash"],
    ),
    "types.disallowed": (
        "typedef double D struct S { 1: list<D> a 2: i32 b }",
        [
            "double: double is not to be used",
            "D: double is not to be used",
        ],
    ),
    "union": ("union U { 1: i32 a } struct S {}", ["'U' is a union"]),
}


def _found(folder: Path, text: str, settings: LintSettings | None = None) -> list[tuple[str, str]]:
    write(folder, main=text, huge="struct H {}", small="const i32 LIMIT = 5")
    program = load([folder / "main.thrift"], parser=PARSER)
    found = lint(program, settings or LintSettings())
    return [(each.check, each.message) for each in found]


def test_every_check_has_a_case() -> None:
    assert set(_CASES) == {check.name for check in CHECKS}


@pytest.mark.parametrize("name", _CASES)
def test_a_check_finds_what_it_is_for_and_nothing_else(name: str, tmp_path: Path) -> None:
    text, messages = _CASES[name]
    chosen = evolve(_PATTERNS, select=(name,))
    assert _found(tmp_path, text, chosen) == [(name, message) for message in messages]


_ERRORS = {
    "depth",
    "field.id.missing",
    "field.id.negative",
    "field.id.zero",
    "include.restricted",
    "map.key.type",
    "map.value.restricted",
    "names.reserved",
    "namespace.patterns",
    "set.value.type",
    "types.disallowed",
    "union",
}


@pytest.mark.parametrize("name", _CASES)
def test_a_finding_is_as_severe_as_its_check(name: str, tmp_path: Path) -> None:
    write(tmp_path, main=_CASES[name][0], huge="struct H {}", small="const i32 LIMIT = 5")
    program = load([tmp_path / "main.thrift"], parser=PARSER)
    found = [each.severity for each in lint(program, evolve(_PATTERNS, select=(name,)))]
    if name == "enum.size":
        assert found == [Severity.WARNING, Severity.ERROR]
    else:
        assert set(found) == {Severity.ERROR if name in _ERRORS else Severity.WARNING}


_UNDOCUMENTED = "namespace py a\n{}struct S {{\n  i32 a{}\n}}{}\nstruct T {{}}"
_ALL = [
    ("doc.missing", "struct 'S' has no doc"),
    ("field.id.missing", "'a' has no id: write -1 or, in a new struct, one from 1"),
    ("field.requiredness", "'a' should say 'optional' or 'required'"),
    ("doc.missing", "struct 'T' has no doc"),
]


def test_nolint_keeps_checks_from_an_element_and_what_is_in_it(tmp_path: Path) -> None:
    assert _found(tmp_path, _UNDOCUMENTED.format("", "", "")) == _ALL
    for quiet in ('(nolint = "")', "(nolint)"):
        assert _found(tmp_path, _UNDOCUMENTED.format("", "", quiet)) == _ALL[3:]
    quiet = '(nolint = "field.requiredness, doc")'
    assert _found(tmp_path, _UNDOCUMENTED.format("", "", quiet)) == [_ALL[1], _ALL[3]]
    quiet = '(nolint = "field.id.missing")'
    assert _found(tmp_path, _UNDOCUMENTED.format("", quiet, "")) == [_ALL[0], *_ALL[2:]]


def test_nolint_may_stand_in_a_comment(tmp_path: Path) -> None:
    assert _found(tmp_path, _UNDOCUMENTED.format("// @nolint\n", "", "")) == _ALL[3:]
    named = "/** Fine. @nolint(field.id.missing, field.requiredness) */\n"
    assert _found(tmp_path, _UNDOCUMENTED.format(named, "", "")) == _ALL[3:]
    assert _found(tmp_path, "// @nolint\n" + _UNDOCUMENTED.format("", "", "")) == []


def test_checks_are_chosen_by_name_or_by_the_beginning_of_one(tmp_path: Path) -> None:
    text = _UNDOCUMENTED.format("", "", "")
    assert _found(tmp_path, text, LintSettings(select=("field",))) == [
        ("field.doc.missing", "field 'a' has no doc"),
        _ALL[1],
        ("field.optional", "'a' should be optional"),
        _ALL[2],
    ]
    assert _found(tmp_path, text, LintSettings(disable=("field", "doc"))) == []
    enabled = LintSettings(enable=("field.optional",), disable=("doc", "field.requiredness"))
    assert [check for check, _ in _found(tmp_path, text, enabled)] == [
        "field.id.missing",
        "field.optional",
    ]


def test_only_what_was_asked_for_is_judged_not_what_it_includes(tmp_path: Path) -> None:
    text = 'namespace py a include "small.thrift" const i32 LIMIT = small.LIMIT'
    assert _found(tmp_path, text) == []


_SETTINGS = """
[tool.other]
key = 1

[tool.kingpin-codegen]
include-dirs = ["idl", "shared"]

[tool.kingpin-codegen.lint]
enable = ["field.optional"]
disable = ["doc"]
enum.size = { warning = 10, error = 20 }
depth = { max = 5, cycles = false }
names.reserved = ["template"]
map.value.restricted = ["union"]
types.disallowed = ["double"]

[tool.kingpin-codegen.lint.namespace]
required = ["py", "java"]
patterns = { py = "idl", "*" = "x" }

[tool.kingpin-codegen.lint.include.restricted]
"*" = "huge"
"""


def test_settings_come_from_the_table_of_a_pyproject() -> None:
    assert read_settings(_SETTINGS, "pyproject.toml") == LintSettings(
        include_dirs=("idl", "shared"),
        enable=("field.optional",),
        disable=("doc",),
        enum_warning=10,
        enum_error=20,
        depth_max=5,
        depth_cycles=False,
        namespaces_required=("py", "java"),
        namespace_patterns={"py": "idl", "*": "x"},
        includes_restricted={"*": "huge"},
        names_reserved=("template",),
        map_values_restricted=("union",),
        types_disallowed=("double",),
    )
    assert read_settings("[project]\nname = 'x'", "pyproject.toml") == LintSettings()


_WRONG = {
    "lint.enabel = []": "p: [tool.kingpin-codegen] has no lint.enabel; the nearest is lint.enable",
    "lint.enable = 'x'": "p: [tool.kingpin-codegen] lint.enable must be a list of texts",
    "lint.enable = [1]": "p: [tool.kingpin-codegen] lint.enable must be a list of texts",
    "lint.depth.max = -1": "p: [tool.kingpin-codegen] lint.depth.max must be a number, 0 or more",
    "lint.depth.max = true": "p: [tool.kingpin-codegen] lint.depth.max must be a number, 0 or more",
    "lint.depth.cycles = 1": "p: [tool.kingpin-codegen] lint.depth.cycles must be true or false",
    "lint.namespace.patterns = { py = '(' }": "p: [tool.kingpin-codegen] lint.namespace.patterns "
    "must be a table of regular expressions",
    "lint = 5": "p: [tool.kingpin-codegen] lint must be a table",
    "lint.enable = ['field.option']": "p: [tool.kingpin-codegen] lint.enable: "
    "there is no check 'field.option'; the nearest is field.optional",
    "lint.disable = ['doc', 'fields']": "p: [tool.kingpin-codegen] lint.disable: "
    "there is no check 'fields'; the nearest is field",
    "lint.select = ['']": "p: [tool.kingpin-codegen] lint.select: "
    "there is no check ''; the nearest is union",
}


@pytest.mark.parametrize("text", _WRONG)
def test_wrong_settings_are_one_line(text: str) -> None:
    with pytest.raises(LintSettingsError) as caught:
        read_settings(f"[tool.kingpin-codegen]\n{text}", "p")
    assert str(caught.value) == _WRONG[text]


@pytest.mark.parametrize("text", ["[tool]\nkingpin-codegen = 3", "tool = 3"])
def test_what_is_no_table_is_told(text: str) -> None:
    with pytest.raises(LintSettingsError) as caught:
        read_settings(text, "p")
    assert str(caught.value) == "p: [tool.kingpin-codegen] must be a table"


def test_checks_may_be_named_by_each_beginning_up_to_a_dot() -> None:
    text = "[tool.kingpin-codegen.lint]\nselect = ['field', 'field.id', 'field.id.zero']"
    assert read_settings(text, "p").select == ("field", "field.id", "field.id.zero")


def test_a_file_that_is_no_toml_is_one_line() -> None:
    with pytest.raises(LintSettingsError, match=r"^p: [^\n]+$"):
        read_settings("[tool", "p")
