"""Our front end says of every file what Apache's compiler says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kingpin_codegen.load import load
from kingpin_codegen.model import IdlError
from tests.codegen.corpus import CorpusFile, corpus
from tests.codegen.idl.apache import Refused, Unreadable, apache_says, differences, we_say
from tests.codegen.idl.large import large_idl
from tests.codegen.idl.loading import PARSER

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAMPLES = Path(__file__).parent / "samples"

_SAMPLE_NAMES = ("grammar.thrift", "diamond.thrift", "docs.thrift")

# What Apache's compiler takes and we do not, with the reason. Empty, and good so.
_WE_REFUSE: dict[str, str] = {}

# Where it prints something else than it read.
_UNREADABLE = {
    "thrift/lib/rs/test/thrifts/Midlayer.thrift": "a map's keys are containers",
    "thrift/test/DebugProtoTest.thrift": "a map's keys are structs",
    "thrift/test/EnumTest.thrift": "annotations are printed without their bracket",
}

# What it refuses and we take, with its reason.
_ONLY_WE_TAKE = {
    "thrift/test/py/explicit_module/test3.thrift": "a keyword of some language is a name",
    "thriftpy2/tests/parser-cases/annotations.thrift": "annotations behind a type's name",
    "thriftpy2/tests/parser-cases/e_use_thrift_reserved_keywords.thrift": "a keyword is a name",
    "thriftpy2/tests/parser-cases/type_ref.thrift": "a semicolon behind an include",
    "thriftpy2/tests/parser-cases/value_ref.thrift": "a semicolon behind an include",
    "thriftpy2/tests/recursive_definition.thrift": "types are used before they are defined",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | list[str]]:
    """File -> how the two answers differ, or who refuses it."""
    out = tmp_path_factory.mktemp("apache")
    large = out / "large.thrift"
    large.write_text(large_idl())
    return {
        file.name: _outcome(file.path, file.include_dirs, out / str(number))
        for number, file in enumerate([*corpus(), *_sample_files(), CorpusFile("large", large, ())])
    }


def _sample_files() -> list[CorpusFile]:
    return [CorpusFile(name, _SAMPLES / name, ()) for name in _SAMPLE_NAMES]


def _outcome(path: Path, include_dirs: Sequence[Path], out: Path) -> str | list[str]:
    apache = apache_says(path, include_dirs, out)
    try:
        program = load([path], include_dirs=include_dirs, parser=PARSER)
    except IdlError:
        return "both refuse" if isinstance(apache, Refused) else "we refuse"
    if isinstance(apache, Refused):
        return "only we take"
    if isinstance(apache, Unreadable):
        return "unreadable"
    return differences(apache, we_say(program, program.document(program.roots[0])))


def _names(outcomes: dict[str, str | list[str]], outcome: str) -> set[str]:
    return {name for name, found in outcomes.items() if found == outcome}


def test_the_corpus_is_there(outcomes: dict[str, str | list[str]]) -> None:
    assert len(outcomes) > 250
    assert sum(isinstance(found, list) for found in outcomes.values()) > 200


def test_every_model_is_equal_to_what_apache_says(outcomes: dict[str, str | list[str]]) -> None:
    assert {
        name: found for name, found in outcomes.items() if isinstance(found, list) and found
    } == {}


def test_we_take_what_apache_takes(outcomes: dict[str, str | list[str]]) -> None:
    assert _names(outcomes, "we refuse") == set(_WE_REFUSE)


def test_what_apache_cannot_say_is_listed(outcomes: dict[str, str | list[str]]) -> None:
    assert _names(outcomes, "unreadable") == set(_UNREADABLE)


def test_what_only_we_take_is_listed(outcomes: dict[str, str | list[str]]) -> None:
    only_we = {name for name in _names(outcomes, "only we take") if "keyword-samples" not in name}
    assert only_we == set(_ONLY_WE_TAKE)
