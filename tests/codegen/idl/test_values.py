"""Constants and defaults have the class of value that their type asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kingpin_codegen.model import (
    BinaryValue,
    BoolValue,
    Const,
    ConstantRef,
    Enum,
    FloatValue,
    IntValue,
    ListValue,
    MapValue,
    MemberRef,
    Program,
    RecordValue,
    SetValue,
    StringValue,
    UuidValue,
    Value,
)
from tests.codegen.idl.loading import constant, definition, record, texts

if TYPE_CHECKING:
    from pathlib import Path

_SCALARS = {
    "bool C = true": BoolValue(value=True),
    "bool C = 0": BoolValue(value=False),
    "i8 C = -128": IntValue(-128),
    "i16 C = 0x7fff": IntValue(32767),
    "i32 C = -0x10": IntValue(-16),
    "i64 C = +9223372036854775807": IntValue(9223372036854775807),
    "double C = 3": FloatValue(3.0),
    "double C = .5": FloatValue(0.5),
    "double C = -1e-3": FloatValue(-0.001),
    "string C = 'it'": StringValue("it"),
    'string C = "a\\tb\\n\\"\\\\"': StringValue('a\tb\n"\\'),
    "string C = 'ü€😀'": StringValue("ü€😀"),
    "binary C = 'ü'": BinaryValue(b"\xc3\xbc"),
    "uuid C = '{00112233-4455-6677-8899-AABBCCDDEEFF}'": UuidValue(
        "00112233-4455-6677-8899-aabbccddeeff"
    ),
    "list<i32> C = [1, 2; 3 4]": ListValue(tuple(map(IntValue, (1, 2, 3, 4)))),
    "set<string> C = ['a']": SetValue((StringValue("a"),)),
    "set<string> C = {}": SetValue(()),
    "map<i32, bool> C = {1: true, 2: 0}": MapValue(
        ((IntValue(1), BoolValue(value=True)), (IntValue(2), BoolValue(value=False)))
    ),
    "map<list<i32>, set<i32>> C = {[1]: [2]}": MapValue(
        ((ListValue((IntValue(1),)), SetValue((IntValue(2),))),)
    ),
}


@pytest.mark.parametrize("text", _SCALARS)
def test_a_literal_becomes_a_value_of_its_type(text: str, tmp_path: Path) -> None:
    assert constant(tmp_path, f"const {text}") == _SCALARS[text]


@pytest.mark.parametrize("text", ["E.B", "B", "5"])
def test_a_member_is_named_in_three_ways(text: str, tmp_path: Path) -> None:
    value = constant(tmp_path, f"enum E {{ A = 1, B = 5 }} const E C = {text}")
    assert isinstance(value, MemberRef)
    assert (value.member, value.value, value.text) == ("B", 5, text)


def test_a_member_of_an_include_is_named_by_its_prefix(tmp_path: Path) -> None:
    program = texts(
        tmp_path,
        main='include "x.thrift" const x.E C = x.E.A const i32 N = x.E.A const x.E D = A',
        x="enum E { A = 7 }",
    )
    for name in "CND":
        value = definition(program, Const, name).value
        assert isinstance(value, MemberRef)
        assert program.find(value.enum) == _enum_of(program)
        assert value.value == 7


def _enum_of(program: Program) -> Enum:
    [enum] = program.documents[0].definitions
    assert isinstance(enum, Enum)
    return enum


def test_a_member_is_named_by_a_typedef_of_its_enum(tmp_path: Path) -> None:
    text = "enum E { A = 3 } typedef E F typedef F G const F C = G.A"
    program = texts(tmp_path, main=text)
    value = definition(program, Const, "C").value
    assert isinstance(value, MemberRef)
    assert (value.enum.name, value.value, program.warnings) == ("E", 3, ())


def test_a_constant_is_kept_as_a_reference_forward_too(tmp_path: Path) -> None:
    program = texts(tmp_path, main="const i32 C = B const i32 B = A const i32 A = 5")
    value = definition(program, Const, "C").value
    assert isinstance(value, ConstantRef)
    assert program.constant(value).name == "B"
    assert program.true_value(value) == IntValue(5)


_COPIED = {
    "const i32 A = 1 const double C = A": FloatValue(1.0),
    "const i32 A = 1 const bool C = A": BoolValue(value=True),
    "const string A = 'a' const binary C = A": BinaryValue(b"a"),
    "enum E { A = 2 } const double C = E.A": FloatValue(2.0),
    "const list<i32> A = [1] const list<double> C = A": ListValue((FloatValue(1.0),)),
}


@pytest.mark.parametrize("text", _COPIED)
def test_a_constant_of_another_type_is_copied_as_a_value_of_this(text: str, tmp_path: Path) -> None:
    assert constant(tmp_path, text) == _COPIED[text]


def test_a_constant_of_a_narrower_type_stays_a_reference(tmp_path: Path) -> None:
    assert isinstance(constant(tmp_path, "const i8 A = 1 const i64 C = A"), ConstantRef)


def test_a_struct_literal_holds_typed_fields(tmp_path: Path) -> None:
    value = constant(
        tmp_path,
        "struct S { 1: double a 2: list<S> b 3: i32 c } const S C = {'a': 1, 'b': [{'c': 2}]}",
    )
    assert isinstance(value, RecordValue)
    fields: dict[str, Value] = dict(value.entries)
    assert fields["a"] == FloatValue(1.0)
    inner = fields["b"]
    assert isinstance(inner, ListValue)
    assert [dict(each.entries) for each in inner.items if isinstance(each, RecordValue)] == [
        {"c": IntValue(2)}
    ]


def test_types_are_seen_through_typedefs(tmp_path: Path) -> None:
    text = "typedef list<N> L typedef M N typedef i16 M const L C = [1, 2]"
    assert constant(tmp_path, text) == ListValue((IntValue(1), IntValue(2)))


def test_a_default_is_a_value_of_the_field_s_type(tmp_path: Path) -> None:
    found = record(tmp_path, "struct S { 1: double a = 1 2: set<i32> b = [] 3: i32 c }")
    assert [field.default for field in found.fields] == [FloatValue(1.0), SetValue(()), None]


def test_a_chain_of_ten_thousand_constants_is_resolved(tmp_path: Path) -> None:
    chain = "".join(f"const i32 C{number} = C{number + 1}\n" for number in range(10_000))
    program = texts(tmp_path, main=f"{chain}const i32 C10000 = 1")
    value = definition(program, Const, "C0").value
    assert program.true_value(value) == IntValue(1)
