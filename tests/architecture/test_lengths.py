"""A module is one noun and a function one step: both have a limit."""

import ast
from pathlib import Path

import pytest

from tests.architecture._tree import parse, relative, source_files

_MODULE_LINES = 400
_BODY_LINES = 40

_FILES = list(source_files())


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", _FILES, ids=relative)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= _MODULE_LINES


@pytest.mark.parametrize("path", _FILES, ids=relative)
def test_a_function_body_has_at_most_40_lines(path: Path) -> None:
    lengths = {
        f"{node.name}, line {node.lineno}": _body_lines(node)
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > _BODY_LINES} == {}
