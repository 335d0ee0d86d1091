"""Whatever the bytes are: a program or the one error, in bounded time and depth."""

from __future__ import annotations

import posixpath
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_codegen.jsonmodel import model_json
from kingpin_codegen.lint import CHECKS, LintSettings, lint
from kingpin_codegen.load import load
from kingpin_codegen.model import IdlError
from tests.codegen.idl.large import METHODS, large_idl
from tests.codegen.idl.loading import PARSER

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAMPLES = Path(__file__).parent / "samples"
_ALL = LintSettings(select=tuple(check.name for check in CHECKS), depth_max=3)
# Seconds of the processor, far more than any of them needs: only what grows without bound is slow.
_LONGEST = 20.0


class _Memory:
    """Files that are only in memory; a folder of real ones behind them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def real_path(self, path: str) -> str | None:
        path = posixpath.normpath(path)
        return path if path in self._files else None

    def exists(self, path: str) -> bool:
        return path in self._files

    def read(self, real_path: str) -> bytes:
        return self._files[real_path]


def _survives(data: bytes, others: Mapping[str, bytes] | None = None) -> bool:
    """Whether it loads; anything but a program or an IdlError passes through and fails."""
    start = time.process_time()
    files = _Memory({"main.thrift": data, **(others or {})})
    loaded = False
    try:
        program = load(["main.thrift"], files=files, parser=PARSER)
    except IdlError as error:
        loaded = not str(error)
    else:
        loaded = bool(model_json(program))
        lint(program, _ALL)
    assert time.process_time() - start < _LONGEST
    return loaded


@cache
def _samples() -> Mapping[str, bytes]:
    return {
        path.relative_to(_SAMPLES).as_posix(): path.read_bytes()
        for path in sorted(_SAMPLES.rglob("*.thrift"))
    }


def test_the_samples_load_from_memory() -> None:
    assert _survives(_samples()["grammar.thrift"], _samples())


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    _survives(data)


_WORDS = st.sampled_from(
    [
        "struct",
        "union",
        "exception",
        "enum",
        "service",
        "typedef",
        "const",
        "include",
        "namespace",
        "senum",
        "extends",
        "throws",
        "oneway",
        "void",
        "required",
        "optional",
        "map",
        "set",
        "list",
        "i32",
        "i64",
        "string",
        "bool",
        "uuid",
        "binary",
        "double",
        "true",
        "A",
        "B",
        "C",
        "a",
        "b",
        "1",
        "2",
        "-1",
        "0x10",
        "1.5",
        "'x'",
        '"y"',
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        ",",
        ";",
        ":",
        "=",
        "*",
        "&",
        "/**",
        "*/",
        "//",
        "#",
        "\n",
    ]
)


@settings(max_examples=300)
@given(st.lists(_WORDS, max_size=60))
def test_any_words_of_the_language(words: list[str]) -> None:
    _survives(" ".join(words).encode())


@settings(max_examples=300)
@given(st.data())
def test_any_mutation_of_the_samples(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["grammar.thrift", "lax.thrift", "docs.thrift"]))
    text = bytearray(_samples()[name])
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        kind = data.draw(st.sampled_from(["cut", "repeat", "bytes", "word"]))
        if kind == "cut":
            new = b""
        elif kind == "repeat":
            new = bytes(text[start:end]) * 2
        elif kind == "bytes":
            new = data.draw(st.binary(max_size=5))
        else:
            new = f" {data.draw(_WORDS)} ".encode()
        text[start:end] = new
    _survives(bytes(text), _samples())


_BOMBS = {
    "nested list types": "struct S { 1: " + "list<" * 5_000 + "i32" + ">" * 5_000 + " a }",
    "nested values": "const list<i32> C = " + "[" * 50_000,
    "open brackets of every kind": "struct S { 1: map<i32, list<" * 2_000,
    "a chain of typedefs": "".join(
        f"typedef T{n + 1} T{n}\n" for n in range(5_000)
    ) + "typedef i32 T5000\nconst T0 C = 5\n",
    "typedefs that double": "typedef i32 T0\n"
    + "".join(f"typedef map<T{n}, T{n}> T{n + 1}\n" for n in range(60))
    + "const T60 C = {}\n",
    "constants that double in another type": "const i32 A0 = 1\nconst list<i32> B0 = [A0, A0]\n"
     "typedef list<i32> L0\ntypedef list<i64> M0\nconst L0 C0 = [1, 1]\n"
    + "".join(
        f"typedef list<L{n}> L{n + 1}\ntypedef list<M{n}> M{n + 1}\n"
        f"const L{n + 1} C{n + 1} = [C{n}, C{n}]\n"
        for n in range(40)
    )
    + "const M40 D = C40\n",
    "a chain of required structs": "".join(
        f"struct S{n} {{ 1: required S{n + 1} s }}\n" for n in range(5_000)
    )
    + "struct S5000 {}",
    "a chain of services": "".join(
        f"service S{n} extends S{n + 1} {{ void f{n}() }}\n" for n in range(300)
    )
    + "service S300 {}",
    "a circle of services": "service A extends B {} service B extends A {}",
    "many fields": "struct S {" + "".join(f" {n}: i32 f{n}" for n in range(1, 20_000)) + "}",
    "many unknown names": "struct S {" + "".join(f" {n}: T{n} f{n}" for n in range(1, 5_000)) + "}",
    "long names that are nearly alike": "struct " + "ab" * 50_000 + " {} struct S { 1: "
    + "ba" * 50_000 + " a }",
    "many errors in one long line": "$ 1 " * 100_000,
    "many errors": "struct S { 1: = " * 3_000,
    "one long line": "const string C = '" + "a" * 1_000_000 + "'",
    "many comments": "// c\n" * 50_000 + "struct S {}",
    "an open string": "const string C = '" + "\\'" * 200_000,
    "an open comment": "/*" * 200_000,
    "slashes": "/" * 200_000,
    "stars": "/" + "*" * 200_000,
    "digits": "const i64 C = " + "9" * 200_000,
    "dots": "const i64 C = " + "a." * 100_000,
    "zeros": "\0" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", _BOMBS)
def test_bombs_go_off_in_bounded_time(name: str) -> None:
    _survives(_BOMBS[name].encode())


def test_a_large_idl_loads_in_much_less_than_half_a_second() -> None:
    text = large_idl()
    assert len(text) > 60_000
    files = {"main.thrift": text.encode()}
    # The processor's time, and the best of some: the machine may be busy.
    best = min(_seconds(files) for _ in range(5))
    assert best < 0.5
    assert text.count("throws") == METHODS - 1


def _seconds(files: Mapping[str, bytes]) -> float:
    start = time.process_time()
    load(["main.thrift"], files=_Memory(files))
    return time.process_time() - start
