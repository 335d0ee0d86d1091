"""Defaults that are constants: whoever changes his own changes nobody else's."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.codegen.generating import made_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_IDL = """
namespace py defaults
struct In { 1: list<string> words, 2: map<string, list<i32>> counts }
const In BASE = {"words": ["a"], "counts": {"a": [1]}}
const list<In> MANY = [BASE]
const map<string, In> NAMED = {"a": BASE}
struct Out { 1: In one = BASE, 2: list<In> many = MANY, 3: map<string, In> named = NAMED,
             4: list<In> listed = [BASE], 5: optional In perhaps = BASE }
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with made_of(_IDL, tmp_path_factory.mktemp("defaults"), "defaults.constants") as module:
        yield module


def _change(one: Any) -> None:  # noqa: ANN401 - generated
    for each in (one.one, one.many[0], one.named["a"], one.listed[0], one.perhaps):
        each.words.append("changed")
        each.counts["a"].append(2)


def test_a_default_shares_nothing_with_the_constant_it_comes_from(module: Any) -> None:  # noqa: ANN401
    was, base = deepcopy(module.Out()), deepcopy(module.BASE)
    _change(module.Out())
    assert module.Out() == was
    assert base == module.BASE


def test_neither_does_what_a_decoded_record_was_not_sent(module: Any) -> None:  # noqa: ANN401
    was, base = deepcopy(module.Out()), deepcopy(module.BASE)
    _change(module.Out.__kp_new__())
    assert module.Out.__kp_new__() == was
    assert base == module.BASE
