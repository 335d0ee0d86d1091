"""The guard: what may replace a local file."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import SnapshotCorruptError
from kingpin_sdk.formats.metaconfig import NO_LIMITS, ConfigLimits
from kingpin_sdk.formats.record import damage
from kingpin_sdk.model import Json
from kingpin_sdk.spec import Shape
from kingpin_sdk.sync._guard import Candidate, refusal

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
    over: bytes = b"",
    metadata: dict[str, str] | None = None,
    limits: ConfigLimits = NO_LIMITS,
) -> str | None:
    current = b"[1]" if over_json else over
    return refusal(Candidate(body, metadata or {}, shape, limits, lambda: current))


def _is_json(body: bytes) -> bool:
    try:
        parse_json(body)
    except SnapshotCorruptError:
        return False
    return True


def _list_of(count: int) -> bytes:
    return json.dumps(list(range(count))).encode()


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


@given(st.binary(min_size=1).filter(lambda body: not _is_json(body)))
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
    def never() -> bytes:
        raise AssertionError

    assert refusal(Candidate(b"[1]", {}, None, NO_LIMITS, never)) is None
    assert refusal(Candidate(b"text", {}, Shape.LIST, NO_LIMITS, never)) is not None


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


def test_a_body_larger_than_its_config_declares_is_refused() -> None:
    limits = ConfigLimits(max_bytes=5)
    assert _judge(b"[1,2]", limits=limits) is None
    found = _judge(b"[1, 2]", limits=limits)
    assert found == "its 6 bytes exceed the 5 declared for it"


@pytest.mark.parametrize("body", [b"[]", b"{}", b"", b"null"])
@pytest.mark.parametrize("shape", [None, Shape.JSON])
@pytest.mark.parametrize("metadata", [{}, _ALLOWED_EMPTY])
def test_a_protected_config_keeps_its_entries(
    body: bytes, shape: Shape | None, metadata: dict[str, str]
) -> None:
    limits = ConfigLimits(protect_empty=True)
    assert _judge(body, shape=shape, over=b"[1]", metadata=metadata, limits=limits) is not None


@pytest.mark.parametrize("over", [b"", b"[]", b"{}", b"null"])
def test_protection_holds_nothing_back_where_nothing_can_be_lost(over: bytes) -> None:
    assert _judge(b"[]", over=over, limits=ConfigLimits(protect_empty=True)) is None


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.0, 1.0))
def test_a_drop_is_held_back_beyond_the_ratio_and_from_five_entries_on(
    before: int, now: int, ratio: float
) -> None:
    found = _judge(_list_of(now), over=_list_of(before), limits=ConfigLimits(shrink_ratio=ratio))
    too_far = before >= 5 and before - now > ratio * before + 1e-9
    assert (found is not None) == too_far


def test_a_drop_by_exactly_the_ratio_passes_whatever_the_rounding() -> None:
    # 0.29 times 100 is a little less than 29.
    limits = ConfigLimits(shrink_ratio=0.29)
    assert _judge(_list_of(71), over=_list_of(100), limits=limits) is None
    assert _judge(_list_of(70), over=_list_of(100), limits=limits) is not None


def test_the_number_from_which_a_drop_counts_can_be_declared() -> None:
    limits = ConfigLimits(shrink_ratio=0.5, shrink_minimum=2)
    found = _judge(b'{"a": 1}', over=b'{"a": 1, "b": 2, "c": 3}', limits=limits)
    assert found == "1 entries, where 3 stand: a drop by more than 50%"
    assert _judge(b"{}", over=b'{"a": 1}', limits=limits) is None


def test_who_is_only_protected_from_the_empty_may_lose_all_but_one() -> None:
    assert _judge(b"[1]", over=_list_of(100), limits=ConfigLimits(protect_empty=True)) is None
