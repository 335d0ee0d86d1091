"""Python names for the IDL's."""

from __future__ import annotations

import builtins
import enum
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_codegen.annotate import _names as names

_IDL_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,6}", fullmatch=True)


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("plain", "plain"), ("class", "class_"), ("None", "None_"), ("self", "self_"),
        ("_hidden", "hidden_"), ("__private", "private_"), ("__dunder__", "dunder___"),
        ("_", "underscore_"), ("a-b", "a_b"), ("2x", "n2x"), ("match", "match"), ("print", "print"),
        ("thrift_spec", "thrift_spec_"), ("attrs", "attrs_"),
    ],
)  # fmt: skip
def test_a_name_that_works_stays(name: str, python: str) -> None:
    assert names.identifier(name, names.FIELD) == python


def test_whatever_an_exception_has_is_no_field() -> None:
    taken = {name for name in dir(BaseException) if not name.startswith("_")}
    assert taken <= names.EXCEPTION_FIELD


def test_whatever_an_enum_has_is_no_member() -> None:
    class Some(enum.IntEnum):
        MEMBER = 1

    taken = {name for name in {*dir(int), *dir(Some), *dir(Some.MEMBER)} if name[0] != "_"}
    assert taken - {"MEMBER"} <= names.ENUM_MEMBER


def test_every_keyword_gets_its_underscore() -> None:
    for word in keyword.kwlist:
        for kind in (names.FIELD, names.ENUM_MEMBER, names.ARGUMENT, names.METHOD, names.MODULE):
            assert names.identifier(word, kind) == f"{word}_"


def test_builtins_that_generated_code_uses_are_builtins() -> None:
    assert {name for name in names.BUILTINS if not hasattr(builtins, name)} == set()


def test_who_may_keep_its_name_keeps_it_wherever_it_stands() -> None:
    given_names = names.unique(["class", "class_", "_class", "class__"], names.FIELD)
    assert given_names == ["class___", "class_", "class____", "class__"]


@given(st.lists(_IDL_NAMES, unique=True, max_size=12), st.lists(_IDL_NAMES, max_size=4))
def test_neighbours_get_different_identifiers(idl: list[str], taken: list[str]) -> None:
    found = names.unique(idl, names.FIELD, taken)
    assert len({*found, *taken}) == len(found) + len(set(taken))
    for name in found:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
