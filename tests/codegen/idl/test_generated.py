"""Any well-formed IDL means to us what it means to Apache's compiler."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_codegen.load import load
from tests.codegen.idl.apache import Refused, Unreadable, apache_says, differences, we_say
from tests.codegen.idl.loading import PARSER

Draw: TypeAlias = st.DrawFn

_INTEGERS = {"byte": 8, "i8": 8, "i16": 16, "i32": 32, "i64": 64}
_BASE = (*_INTEGERS, "bool", "double", "string", "binary")
_SEPARATORS = st.sampled_from(["", ",", ";", "\n"])
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
_COMMENTS = st.sampled_from(["", "/** Doc. */\n", "// line\n", "# hash\n", "/* block */ ", "\n"])
_ESCAPES = {"\\": "\\\\", '"': '\\"', "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# Before any of the generated ones: what these name is there in every program.
_HEAD = """namespace py generated
enum Color { RED, GREEN = 5, BLUE } (a = "b")
typedef i32 Number
typedef list<string> Names
struct Point { 1: i32 x = 1, 2: optional double y }
exception Failure { 1: string why }
const i32 LIMIT = 7
const string WORD = "word"
"""
_NAMED = ("Color", "Number", "Names", "Point")


@st.composite
def _type(draw: Draw, depth: int = 2) -> str:
    kinds = ["base", "named", *(["list", "set", "map"] if depth else [])]
    match draw(st.sampled_from(kinds)):
        case "list" | "set" as kind:
            return f"{kind}<{draw(_type(depth - 1))}>"
        case "map":
            key = draw(st.sampled_from(["string", "i32", "Color"]))
            return f"map<{key}, {draw(_type(depth - 1))}>"
        case "base":
            return draw(st.sampled_from(_BASE))
        case _:
            return draw(st.sampled_from(_NAMED))


@st.composite
def _literal(draw: Draw) -> str:
    text = draw(_TEXTS) + draw(st.sampled_from(["", "\n", "\t", "\\", '"', "'", "\r"]))
    mark = draw(st.sampled_from("\"'"))
    return mark + "".join(_ESCAPES.get(each, each) for each in text) + mark


@st.composite
def _integer(draw: Draw, bits: int) -> str:
    limit = 1 << (bits - 1)
    number = draw(st.integers(-limit, limit - 1))
    sign = "-" if number < 0 else draw(st.sampled_from(["", "+"]))
    # The smallest i64 has no hexadecimal form in Apache's compiler.
    as_hex = draw(st.booleans()) and number != -(1 << 63)
    return f"{sign}{abs(number):#x}" if as_hex else f"{sign}{abs(number)}"


_FLOATS = st.floats(-1e9, 1e9, allow_nan=False).map(repr)
_VALUES: dict[str, st.SearchStrategy[str]] = {
    **{kind: _integer(bits) for kind, bits in _INTEGERS.items()},
    "bool": st.sampled_from(["true", "false", "0", "1"]),
    "double": st.one_of(_FLOATS, st.integers(-99, 99).map(str)),
    "string": st.one_of(_literal(), st.just("WORD")),
    "binary": _literal(),
    "Color": st.sampled_from(["Color.RED", "Color.GREEN", "Color.BLUE", "5"]),
    "Number": st.sampled_from(["LIMIT", "-3", "Color.BLUE"]),
    "Names": st.lists(_literal(), max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    "Point": st.sampled_from(["{}", '{"x": 5}', "{'x': LIMIT, 'y': 2.5}"]),
}


def _value(type_: str) -> st.SearchStrategy[str]:
    return _VALUES[type_] if type_ in _VALUES else _container(type_)


def _container(type_: str) -> st.SearchStrategy[str]:
    kind, _, inner = type_[:-1].partition("<")
    if kind != "map":
        return _sequence(inner)
    key, _, value = inner.partition(", ")
    keys = {"string": ["'a'", '"b"'], "i32": ["1", "-2"], "Color": ["Color.RED", "Color.BLUE"]}
    entries = st.lists(st.tuples(st.sampled_from(keys[key]), _value(value)), max_size=2).map(
        lambda pairs: list(dict(pairs).items())
    )
    return entries.map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}")


def _sequence(inner: str) -> st.SearchStrategy[str]:
    return st.lists(_value(inner), max_size=3).map(lambda items: "[" + ", ".join(items) + "]")


@st.composite
def _fields(draw: Draw, prefix: str, *, defaults: bool = True) -> str:
    text = ""
    for number in sorted(draw(st.sets(st.integers(1, 32767), max_size=4))):
        type_ = draw(_type())
        requiredness = draw(st.sampled_from(["", "required ", "optional "]))
        default = f" = {draw(_value(type_))}" if defaults and draw(st.booleans()) else ""
        annotation = draw(st.sampled_from(["", ' (a = "b")', " (a, b.c = '1';)"]))
        text += f"\n{draw(_COMMENTS)}{number}: {requiredness}{type_} {prefix}{number}{default}"
        text += annotation + draw(_SEPARATORS)
    return text


@st.composite
def _definition(draw: Draw, index: int) -> str:
    comment = draw(_COMMENTS)
    match draw(st.sampled_from(["struct", "exception", "union", "typedef", "const", "service"])):
        case "struct" | "exception" as kind:
            return f"{comment}{kind} T{index} {{{draw(_fields('f'))}\n}}"
        case "union":
            return f"{comment}union T{index} {{{draw(_fields('f', defaults=False))}\n}}"
        case "typedef":
            return f"{comment}typedef {draw(_type())} T{index}{draw(_SEPARATORS)}"
        case "const":
            type_ = draw(_type())
            return f"{comment}const {type_} C{index} = {draw(_value(type_))}{draw(_SEPARATORS)}"
        case _:
            result = draw(st.one_of(st.just("void"), _type()))
            throws = draw(st.sampled_from(["", " throws (1: Failure f)"]))
            one = f"{result} f({draw(_fields('a'))}\n){throws}{draw(_SEPARATORS)}"
            two = f"oneway void g({draw(_fields('a'))}\n)"
            return f"{comment}service S{index} {{\n{one}\n{two}\n}}"


@st.composite
def _programs(draw: Draw) -> str:
    count = draw(st.integers(1, 5))
    return _HEAD + "\n".join(draw(_definition(index)) for index in range(count))


@settings(max_examples=200)
@given(_programs())
def test_any_program_means_to_us_what_it_means_to_apache(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.thrift"
        path.write_text(text)
        apache = apache_says(path, (), Path(folder))
        program = load([path], parser=PARSER)
    assert not isinstance(apache, Refused | Unreadable), apache.why
    assert differences(apache, we_say(program, program.documents[0])) == []
