"""A package's `__init__` says what it offers, and has it."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.architecture._tree import module_name, parse, relative, source_files

_PACKAGES = [path for path in source_files() if path.name == "__init__.py"]


def _declares_all(path: Path) -> bool:
    return any(
        isinstance(name, ast.Name) and name.id == "__all__"
        for node in parse(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for name in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )


@pytest.mark.parametrize("path", [path for path in _PACKAGES if _declares_all(path)], ids=relative)
def test_every_listed_name_resolves_and_is_listed_once(path: Path) -> None:
    # Their order is ruff's business: RUF022 puts constants first, then classes, then functions.
    module = importlib.import_module(module_name(path))
    names = list(module.__all__)
    assert len(names) == len(set(names))
    assert [name for name in names if not hasattr(module, name)] == []


@pytest.mark.parametrize("path", _PACKAGES, ids=relative)
def test_a_package_that_imports_its_names_lists_them(path: Path) -> None:
    imports = [
        node
        for node in parse(path).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kingpin_")
    ]
    assert not imports or _declares_all(path)
