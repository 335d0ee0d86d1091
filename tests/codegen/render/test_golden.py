"""The generated text, character by character; and that it is the same wherever it is made."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.codegen.generating import IDL
from tests.codegen.render.golden import CASES, generated, stored

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("case", CASES)
def test_the_golden_files_are_what_is_generated(case: str) -> None:
    assert generated(case) == stored(case)


def _run(folder: Path, out: Path, *files: str, seed: str) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, "-m", "kingpin_codegen", *files, "--out", str(out)],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
    )
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*.py"))}


def test_seed_folder_and_order_of_files_do_not_matter(tmp_path: Path) -> None:
    names = ["rich.thrift", "hell.thrift", "common.thrift"]
    first = _run(IDL, tmp_path / "one", *names, seed="1")
    files = [os.path.relpath(IDL / name, tmp_path) for name in reversed(names)]
    assert _run(tmp_path, tmp_path / "two", *files, seed="2") == first
    assert len(first) == 8
