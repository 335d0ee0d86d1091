"""The command kingpin-codegen: what it writes, checks, watches and refuses."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

_BASE = "namespace py shop.base\nstruct Item { 1: required i64 id }\n"
_SHOP = """namespace py shop
include "base.thrift"
/** A shop. */
service Shop { base.Item find(1: i64 id) }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file and one that it includes."""
    (tmp_path / "base.thrift").write_text(_BASE)
    (tmp_path / "shop.thrift").write_text(_SHOP)
    return tmp_path


def _run(folder: Path, *words: str, code: int = 0, under: tuple[str, ...] = ()) -> tuple[str, str]:
    """Run the command, under another one if told so; standard output and standard error."""
    done = subprocess.run(
        [*under, sys.executable, "-m", "kingpin_codegen", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def _state(folder: Path) -> Mapping[str, tuple[int, bytes]]:
    return {
        str(file.relative_to(folder)): (file.stat().st_mtime_ns, file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_included_files_are_generated_too_and_untouched_files_stay(folder: Path) -> None:
    out, said = _run(folder, "shop.thrift", "-o", "out", "--package-prefix", "gen")
    assert said == ""
    assert out.splitlines()[-1] == "5 files written, 0 unchanged"
    before = _state(folder / "out")
    assert set(before) == {
        "gen/__init__.py",
        "gen/shop/__init__.py",
        "gen/shop/base/__init__.py",
        "gen/shop/base/base.py",
        "gen/shop/shop.py",
    }
    out, _ = _run(folder, "shop.thrift", "-o", "out", "--package-prefix", "gen")
    assert out == "0 files written, 5 unchanged\n"
    assert _state(folder / "out") == before


def test_what_was_generated_runs(folder: Path) -> None:
    _run(folder, "shop.thrift", "--out", ".")
    program = """
from kingpin_sdk.rpc import ThriftServer
from shop import ShopClient, ShopProcessor
from shop.base import Item

class Shop:
    def find(self, id, /):
        return Item(id=id + 1)

with ThriftServer(ShopProcessor(Shop())) as server, ShopClient(server.address) as client:
    print(client.find(1).id)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_without_recursion_only_the_named_files_are_generated(folder: Path) -> None:
    _run(folder, "shop.thrift", "--out", "out", "--no-recurse")
    assert {*_state(folder / "out")} == {"shop/__init__.py", "shop/shop.py"}


def test_a_check_tells_and_writes_nothing(folder: Path) -> None:
    out, said = _run(folder, "shop.thrift", "--out", "out", "--check", code=1)
    assert not (folder / "out").exists()
    assert "+class ShopClient(_rt.Client):" in out.splitlines()
    assert "files are not up to date" in said
    _run(folder, "shop.thrift", "--out", "out")
    assert _run(folder, "shop.thrift", "--out", "out", "--check") == ("", "")
    (folder / "base.thrift").write_text(_BASE.replace("i64 id", "i32 id"))
    before = _state(folder / "out")
    out, _ = _run(folder, "shop.thrift", "--out", "out", "--check", code=1)
    assert "--- shop/base/base.py\n+++ shop/base/base.py\n" in out
    assert '+Item.thrift_spec = {1: (8, "id", True)}' in out.splitlines()
    assert _state(folder / "out") == before


def test_what_nothing_makes_any_more_is_told_and_removed_on_request(folder: Path) -> None:
    _run(folder, "shop.thrift", "--out", "out")
    (folder / "out" / "mine.py").write_text("# mine\n")
    (folder / "shop.thrift").write_text(_SHOP.replace("py shop", "py market"))
    out, said = _run(folder, "shop.thrift", "--out", "out", "--check", code=1)
    assert "--- shop/shop.py\n+++ /dev/null\n" in out
    assert "shop/shop.py: nothing generates it any more" in said
    _, said = _run(folder, "shop.thrift", "--out", "out")
    assert "out/shop/shop.py: no FILE of this command makes it; --prune removes it" in said
    out, _ = _run(folder, "shop.thrift", "--out", "out", "--prune")
    assert "removed out/shop/shop.py" in out
    assert "shop/shop.py" not in _state(folder / "out")
    assert {"mine.py", "market/shop.py", "shop/base/base.py"} <= {*_state(folder / "out")}


