"""The guard: what may replace a local file."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.model import Json
from kingpin_sdk.spec import Shape
from kingpin_sdk.sync._guard import Candidate, damage, holds_json, refusal

_DOCUMENTS: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
_ALLOWED_EMPTY = {"kingpin-allow-empty": "1"}


def _judge(
    body: bytes,
    *,
    shape: Shape | None = None,
    over_json: bool = False,
    metadata: dict[str, str] | None = None,
) -> str | None:
    return refusal(Candidate(body, metadata or {}, shape, lambda: over_json))


@given(_DOCUMENTS, st.booleans())
def test_any_json_document_may_replace_anything_where_no_shape_is_declared(
    document: Json,
    over_json: bool,  # noqa: FBT001 - Hypothesis fills it by position
) -> None:
    assert _judge(json.dumps(document).encode(), over_json=over_json) is None


@given(_DOCUMENTS, st.sampled_from(Shape))
def test_a_declared_shape_lets_only_its_own_documents_pass(document: Json, shape: Shape) -> None:
    fits = {
        Shape.JSON: True,
        Shape.LIST: isinstance(document, list),
        Shape.MAP: isinstance(document, dict),
        Shape.MAPPED_LIST: isinstance(document, dict)
        and all(isinstance(value, list) for value in document.values()),
    }[shape]
    assert (_judge(json.dumps(document).encode(), shape=shape) is None) == fits


@given(st.binary(min_size=1).filter(lambda body: not holds_json(body)))
def test_a_body_that_is_not_json_passes_only_where_nothing_better_stood_or_is_declared(
    body: bytes,
) -> None:
    assert _judge(body) is None
    assert _judge(body, over_json=True) is not None
    for shape in Shape:
        assert _judge(body, shape=shape) is not None


@pytest.mark.parametrize("body", [b"[]", b"{}"])
def test_an_explicit_empty_document_is_a_decision_and_passes(body: bytes) -> None:
    assert _judge(body, over_json=True) is None


@pytest.mark.parametrize(
    ("shape", "over_json", "metadata", "passes"),
    [
        (None, False, {}, True),
        (None, True, {}, False),
        (None, True, _ALLOWED_EMPTY, True),
        (Shape.JSON, True, {}, True),
        (Shape.LIST, False, {}, False),
        (Shape.LIST, True, _ALLOWED_EMPTY, True),
    ],
)
def test_zero_bytes_pass_when_they_are_meant_or_replace_nothing_better(
    shape: Shape | None, *, over_json: bool, metadata: dict[str, str], passes: bool
) -> None:
    found = _judge(b"", shape=shape, over_json=over_json, metadata=metadata)
    assert (found is None) == passes


def test_what_stands_is_asked_for_only_when_it_decides() -> None:
    def never() -> bool:
        raise AssertionError

    assert refusal(Candidate(b"[1]", {}, None, never)) is None
    assert refusal(Candidate(b"text", {}, Shape.LIST, never)) is not None


@given(st.binary(), st.binary())
def test_a_body_is_damaged_if_its_size_or_hash_is_not_the_published_one(
    published: bytes, arrived: bytes
) -> None:
    metadata = {
        "kingpin-size": str(len(published)),
        "kingpin-sha256": sha256(published).hexdigest(),
    }
    assert (damage(arrived, metadata) is None) == (published == arrived)
    assert damage(arrived, {}) is None


def test_a_refusal_never_shows_the_body() -> None:
    found = _judge(b'{"password": hunter2}', over_json=True)
    assert found is not None
    assert "hunter2" not in found
    assert "password" not in found


def test_a_document_nested_without_end_is_no_json() -> None:
    assert _judge(b"[" * 100_000, over_json=True) is not None
