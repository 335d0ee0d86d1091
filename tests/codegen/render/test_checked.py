"""Everything that Apache's compiler takes: it compiles, imports, and both checkers are content.

Each file goes into a package of its own in one folder outside of the tree, where a user's program
would have it, without our stubs; the checkers run once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kingpin_codegen.model import IdlError
from tests.codegen.corpus import corpus
from tests.codegen.generating import IDL, texts, write
from tests.programs import run_program

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLES = Path(__file__).parents[1] / "idl" / "samples"

# Files of the corpus that are wrong on purpose.
_REFUSED = 22


def _files() -> Iterator[tuple[str, Path, tuple[Path, ...]]]:
    for file in corpus():
        yield file.name, file.path, file.include_dirs
    for folder in (IDL, _SAMPLES):
        for path in sorted(folder.rglob("*.thrift")):
            yield path.name, path, ()


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that is generated."""
    folder = tmp_path_factory.mktemp("everything")
    refused: list[str] = []
    for number, (name, path, include_dirs) in enumerate(_files()):
        try:
            generated = texts(path, prefix=f"f{number:03}", include_dirs=include_dirs)
        except IdlError:
            refused.append(name)
        else:
            write(folder, generated)
    assert len(refused) <= _REFUSED, refused
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return folder


def test_all_of_it_can_be_imported_and_offers_what_it_says(everything: Path) -> None:
    program = """
        import importlib, sys
        from pathlib import Path

        folder = Path(sys.argv[1])
        sys.path.insert(0, str(folder))
        count = 0
        for file in sorted(folder.rglob("*.py")):
            name = ".".join(file.relative_to(folder).with_suffix("").parts)
            module = importlib.import_module(name.removesuffix(".__init__"))
            for each in getattr(module, "__all__", ()):
                getattr(module, each)
            count += 1
        print(count)
    """
    assert int(run_program(program, str(everything))) > 500


def test_mypy_finds_nothing_in_all_of_it(everything: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file",
        "",
        "--no-incremental",
        ".",
    ]
    done = subprocess.run(command, cwd=everything, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr


def test_pyright_finds_nothing_in_all_of_it(everything: Path) -> None:
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", "."]
    done = subprocess.run(command, cwd=everything, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