def test_a_file_that_is_not_ours_stays(folder: Path) -> None:
    target = folder / "out" / "shop" / "shop.py"
    target.parent.mkdir(parents=True)
    target.write_text("# written by hand\n")
    _, said = _run(folder, "shop.thrift", "--out", "out", code=2)
    assert "out/shop/shop.py was not generated by kingpin-codegen and stays as it is" in said
    assert {*_state(folder / "out")} == {"shop/shop.py"}


def test_a_package_of_the_users_own_keeps_its_init(folder: Path) -> None:
    init = folder / "app" / "__init__.py"
    init.parent.mkdir()
    init.write_text('"""Mine."""\n')
    _run(folder, "shop.thrift", "--package-prefix", "app.gen")
    assert init.read_text() == '"""Mine."""\n'
    _run(folder, "shop.thrift", "--package-prefix", "app.gen", "--check")


def test_everything_that_is_wrong_is_told_at_its_place(folder: Path) -> None:
    (folder / "bad.thrift").write_text("struct S {\n  1: nix a\n  1: i32 b\n}\nconst i32 c = 'x'\n")
    out, said = _run(folder, "bad.thrift", "--out", "out", code=2)
    assert out == ""
    lines = said.splitlines()
    assert lines[0].startswith("bad.thrift:2:6: ")
    assert lines[1:3] == ["      1: nix a", "         ^"]
    assert sum(line.startswith("bad.thrift:") for line in lines) == 3
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Missing argument 'FILE...'"), (["nix.thrift"], "nix.thrift"),
        (["shop.thrift", "--client", "none"], "'--client': 'none' is not one of"),
        (["breaking", "a", "b", "--level", "none"], "'--level': 'none' is not one of"),
        (["shop.thrift", "--package-prefix", ".."], "'..' can name no Python package"),
        (["shop.thrift", "--package-prefix", "a-b"], "'a-b' can name no Python package"),
        (["shop.thrift", "--package-prefix", "class"], "'class' can name no Python package"),
        (["shop.thrift", "--check", "--watch"], "exclude each other"),
        (["shop.thrift", "--nix"], "--nix"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_told_in_one_line(
    folder: Path, words: list[str], says: str
) -> None:
    out, said = _run(folder, *words, code=2)
    assert out == ""
    assert says in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code"), [("--help", 0), ("shop.thrift --out out", 0), ("nix.thrift", 2)]
)
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_changes_nothing_but_what_is_said(
    folder: Path, words: str, code: int, closed: str
) -> None:
    command = f"exec {shlex.quote(sys.executable)} -m kingpin_codegen {words} {closed}"
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == code
    assert "unexpected" not in done.stderr
    assert (folder / "out" / "shop" / "shop.py").exists() == ("out" in words)


def test_types_beyond_all_depth_are_told_in_one_line(folder: Path) -> None:
    _write_deep_types(folder / "deep.thrift")
    _, said = _run(folder, "deep.thrift", "--out", "out", code=2)
    assert said == "kingpin-codegen: the IDL nests too deeply (--debug shows where)\n"


def test_watching_goes_on_after_types_beyond_all_depth(folder: Path) -> None:
    _write_deep_types(folder / "shop.thrift")
    with _watching(folder) as log:
        wait_until(lambda: "too deeply" in log.read_text(), timeout=30, what="the error")
        _replace(folder / "shop.thrift", _SHOP)
        wait_until(lambda: "unchanged" in log.read_text(), timeout=30, what="the output")


