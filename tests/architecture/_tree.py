"""The source files that the tests of shape look at."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = {"kingpin_sdk": ROOT / "sdk", "kingpin_codegen": ROOT / "codegen"}


def source_files() -> Iterator[Path]:
    """Every Python file of the two import packages."""
    for name, folder in PACKAGES.items():
        yield from sorted((folder / name).rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name under which a file of `source_files` is imported."""
    [folder] = [folder for folder in PACKAGES.values() if path.is_relative_to(folder)]
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def relative(path: Path) -> str:
    """The path as people write it, from the top of the tree."""
    return str(path.relative_to(ROOT))


def parse(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
