"""Loading IDL that a test writes itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import pytest

from kingpin_codegen.load import load
from kingpin_codegen.model import (
    Const,
    Definition,
    IdlError,
    Program,
    Record,
    Value,
)
from kingpin_codegen.parse import Parser

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PARSER", "constant", "definition", "errors", "record", "texts", "warnings", "write"]

D = TypeVar("D", bound=Definition)


PARSER = Parser()
"""One for all tests: making one takes longer than most of them."""


def write(folder: Path, **files: str) -> None:
    """Write files; ``main="..."`` is main.thrift, a double underscore is a folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.thrift"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def texts(folder: Path, **files: str) -> Program:
    """The program that main.thrift is the root of."""
    write(folder, **files)
    return load([folder / "main.thrift"], parser=PARSER)


def definition(program: Program, kind: type[D], name: str) -> D:
    """A definition of the root."""
    for each in program.document(program.roots[0]).definitions:
        if isinstance(each, kind) and each.name == name:
            return each
    raise AssertionError(name)


def record(folder: Path, text: str, name: str = "S") -> Record:
    """A record of one file."""
    return definition(texts(folder, main=text), Record, name)


def constant(folder: Path, text: str, name: str = "C") -> Value:
    """The value of a constant of one file."""
    return definition(texts(folder, main=text), Const, name).value


def errors(folder: Path, text: str, **files: str) -> list[str]:
    """The errors of some files as ``line:column: message``, of other files with their name."""
    write(folder, main=text, **files)
    with pytest.raises(IdlError) as caught:
        load([folder / "main.thrift"], parser=PARSER)
    summaries = [str(problem.summary) for problem in caught.value.problems]
    return [
        re.sub(rf"{re.escape(str(folder))}/(?:main\.thrift:)?", "", summary)
        for summary in summaries
        if ": warning: " not in summary
    ]


def warnings(folder: Path, text: str) -> list[str]:
    """The warnings of one file as ``line:column: message``."""
    program = texts(folder, main=text)
    return [
        f"{each.position.line}:{each.position.column}: {each.message}" for each in program.warnings
    ]
