"""What a user's type checker says of our types: each expected error, and no other.

The files beside this one mark the mistakes in them with the comments that silence each checker.
Here the comments are taken off, the files are copied out of the tree, to where a user's program
would be, and both checkers must find exactly the errors that the comments named.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest

Errors: TypeAlias = set[tuple[str, int, str]]

_HERE = Path(__file__).parent
_CASES = sorted(path for path in _HERE.glob("*.py") if not path.name.startswith(("_", "test_")))
_MYPY = re.compile(r"  # type: ignore\[([^]]*)\]")
_PYRIGHT = re.compile(r"  # pyright: ignore\[([^]]*)\]")
_MYPY_LINE = re.compile(r"(?P<file>[^:]+):(?P<line>\d+): error: .*\[(?P<code>[-a-z]+)\]$")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases without their comments, in a folder outside the tree."""
    folder = tmp_path_factory.mktemp("program")
    shutil.copytree(_HERE / "gen", folder / "tests" / "typing" / "gen")
    for case in _CASES:
        text = case.read_text(encoding="utf-8")
        (folder / case.name).write_text(_PYRIGHT.sub("", _MYPY.sub("", text)), encoding="utf-8")
    return folder


def named(comment: re.Pattern[str]) -> Errors:
    """The errors that the comments name: file, line, code."""
    return {
        (case.name, number, code.strip())
        for case in _CASES
        for number, line in enumerate(case.read_text(encoding="utf-8").splitlines(), start=1)
        for codes in comment.findall(line)
        for code in str(codes).split(",")
    }


def test_mypy_finds_what_is_named_and_nothing_else(copies: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--hide-error-context"),
            *("--no-error-summary", "--no-pretty", "--config-file", "", "--no-incremental"),
            *sorted(case.name for case in _CASES),
        ],
        cwd=copies,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if ": note: " not in line]
    found = [_MYPY_LINE.fullmatch(line) for line in lines]
    assert None not in found, done.stdout + done.stderr
    errors: Errors = {
        (match["file"], int(match["line"]), match["code"]) for match in found if match
    }
    assert errors == named(_MYPY)


def test_pyright_finds_what_is_named_and_nothing_else(copies: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (copies / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pyright", "--outputjson"),
            *("--pythonpath", sys.executable, "--project", "."),
        ],
        cwd=copies,
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stdout)["generalDiagnostics"]
    errors: Errors = {
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1, each.get("rule", "none"))
        for each in found
        # That an attribute which is not there has no known type says nothing new.
        if each.get("rule") != "reportUnknownMemberType"
    }
    assert errors == named(_PYRIGHT)


def test_the_generated_modules_are_what_the_idl_says() -> None:
    command = [sys.executable, "-m", "kingpin_codegen", "tests/typing/shop.thrift"]
    options = ["--check", "--package-prefix", "tests.typing.gen"]
    done = subprocess.run(
        [*command, *options], cwd=_HERE.parents[1], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_case_names_at_least_one_mistake_for_each_checker() -> None:
    for comment in (_MYPY, _PYRIGHT):
        assert {name for name, _, _ in named(comment)} == {case.name for case in _CASES}
