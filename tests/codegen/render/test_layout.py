"""Which file becomes which module, and what packages offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kingpin_codegen.annotate import Clients, LayoutError
from tests.codegen.generating import import_from, texts, write

if TYPE_CHECKING:
    from pathlib import Path


def _idl(folder: Path, **files: str) -> list[Path]:
    paths: list[Path] = []
    for stem, text in files.items():
        path = folder / f"{stem.replace('__', '/')}.thrift"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_a_namespace_is_a_package_and_a_file_a_module(tmp_path: Path) -> None:
    files = _idl(tmp_path, one="namespace py a.b\nstruct S {}", two="struct T {}")
    assert set(texts(*files)) == {"a/__init__.py", "a/b/__init__.py", "a/b/one.py", "two.py"}
    assert set(texts(*files, prefix="gen")) == {
        "gen/__init__.py", "gen/a/__init__.py", "gen/a/b/__init__.py", "gen/a/b/one.py",
        "gen/two.py",
    }  # fmt: skip


def test_the_namespace_of_all_languages_counts_where_python_has_none(tmp_path: Path) -> None:
    [file] = _idl(tmp_path, one="namespace * all\nnamespace java not.this\nstruct S {}")
    assert "all/one.py" in texts(file)


def test_a_module_never_hides_one_that_others_import(tmp_path: Path) -> None:
    files = _idl(tmp_path, typing="struct S {}", attrs="struct S {}", json="struct S {}")
    assert set(texts(*files)) == {"attrs_.py", "json_.py", "typing_.py"}
    assert "gen/typing.py" in texts(*files, prefix="gen")


def test_neither_does_a_namespace(tmp_path: Path) -> None:
    files = _idl(tmp_path, one="namespace py uuid\nstruct S {}", two="namespace py a.uuid")
    assert {"uuid_/one.py", "a/uuid/two.py"} < set(texts(*files))
    assert "gen/uuid/one.py" in texts(*files, prefix="gen")


def test_file_names_become_identifiers(tmp_path: Path) -> None:
    file = tmp_path / "my-service.v2.thrift"
    file.write_text("namespace py class.2nd\nstruct S {}")
    assert set(texts(file)) == {"class_/__init__.py", "class_/n2nd/__init__.py",
                                "class_/n2nd/my_service_v2.py"}  # fmt: skip


def test_packages_that_need_each_other_can_be_imported_in_any_order(tmp_path: Path) -> None:
    files = _idl(
        tmp_path,
        low="namespace py a\nstruct Low {}\nenum E { ONE = 1 }",
        middle='namespace py b\ninclude "low.thrift"\nstruct Middle { 1: low.E e = low.E.ONE }',
        high='namespace py a\ninclude "middle.thrift"\nexception High { 1: middle.Middle m }',
    )
    write(tmp_path / "out", texts(*files, prefix="gen"))
    for order in (["gen.a", "gen.b"], ["gen.b", "gen.a"], ["gen.a.high"], ["gen.b.middle"]):
        with import_from(tmp_path / "out", *order, "gen.a", "gen.b") as modules:
            a, b = modules[-2:]
            assert a.High(m=b.Middle()).m.e is a.E.ONE
            assert {"High", "Low", "E"} <= set(dir(a))


def test_a_name_that_is_not_clear_stays_with_its_modules(tmp_path: Path) -> None:
    files = _idl(
        tmp_path,
        one="namespace py a\nstruct Both {}\nstruct one {}\nstruct Mine {}",
        two="namespace py a\nstruct Both {}",
    )
    write(tmp_path / "out", texts(*files))
    with import_from(tmp_path / "out", "a", "a.one", "a.two") as [package, one, two]:
        assert package.__all__ == ["Mine"]
        assert package.one is one
        assert one.Both is not two.Both
        with pytest.raises(AttributeError, match="no attribute 'Both'"):
            _ = package.Both


def test_clients_that_were_not_asked_for_are_not_there(tmp_path: Path) -> None:
    [file] = _idl(tmp_path, one="namespace py a\nservice S { void ping() }")
    write(tmp_path / "out", texts(file, clients=Clients.ASYNC))
    with import_from(tmp_path / "out", "a") as [package]:
        assert package.__all__ == ["AsyncSClient", "SHandler", "SProcessor"]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"one__x": "struct S {}", "two__x": "struct S {}"}, r"both become x\.py"),
        ({"a": "struct S {}", "b": "namespace py a\nstruct S {}"}, "both named a"),
        ({"a-b": "struct S {}", "a_b": "struct S {}"}, r"both become a_b\.py"),
    ],
)
def test_two_files_for_one_place_are_refused_with_the_way_out(
    files: dict[str, str], why: str, tmp_path: Path
) -> None:
    with pytest.raises(LayoutError, match=f"{why}.*namespace py"):
        texts(*_idl(tmp_path, **files))