def _write_deep_types(file: Path) -> None:
    chain = [f"typedef list<T{number}> T{number + 1}" for number in range(1500)]
    file.write_text("\n".join(["typedef i32 T0", *chain, "struct S { 1: T1500 a }"]))


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "out").write_text("a file")
    _, said = _run(folder, "shop.thrift", "--out", "out", code=2)
    assert len(said.splitlines()) == 1
    assert "out" in said


def test_what_the_disk_does_not_take_leaves_nothing_behind(folder: Path) -> None:
    _run(folder, "shop.thrift", "--out", "out")
    (folder / "shop.thrift").write_text(f"{_SHOP}struct New {{}}\n")
    before = _state(folder)
    full = ("prlimit", "--fsize=1000")
    _, said = _run(folder, "shop.thrift", "--out", "out", code=2, under=full)
    assert re.fullmatch(r"kingpin-codegen: out/shop/\w+\.py: File too large\n", said)
    assert _state(folder) == before


def test_the_model_is_printed_for_other_tools(folder: Path) -> None:
    out, _ = _run(folder, "shop.thrift", "--json")
    assert "Shop" in json.dumps(json.loads(out))
    assert not (folder / "shop").exists()


def test_lint_and_breaking_are_commands_beside(folder: Path) -> None:
    out, _ = _run(folder, "lint", "shop.thrift", code=1)
    assert "(doc.missing)" in out
    (folder / "new.thrift").write_text(_SHOP.replace("i64 id", "i32 id"))
    out, _ = _run(folder, "breaking", "shop.thrift", "new.thrift", code=1)
    assert "new.thrift" in out
    assert "kingpin-codegen lint" in _run(folder, "--help")[0].replace("\n  ", " ")


@contextmanager
def _watching(folder: Path) -> Generator[Path]:
    """The command with --watch as a process of its own; the file that it writes its lines to."""
    command = [sys.executable, "-m", "kingpin_codegen", "shop.thrift", "--out", "out", "--watch"]
    log = folder / "log"
    with log.open("w") as opened:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=opened,
            stderr=opened,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
    try:
        yield log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert process.returncode == 128 + signal.SIGTERM


def test_watching_generates_again_and_keeps_the_last_good_output(folder: Path) -> None:
    written = folder / "out" / "shop" / "base" / "base.py"
    with _watching(folder) as log:
        wait_until(written.exists, timeout=30, what="the first output")
        wait_until(lambda: "unchanged" in log.read_text(), timeout=30, what="its end")
        good = written.read_text()
        _replace(folder / "base.thrift", "struct Item {")
        wait_until(lambda: "base.thrift:1:" in log.read_text(), timeout=30, what="the error")
        assert written.read_text() == good
        _replace(folder / "base.thrift", _BASE.replace("Item {", "Item { 2: string name "))
        wait_until(lambda: "name: str" in written.read_text(), timeout=30, what="the new output")


def test_watching_sees_the_include_mended_that_was_missing_and_then_wrong(folder: Path) -> None:
    (folder / "base.thrift").unlink()
    with _watching(folder) as log:
        wait_until(lambda: "cannot find" in log.read_text(), timeout=30, what="the first error")
        _replace(folder / "base.thrift", "struct Item {")
        wait_until(lambda: "base.thrift:1:" in log.read_text(), timeout=30, what="the second")
        _replace(folder / "base.thrift", _BASE)
        wait_until(lambda: "unchanged" in log.read_text(), timeout=30, what="the output")
    assert (folder / "out" / "shop" / "base" / "base.py").exists()


def test_watching_tells_an_output_that_cannot_be_written_as_the_command_does(folder: Path) -> None:
    (folder / "out").write_text("a file")
    with _watching(folder) as log:
        wait_until(lambda: "\n" in log.read_text(), timeout=30, what="the error")
        said = log.read_text()
    assert said.startswith("kingpin-codegen: out")
    assert "Errno" not in said


def _replace(file: Path, text: str) -> None:
    new = file.with_suffix(".new")
    new.write_text(text)
    os.replace(new, file)  # noqa: PTH105 - Path.replace says nothing more
