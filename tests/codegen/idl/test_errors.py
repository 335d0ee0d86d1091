"""What is wrong is told at its place, all of it at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kingpin_codegen.load import load
from kingpin_codegen.model import IdlError
from tests.codegen.idl.loading import errors, warnings, write

if TYPE_CHECKING:
    from pathlib import Path

_SYNTAX = {
    "struct S { 1 i32 a }": ["1:14: unexpected 'i32': expected ':'"],
    "struct S { 1: i32 }": ["1:19: unexpected '}': expected a name"],
    "struct S {\n  1: i32\n  2: i32 b\n}": ["2:8: expected a name after 'i32', not '2'"],
    "struct S { 1: list<i32 a }": ["1:24: unexpected 'a': expected '>'"],
    "struct S { 1: i32 a = }": ["1:23: unexpected '}': expected a value"],
    "struct S {\n  1: i32 a\n": ["2:10: the '{' of line 1 is never closed"],
    "struct { 1: i32 a }": ["1:8: unexpected '{': expected a name"],
    "enum E { A = B }": ["1:14: unexpected 'B': expected a number"],
    "service S { void f( }": ["1:21: unexpected '}': expected a field or ')'"],
    "service S { f() }": ["1:17: unexpected '}': expected a name"],
    "const i32 C 5": ["1:13: unexpected '5': expected '='"],
    "include shared": ["1:9: unexpected 'shared': expected a string in quotes"],
    "nonsense": ["1:1: unexpected 'nonsense': expected a definition"],
    "const string C = 'open": ["1:18: this string is not closed on its line"],
    "const string C = 'a\\q'": ["1:20: unknown escape '\\q': write '\\\\q'"],
    "/* open": ["1:1: this comment is never closed"],
    "struct S { 1: i32 $a }": ["1:19: unexpected character '$'"],
    "senum E { 'a' }": ["1:7: senum E: string enums are gone: use 'string'"],
    "struct a.b {}": ["1:8: the name 'a.b' may not hold a dot"],
    "const i32 C = " + 50 * "1": ["1:15: a number of 50 characters fits no type"],
    "const i32 C = " + 70 * "[": [
        "1:79: brackets are nested deeper than 64",
    ],
}


@pytest.mark.parametrize("text", _SYNTAX, ids=range(len(_SYNTAX)))
def test_a_syntax_error_names_what_is_expected(text: str, tmp_path: Path) -> None:
    assert errors(tmp_path, text)[:1] == _SYNTAX[text]


_MEANING = {
    "struct S { 1: Foo a }": ["1:15: unknown type 'Foo'"],
    "struct Point {} struct S { 1: Pont a }": ["1:31: unknown type 'Pont'; did you mean 'Point'?"],
    "struct S { 1: slist a }": ["1:15: slist is gone: use 'string'"],
    "service A {} struct S { 1: A a }": ["1:28: 'A' is a service, which is no type"],
    "struct A {} service S extends A {}": ["1:31: 'A' is no service, so no service can extend it"],
    "service S extends Bse {} service Base {}": [
        "1:19: unknown service 'Bse'; did you mean 'Base'?"
    ],
    "service S extends S {}": ["1:9: service 'S' extends itself: S -> S"],
    "service A extends B {} service B extends A {}": [
        "1:9: service 'A' extends itself: A -> B -> A"
    ],
    "typedef A A": ["1:11: typedef 'A' is made of itself: A -> A"],
    "typedef list<B> A typedef A B struct S { 1: A a = [] }": [
        "1:17: typedef 'A' is made of itself: A -> B -> A"
    ],
    # What only leads to a circle is no part of it.
    "typedef list<B> A typedef list<B> B": ["1:35: typedef 'B' is made of itself: B -> B"],
    "service A extends B {} service B extends B {}": ["1:32: service 'B' extends itself: B -> B"],
    "const i32 A = B const i32 B = A": ["1:11: constant 'A' is made of itself: A -> B -> A"],
    "struct A {} struct A {}": ["1:20: type 'A' is defined twice, first in line 1"],
    "enum A {} typedef i32 A": ["1:23: type 'A' is defined twice, first in line 1"],
    "const i32 A = 1 const i32 A = 1": ["1:27: constant 'A' is defined twice, first in line 1"],
    "service A {} service A {}": ["1:22: service 'A' is defined twice, first in line 1"],
    "enum E { A, A = 5 }": ["1:13: member of enum E 'A' is defined twice, first in line 1"],
    "struct S { 1: i32 a 1: i32 b }": ["1:28: 'b' has the id of 'a', 1"],
    "struct S { 1: i32 a 2: i32 a }": [
        "1:28: field of struct S 'a' is defined twice, first in line 1"
    ],
    "struct S { i32 a i32 a }": ["1:22: field of struct S 'a' is defined twice, first in line 1"],
    "struct S { 1: other.T a }": ["1:15: unknown type 'other.T'; 'other' is not included here"],
    "struct S { i32 a -1: i32 b 3: i32 c 3: i32 d }": ["1:44: 'd' has the id of 'c', 3"],
    "service S { void f(1: i32 a, 1: i32 b) }": ["1:37: 'b' has the id of 'a', 1"],
    "exception X {} service S { void f() throws (1: X a, 1: X b) }": [
        "1:58: 'b' has the id of 'a', 1"
    ],
    "service S { void f() i32 f() }": [
        "1:26: function of service S 'f' is defined twice, first in line 1"
    ],
    "service A { void f() } service B extends A { void f() }": [
        "1:51: function 'f' comes from service A already"
    ],
    "struct S { 32768: i32 a }": ["1:23: id 32768 of field 'a' is out of range (1 to 32767)"],
    "enum E { A = 2147483648 }": ["1:10: E.A: 2147483648 does not fit an i32"],
    "enum E { A = 2147483647, B }": ["1:26: E.B: 2147483648 does not fit an i32"],
    "struct A {} service S { void f() throws (1: A a) }": [
        "1:47: f throws 'A', which is no exception"
    ],
    "exception X {} service S { oneway i32 f() }": [
        "1:39: oneway f cannot have a result: nothing is answered; use void"
    ],
    "exception X {} service S { oneway void f() throws (1: X x) }": [
        "1:40: oneway f cannot throw: nothing is answered"
    ],
    "union U { 1: i32 a = 1 2: i32 b = 2 }": [
        "1:31: union U has defaults for 'a' and 'b'; one is the most"
    ],
    "struct A { 1: A a = {} }": ["1:17: the default of A.a makes itself again: A.a -> A.a"],
    "struct A { 1: B b = {} } struct B { 1: list<A> a = [{}] }": [
        "1:17: the default of A.b makes itself again: A.b -> B.a -> A.b"
    ],
    "const i8 C = 128": ["1:14: constant 'C': 128 is out of the range of i8 (-128 to 127)"],
    "const i32 C = 0xFFFFFFFF": [
        "1:15: constant 'C': 4294967295 is out of the range of i32 (-2147483648 to 2147483647)"
    ],
    "const i32 C = 1.5": ["1:15: constant 'C': a number with a fraction where i32 is asked for"],
    "const i32 C = 'a'": ["1:15: constant 'C': a string where i32 is asked for"],
    "const string C = 5": ["1:18: constant 'C': a number where string is asked for"],
    "const bool C = 'true'": ["1:16: constant 'C': a string where bool is asked for"],
    "const double C = 1e999": ["1:18: constant 'C': out of the range of a double"],
    "const uuid C = 'no'": ["1:16: constant 'C': 'no' is no uuid"],
    "const list<i32> C = {1: 2}": ["1:21: constant 'C': a map where list<i32> is asked for"],
    "const map<i32, i32> C = [1]": ["1:25: constant 'C': a list where map<i32, i32> is asked for"],
    "const list<i32> C = [1, 'a', 2, 'b']": [
        "1:25: constant 'C': a string where i32 is asked for",
        "1:33: constant 'C': a string where i32 is asked for",
    ],
    "enum E { A = 1 } const E C = 2": ["1:30: constant 'C': enum E has no member with value 2"],
    "enum E { RED } const E C = E.RAD": [
        "1:28: constant 'C': unknown constant 'E.RAD'; did you mean 'E.RED'?"
    ],
    "enum E { A } const string C = E.A": ["1:31: constant 'C': 'E.A' where string is asked for"],
    "const string A = 'a' const i32 C = A": ["1:36: constant 'C': 'A' is string, not i32"],
    "const i32 C = B": ["1:15: constant 'C': unknown constant 'B'"],
    "const i32 LIMIT = 1 const i32 C = LIMTI": [
        "1:35: constant 'C': unknown constant 'LIMTI'; did you mean 'LIMIT'?"
    ],
    "struct S { 1: i32 a } const S C = {'b': 1}": ["1:36: constant 'C': struct S has no field 'b'"],
    "struct S { 1: i32 a } const S C = {1: 1}": [
        "1:36: constant 'C': a field's name is a string in quotes"
    ],
    "struct S { 1: i32 a = 'b' }": ["1:23: default of field 'a': a string where i32 is asked for"],
}


@pytest.mark.parametrize("text", _MEANING, ids=range(len(_MEANING)))
def test_what_means_nothing_is_an_error(text: str, tmp_path: Path) -> None:
    assert errors(tmp_path, text) == _MEANING[text]


_DOUBTFUL = {
    "struct S { i32 a, i32 b }": [
        "1:16: field 'a' has no id; -1 is taken",
        "1:23: field 'b' has no id; -2 is taken",
    ],
    "struct S { 0: i32 a }": [
        "1:12: id 0 of field 'a' is not positive; -1 is taken, as Apache's compiler does"
    ],
    "struct S { -1: i32 a }": ["1:12: id -1 of field 'a' is not positive"],
    "enum E { A = 1, B = 1 }": ["1:17: 'B' has the value of 'A', 1"],
    "union U { 1: required i32 a }": [
        "1:27: field 'a' of union U cannot be required; taken as optional"
    ],
    "struct S { 1: required S s }": [
        "1:8: S requires one of its own kind, so there can be none: S -> S"
    ],
    "service S { async void f() }": ["1:13: 'async' is the old word: use 'oneway'"],
    "const bool C = 2": ["1:16: constant 'C': 2 is no bool; taken as true"],
    "const i32 C = true": ["1:15: constant 'C': a bool where i32 is asked for"],
    "const double C = false": ["1:18: constant 'C': a bool where double is asked for"],
    "const set<i32> C = [1, 1]": ["1:20: constant 'C': a member of the set is given twice"],
    "const map<i32, i32> C = {1: 1, 1: 2}": ["1:25: constant 'C': a key of the map is given twice"],
    "const list<i32> C = {}": ["1:21: constant 'C': '{}' for list<i32>: write '[]'"],
    "struct S { 1: required i32 a } const S C = {}": [
        "1:44: constant 'C': required field 'a' of S is not given"
    ],
    "union U { 1: i32 a 2: i32 b } const U C = {'a': 1, 'b': 2}": [
        "1:43: constant 'C': union U with 2 fields set, not one"
    ],
    "enum A { X } enum B { X } const B C = A.X": ["1:39: constant 'C': 'A.X' is taken as B.X"],
    "namespace py a namespace py b": ["1:29: namespace py was 'a'; the last one counts"],
    "struct S {} service S {}": ["1:21: service 'S' has the name of the type of line 1"],
    "struct S {} namespace py a": [
        "1:13: Apache's compiler wants headers before the first definition"
    ],
}


@pytest.mark.parametrize("text", _DOUBTFUL, ids=range(len(_DOUBTFUL)))
def test_what_apache_takes_is_a_warning(text: str, tmp_path: Path) -> None:
    assert warnings(tmp_path, text) == _DOUBTFUL[text]


def test_all_errors_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = """
struct A {
  1: i32 a = ;
  2 i32 b
  3: Unknown c
  4: list<i32 d
  5: i32
  6: i32 fine
}
enum E {
  A = = 1,
  B
}
service S {
  void a(1: i32 x,, 2: i32 y)
  i32 b(1: i32 c) throws 5
  oneway i32 c()
}
const i32 C = "text"
struct B {
  1: i32 unclosed

struct D {
  1: i32 a
  1: i32 b
}
const map<string, i32> M = {"a": 1, "b" 2}
typedef list<Nothing> Nothings
"""
    assert [line.split(": ")[0] for line in errors(tmp_path, text)] == [
        "3:14",  # a value is missing
        "4:5",
        "5:6",
        "6:15",
        "7:8",
        "11:7",
        "15:19",
        "16:26",
        "17:14",
        "19:15",
        "21:17",
        "25:10",
        "27:41",
        "28:14",
    ]


def test_an_error_shows_its_line_and_a_caret_below_tabs_too(tmp_path: Path) -> None:
    write(tmp_path, main="struct S {\n\t1: Foo\ta\n}\n")
    with pytest.raises(IdlError) as caught:
        load([tmp_path / "main.thrift"])
    assert str(caught.value) == (
        f"{tmp_path}/main.thrift:2:5: unknown type 'Foo'\n    \t1: Foo\ta\n    \t   ^"
    )


def test_an_error_commands_no_terminal(tmp_path: Path) -> None:
    write(tmp_path, main='include "\x1b[2J"')
    with pytest.raises(IdlError) as caught:
        load([tmp_path / "main.thrift"])
    assert "\x1b" not in str(caught.value)
    assert "cannot find '\ufffd[2J'" in str(caught.value)


def test_a_missing_file_is_one_line_without_a_place(tmp_path: Path) -> None:
    with pytest.raises(IdlError) as caught:
        load([tmp_path / "none.thrift"])
    assert str(caught.value) == f"{tmp_path}/none.thrift: there is no such file"


def test_a_folder_or_a_pipe_is_not_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.thrift"
    os.mkfifo(pipe)
    with pytest.raises(IdlError) as caught:
        load([tmp_path, pipe])
    assert str(caught.value).splitlines() == [
        f"{tmp_path}: this is not a file",
        f"{pipe}: this is not a file",
    ]


def test_errors_of_includes_are_told_with_those_of_the_file(tmp_path: Path) -> None:
    text = 'include "other.thrift"\nstruct S { 1: other.Gone a 2: Gone b }'
    other = "struct Gone 1: i32 a }\nconst i32 X = 'a'"
    # Gone is lost by its own error, so that other.Gone is no error of its own.
    assert errors(tmp_path, text, other=other) == [
        "other.thrift:1:13: unexpected '1': expected '{'",
        "other.thrift:2:15: constant 'X': a string where i32 is asked for",
        "2:31: unknown type 'Gone'",
    ]


def test_a_hundred_syntax_errors_are_enough(tmp_path: Path) -> None:
    assert len(errors(tmp_path, "struct S {\n" + 500 * "1: = 5\n" + "}")) == 100
