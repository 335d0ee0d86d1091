"""Open enums, exceptions, unions and maps that do not change."""

from __future__ import annotations

import copy
import enum
import pickle
from typing import Any, ClassVar, TypeVar

import attrs
import pytest

from kingpin_sdk.errors import (
    ApplicationError,
    EncodeError,
    KingpinError,
    MissingFieldError,
    ProtocolError,
)
from kingpin_sdk.rpc import FrozenMap, ThriftEnum, ThriftError
from kingpin_sdk.rpc._method import Spec
from kingpin_sdk.rpc.runtime import ThriftUnion, deep_hash

T = TypeVar("T")


def _pickled(value: T) -> T:
    """The value, as another process gets it."""
    again: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
    return again


class Color(ThriftEnum):
    RED = 0
    GREEN = 1
    VERT = 1


@attrs.define(kw_only=True, eq=False)
class LostError(ThriftError):
    key: str
    near: list[str] | None = None
    thrift_spec: ClassVar[Spec] = {}


@attrs.define(kw_only=True, eq=False)
class PlainError(ThriftError):
    message: str | None = None
    thrift_spec: ClassVar[Spec] = {}


@attrs.define(kw_only=True)
class Either(ThriftUnion):
    number: int | None = None
    text: str | None = None


Either.__kp_hold__({1: (8, "number", False), 2: (11, "text", False)})


def test_an_unknown_member_keeps_its_number() -> None:
    unknown = Color(77)
    assert (unknown, unknown.name, unknown.value) == (77, "UNKNOWN_77", 77)
    assert not unknown.is_known
    assert Color.RED.is_known
    assert Color(-5).name == "UNKNOWN_MINUS_5"
    assert hash(unknown) == hash(77)
    assert {77: "x"}[unknown] == "x"
    assert isinstance(unknown, Color)
    assert list(Color) == [Color.RED, Color.GREEN]


def test_an_unknown_member_is_copied_and_pickled() -> None:
    for member in (Color(77), Color.RED, Color.VERT):
        assert copy.deepcopy(member) == member
        again = _pickled(member)
        assert (again, again.name, type(again)) == (member, member.name, Color)


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, "x", 1.5, None])
def test_what_no_thrift_enum_can_hold_is_refused(value: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match="is not a valid Color"):
        Color(value)


def test_decoding_finds_members_of_all_numbers() -> None:
    assert Color.__kp_of__[1] is Color.GREEN
    assert Color.__kp_of__[77].name == "UNKNOWN_77"
    assert isinstance(Color, enum.EnumType)


def test_an_exception_prints_pickles_and_is_no_error_of_ours() -> None:
    error = LostError(key="x", near=["a"])
    error.key = "changed, as decoding does"
    again = _pickled(error)
    assert (again.key, again.near) == ("changed, as decoding does", ["a"])
    assert str(error) == "key='changed, as decoding does', near=['a']"
    assert str(PlainError(message="no")) == "no"
    assert str(PlainError()) == "message=None"
    assert not isinstance(error, KingpinError)


def test_errors_of_calls_pickle() -> None:
    for error in (ApplicationError("no", kind=6), MissingFieldError("Pin", "id")):
        again = _pickled(error)
        assert (type(again), vars(again), str(again)) == (type(error), vars(error), str(error))


def test_a_union_is_sent_with_one_member_only() -> None:
    assert Either(number=0).thrift_spec == {1: (8, "number", False), 2: (11, "text", False)}
    with pytest.raises(EncodeError, match="Either: a union holds one member, not 2"):
        _ = Either(number=1, text="x").thrift_spec
    empty = Either()
    asked = [getattr(empty, field[1], None) for field in list(empty.thrift_spec.values())[:2]]
    assert asked == [None, None]
    with pytest.raises(EncodeError, match="Either: a union holds one member, not none"):
        [getattr(empty, field[1], None) for field in empty.thrift_spec.values()]


def test_a_union_is_received_with_one_member_at_most() -> None:
    Either().__kp_check__()
    Either(text="").__kp_check__()
    with pytest.raises(ProtocolError, match="a union of 2 members"):
        Either(number=0, text="").__kp_check__()


def test_a_frozen_map_is_a_key_and_equals_its_likes() -> None:
    one, other = FrozenMap({"a": 1, "b": 2}), FrozenMap({"b": 2, "a": 1})
    assert one == other == {"a": 1, "b": 2}
    assert {one: "x"}[other] == "x"
    assert (len(one), one["a"], sorted(one)) == (2, 1, ["a", "b"])
    assert _pickled(one) == one
    assert repr(FrozenMap({1: 2})) == "FrozenMap({1: 2})"
    with pytest.raises(TypeError):
        hash(FrozenMap({"a": [1]}))


def test_records_with_containers_hash_by_what_they_hold() -> None:
    def hashed(order: int) -> int:
        numbers = [1, 2][::order]
        return deep_hash([[1], {"a": {2}}], set(numbers), {n: [n] for n in numbers}, None)

    assert hashed(1) == hashed(-1)
    assert deep_hash([1, 2]) != deep_hash([2, 1])
