"""What a change of IDL breaks, on the wire or in code only, and what it does not."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kingpin_codegen.breaking import GitError, GitFiles, breaking
from kingpin_codegen.load import load
from kingpin_codegen.model import IdlError
from tests.codegen.idl.loading import PARSER, write

if TYPE_CHECKING:
    from pathlib import Path

# Before, after, and the changes as "level rule".
CASES: dict[str, tuple[str, str, list[str]]] = {
    "nothing changed": ("struct S { 1: i32 a }", "// docs\nstruct S {\n 1: i32 a;\n}", []),
    "an optional field is added": (
        "struct S { 1: i32 a }",
        "struct S { 1: i32 a 2: optional i32 b 3: i32 c }",
        [],
    ),
    "a required field is added": (
        "struct S { 1: i32 a }",
        "struct S { 1: i32 a 2: required i32 b }",
        ["wire field.added-required"],
    ),
    "a field is removed": (
        "struct S { 1: i32 a 2: required i32 b 3: i32 c }",
        "struct S { 3: i32 c }",
        ["source field.removed", "wire field.removed"],
    ),
    "a field has another type": (
        "struct S { 1: i32 a 2: string b }",
        "struct S { 1: i64 a 2: binary b }",
        ["wire field.type", "source field.type"],
    ),
    "a list becomes a set": (
        "struct S { 1: list<i32> a 2: map<i32, list<i32>> b }",
        "struct S { 1: set<i32> a 2: map<i32, list<i64>> b }",
        ["wire field.type", "wire field.type"],
    ),
    "an enum becomes a number": (
        "enum E { A } struct S { 1: E a }",
        "enum E { A } struct S { 1: i32 a }",
        ["source field.type"],
    ),
    "a typedef comes or goes": (
        "typedef i32 N struct S { 1: N a 2: i32 b }",
        "typedef i32 N struct S { 1: i32 a 2: N b }",
        [],
    ),
    "a field's struct is another one of the same shape": (
        "struct A { 1: i32 a 2: A next } struct B { 1: i32 b 2: B next } struct S { 1: A x }",
        "struct A { 1: i32 a 2: A next } struct B { 1: i32 b 2: B next } struct S { 1: B x }",
        ["source field.type"],
    ),
    "a field's struct is another one of another shape": (
        "struct A { 1: i32 a } struct B { 1: string b } struct S { 1: A x }",
        "struct A { 1: i32 a } struct B { 1: string b } struct S { 1: B x }",
        ["wire field.type"],
    ),
    "an id is used again": (
        "struct S { 1: i32 a }",
        "struct S { 1: string b }",
        ["wire field.id-reused"],
    ),
    "a field is called otherwise": (
        "struct S { 1: i32 a }",
        "struct S { 1: i32 b }",
        ["source field.name"],
    ),
    "a field has another id": (
        "struct S { 1: i32 a }",
        "struct S { 2: i32 a }",
        ["wire field.id"],
    ),
    "two fields change places": (
        "struct S { 1: i32 a 2: i32 b }",
        "struct S { 2: i32 a 1: i32 b }",
        ["wire field.id", "wire field.id"],
    ),
    "the order of fields changes": (
        "struct S { 1: i32 a 2: i32 b }",
        "struct S { 2: i32 b 1: i32 a }",
        [],
    ),
    "a field becomes required": (
        "struct S { 1: i32 a 2: optional i32 b }",
        "struct S { 1: required i32 a 2: required i32 b }",
        ["wire field.requiredness", "wire field.requiredness"],
    ),
    "a field is required no longer": (
        "struct S { 1: required i32 a }",
        "struct S { 1: optional i32 a }",
        ["wire field.requiredness"],
    ),
    "a field becomes optional": (
        "struct S { 1: i32 a 2: optional i32 b }",
        "struct S { 1: optional i32 a 2: i32 b }",
        ["source field.requiredness", "source field.requiredness"],
    ),
    "a default changes": (
        "struct S { 1: i32 a = 1 2: i32 b 3: i32 c = 3 }",
        "struct S { 1: i32 a = 2 2: i32 b = 1 3: i32 c = 3 }",
        ["wire field.default", "wire field.default"],
    ),
    "a default is only written otherwise": (
        (
            "enum E { A = 1 } const i32 N = 5 struct S { 1: E a = E.A 2: i32 b = N "
            "3: list<E> c = [E.A] 4: map<string, i32> d = {'a': N} }"
        ),
        (
            "enum E { A = 1 } struct S { 1: E a = 1 2: i32 b = 5 3: list<E> c = [1] "
            "4: map<string, i32> d = {'a': 5} }"
        ),
        ["source const.removed"],
    ),
    "a member of a union is added or taken away": (
        "union U { 1: i32 a 2: i32 b }",
        "union U { 1: i32 a 3: i32 c }",
        ["source field.removed"],
    ),
    "a struct becomes a union": (
        "struct S { 1: i32 a }",
        "union S { 1: i32 a }",
        ["wire definition.kind"],
    ),
    "a struct becomes an exception": (
        "struct S { 1: i32 a }",
        "exception S { 1: i32 a }",
        ["source definition.kind"],
    ),
    "a struct becomes an enum": (
        "struct S { 1: i32 a }",
        "enum S { A }",
        ["wire definition.kind"],
    ),
    "definitions are gone": (
        (
            "struct S {} enum E {} typedef i32 T const i32 C = 1 service V {} exception X {} "
            "union U {}"
        ),
        "",
        [
            "source struct.removed",
            "source union.removed",
            "source enum.removed",
            "source typedef.removed",
            "source const.removed",
            "wire service.removed",
            "source exception.removed",
        ],
    ),
    "members of an enum change": (
        "enum E { A = 1, B = 2, C = 3, D = 4 }",
        "enum E { A = 1, BB = 2, C = 5, E = 6 }",
        ["wire member.removed", "source member.name", "wire member.value"],
    ),
    "a typedef or constant has another type": (
        "typedef i32 T const i32 C = 1 const i32 D = 1",
        "typedef i64 T const i64 C = 1 const i32 D = 2",
        ["source typedef.type", "source const.type"],
    ),
    "the namespace moves": (
        "namespace py a\nstruct S {}",
        "namespace py b\nstruct S {}",
        ["source namespace"],
    ),
    "a method is gone": (
        "service S { void a() void b() }",
        "service S { void b() void c() }",
        ["wire function.removed"],
    ),
    "a method moves to what is extended": (
        "service S { void a() }",
        "service B { void a() } service S extends B {}",
        [],
    ),
    "a service extends another one no longer": (
        "service B { void a() } service S extends B {}",
        "service B { void a() } service S {}",
        ["source service.extends", "wire function.removed"],
    ),
    "a result changes": (
        "service S { i32 a() void b() string c() }",
        "service S { i64 a() i32 b() binary c() }",
        ["wire function.result", "wire function.result", "source function.result"],
    ),
    "oneway comes and goes": (
        "service S { void a() oneway void b() }",
        "service S { oneway void a() void b() }",
        ["wire function.oneway", "wire function.oneway"],
    ),
    "arguments change": (
        "service S { void a(1: i32 x, 2: i32 y, 3: i32 z, 4: i32 v) }",
        "service S { void a(1: i64 x, 3: i32 zz, 5: i32 v) }",
        [
            "source argument.removed",
            "wire argument.type",
            "source argument.name",
            "wire argument.id",
        ],
    ),
    "an argument or exception changes its type and not its bytes, or both": (
        (
            "exception X { 1: i32 a } exception Y { 1: string a } "
            "service S { void a(1: string x) void b() throws (1: X x) }"
        ),
        (
            "exception X { 1: i32 a } exception Y { 1: string a } "
            "service S { void a(1: binary x) void b() throws (1: Y x) }"
        ),
        ["source argument.type", "wire throws.type"],
    ),
    "arguments are added": (
        "service S { void a() }",
        "service S { void a(1: i32 b, 2: required i32 c, 3: optional i32 d, 4: i32 e = 1) }",
        ["source argument.added", "wire argument.added"],
    ),
    "arguments are in another order": (
        "service S { void a(1: i32 x, 2: i32 y) }",
        "service S { void a(2: i32 y, 1: i32 x) }",
        ["source argument.order"],
    ),
    "an argument is added before another": (
        "service S { void f(1: i32 a, 2: i32 b = 1) }",
        "service S { void f(1: i32 a, 3: i32 c = 1, 2: i32 b = 1) }",
        ["source argument.order"],
    ),
    "an argument must be given now": (
        "service S { void a(1: optional i32 x, 2: i32 y = 1) }",
        "service S { void a(1: i32 x, 2: i32 y) }",
        ["wire argument.requiredness", "wire argument.requiredness"],
    ),
    "exceptions change": (
        (
            "exception X {} exception Y { 1: i32 a } "
            "service S { void a() throws (1: X x) void b() throws (1: X x) void c() }"
        ),
        (
            "exception X {} exception Y { 1: i32 a } "
            "service S { void a() void b() throws (1: Y x) void c() throws (1: X x) }"
        ),
        ["source throws.removed", "source throws.type", "wire throws.added"],
    ),
    "the include moves": (
        'include "a.thrift" struct S { 1: a.T t }',
        'include "b/a.thrift" struct S { 1: a.T t }',
        [],
    ),
}


def _changes(folder: Path, old: str, new: str) -> list[str]:
    shared = "enum E { A } struct T { 1: E e = E.A }"
    for name, text in (("old", old), ("new", new)):
        write(folder / name, main=text, a=shared, b__a=shared)
    programs = [load([folder / name / "main.thrift"], parser=PARSER) for name in ("old", "new")]
    return [f"{each.level} {each.rule}" for each in breaking(*programs)]


@pytest.mark.parametrize("name", CASES)
def test_changes_are_told_by_whom_they_break(name: str, tmp_path: Path) -> None:
    old, new, changes = CASES[name]
    assert sorted(_changes(tmp_path, old, new)) == sorted(changes)


@pytest.mark.parametrize("name", CASES)
def test_no_file_breaks_itself(name: str, tmp_path: Path) -> None:
    for text in CASES[name][:2]:
        assert _changes(tmp_path, text, text) == []


def test_changes_of_included_files_are_told_too(tmp_path: Path) -> None:
    for name, kind in (("old", "i32"), ("new", "i64")):
        write(
            tmp_path / name,
            main='include "x/a.thrift" struct S { 1: a.T t }',
            x__a=f"struct T {{ 1: {kind} n }}",
        )
    old, new = (load([tmp_path / name / "main.thrift"]) for name in ("old", "new"))
    [change] = breaking(old, new)
    assert str(change) == (
        f"{tmp_path}/new/x/a.thrift:1:19: wire: T.n was i32, is i64 (field.type)"
    )


def test_a_file_that_moved_is_found_by_its_name_if_only_one_has_it(tmp_path: Path) -> None:
    write(tmp_path / "old", main='include "a.thrift"', a="struct T { 1: i32 n }")
    write(tmp_path / "new", main='include "x/a.thrift"', x__a="struct T { 1: i64 n }")
    write(tmp_path / "two", main='include "x/a.thrift" include "b.thrift"')
    write(tmp_path / "two", x__a="struct T {}", b='include "y/a.thrift"', y__a="struct T {}")
    old, new, two = (load([tmp_path / name / "main.thrift"]) for name in ("old", "new", "two"))
    assert [change.rule for change in breaking(old, new)] == ["field.type"]
    assert [change.rule for change in breaking(old, two)] == ["file.removed"]


def test_a_file_that_is_not_included_any_more_is_gone(tmp_path: Path) -> None:
    write(tmp_path / "old", main='include "a.thrift" struct S {}', a="struct T {}")
    write(tmp_path / "new", main="struct S {}")
    old, new = (load([tmp_path / name / "main.thrift"]) for name in ("old", "new"))
    assert [change.rule for change in breaking(old, new)] == ["file.removed"]


@pytest.fixture
def work_tree(tmp_path: Path) -> Path:
    """A repository whose commit has an IDL, an include by way of a link, and later changes."""
    write(tmp_path, idl__main='include "linked.thrift" struct S { 1: linked.T t }')
    write(tmp_path, idl__shared="struct T { 1: i32 n }")
    (tmp_path / "idl" / "linked.thrift").symlink_to("shared.thrift")
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True)
    write(tmp_path, idl__shared="struct T { 1: i64 n }")
    return tmp_path


def test_the_old_idl_may_be_that_of_a_commit(work_tree: Path) -> None:
    new = work_tree / "idl" / "main.thrift"
    files = GitFiles("HEAD", str(new.parent))
    root = files.path(str(new))
    assert root == "git:HEAD:idl/main.thrift"
    old = load([root], files=files)
    assert [document.path for document in old.documents] == [
        "git:HEAD:idl/linked.thrift",
        "git:HEAD:idl/main.thrift",
    ]
    [change] = breaking(old, load([new]))
    assert change.message == "T.n was i32, is i64"


@pytest.mark.parametrize(
    ("path", "says"), [("idl", "this is not a file"), ("id", "there is no such file")]
)
def test_a_folder_of_a_commit_is_not_a_file(work_tree: Path, path: str, says: str) -> None:
    with pytest.raises(IdlError) as caught:
        load([f"git:HEAD:{path}"], files=GitFiles("HEAD", str(work_tree)))
    assert str(caught.value) == f"git:HEAD:{path}: {says}"


def test_an_unknown_commit_or_no_work_tree_is_one_line(work_tree: Path, tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"^git: no commit 'nothing-of-that-name'$"):
        GitFiles("nothing-of-that-name", str(work_tree))
    with pytest.raises(GitError, match="is not in the work tree"):
        GitFiles("HEAD", str(work_tree)).path(str(tmp_path.parent / "other.thrift"))
    with pytest.raises(GitError, match=r"^git: no commit '--help'$"):
        GitFiles("--help", str(work_tree))
