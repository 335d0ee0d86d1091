"""Which types there is a codec for, and how the others are refused."""

import enum
import typing
from collections.abc import Callable, Iterator
from types import GenericAlias
from typing import TYPE_CHECKING, Generic, Literal, NewType, Required, TypeVar

import attrs
import pytest
from typing_extensions import ReadOnly, TypeAliasType, TypedDict

from kingpin_sdk.codec import codec_for
from kingpin_sdk.errors import DecodeError
from kingpin_sdk.model import Json
from tests.unit.codec import shapes

if TYPE_CHECKING:

    class DoesNotExist: ...


T = TypeVar("T")


class Flags(enum.Flag):
    A = 1
    B = 2


class TupleEnum(enum.Enum):
    A = (1, 2)


class NotAttrs:
    pass


@attrs.frozen
class Lost:
    # The mistake: nothing of that name exists at run time.
    field: "DoesNotExist"


@attrs.frozen
class Deep:
    inner: list[dict[str, complex]]


UNSUPPORTED: list[tuple[object, str]] = [
    (complex, "complex"),
    (list[complex], "complex"),
    (Deep, "complex"),
    (NotAttrs, "NotAttrs"),
    (Iterator[int], "Iterator"),
    (Callable[[], int], "Callable"),
    (type[int], "type"),
    (Flags, "Flags is a Flag"),
    (TupleEnum, "tuple in an Enum"),
    (Literal[b"x"], "bytes in an Enum or a Literal"),
    (dict[shapes.Limits, int], "Limits cannot be the key"),
    (dict[None, int], "cannot be the key"),
    (dict[Literal[1, "1"], int], "the same key '1'"),
    (dict[Literal["a"] | None, int], "cannot be the key"),
    (shapes.Box, r"needs its type arguments, as in Box\[int\]"),
    (T, "type variable ~T"),
    ("int", "name of a type"),
    (Lost, "annotations of Lost cannot be resolved: .*DoesNotExist"),
]


@pytest.mark.parametrize(("form", "message"), UNSUPPORTED, ids=[str(f) for f, _ in UNSUPPORTED])
def test_a_type_that_cannot_be_stored_is_refused_before_any_data_is_seen(
    form: object,
    message: str,
) -> None:
    with pytest.raises(TypeError, match=f"^[^\n]*{message}[^\n]*$"):
        shapes.codec_of(form)


def test_the_same_type_has_the_same_codec() -> None:
    assert codec_for(shapes.Limits) is codec_for(shapes.Limits)
    assert codec_for(list[int]) is codec_for(list[int])


class Spellings(TypedDict, total=False):
    title: "Required[str]"
    year: ReadOnly[int]


def test_required_is_seen_also_in_annotations_that_are_text() -> None:
    codec = codec_for(Spellings)
    assert codec.structure({"title": "t"}) == Spellings(title="t")
    with pytest.raises(DecodeError, match=r"\$\.title: required, missing"):
        codec.structure({"year": 1})


@attrs.frozen
class WithJson:
    extra: Json
    more: dict[str, Json] = attrs.Factory(dict[str, Json])


def test_json_is_any_document_also_inside_a_class() -> None:
    value = codec_for(WithJson).structure({"extra": [{"a": None}], "more": {"b": [1]}})
    assert value == WithJson([{"a": None}], {"b": [1]})
    assert codec_for(Json).structure({"a": [1]}) == {"a": [1]}


OLD_SPELLINGS: list[tuple[object, Json, object]] = [
    (typing.List[int], [1], [1]),  # noqa: UP006
    (typing.Dict[str, int], {"a": 1}, {"a": 1}),  # noqa: UP006
    (typing.Tuple[int, ...], [1], (1,)),  # noqa: UP006
    (typing.Optional[int], None, None),  # noqa: UP045
    (list, [1, "a"], [1, "a"]),
    (dict, {"a": [1]}, {"a": [1]}),
    (tuple, [1, "a"], (1, "a")),
    (typing.Sequence[int], [1], (1,)),
    (NewType("Ids", list[int]), [1], [1]),
    (typing.Final[int], 1, 1),
    (typing.Any, {"a": 1}, {"a": 1}),
]


@pytest.mark.parametrize(("form", "document", "value"), OLD_SPELLINGS, ids=range(11))
def test_other_spellings_mean_the_same(
    form: object,
    document: Json,
    value: object,
) -> None:
    codec = shapes.codec_of(form)
    assert codec.structure(document) == value


class Alias:
    """What ``type Nested = int | list[Nested]`` makes from Python 3.12 on."""

    __type_params__ = ()

    @property
    def __value__(self) -> object:
        return int | GenericAlias(list, (self,))


Many = TypeAliasType("Many", list[T], type_params=(T,))


def test_a_type_alias_may_contain_itself() -> None:
    codec = shapes.codec_of(Alias())
    assert codec.structure([1, [2, [3]]]) == [1, [2, [3]]]
    assert codec.unstructure([1, [2, [3]]]) == [1, [2, [3]]]
    with pytest.raises(DecodeError) as caught:
        codec.structure([1, ["x"]])
    assert caught.value.problems == {"$[1][0]": "expected int or list, got str"}


def test_a_type_alias_may_have_arguments() -> None:
    assert codec_for(Many[int]).structure([1]) == [1]


@attrs.frozen
class Outer(Generic[T]):
    inner: shapes.Box[list[T]]
    again: "Outer[T] | None" = None


def test_type_arguments_reach_nested_generic_classes() -> None:
    value = codec_for(Outer[int]).structure(
        {"inner": {"item": [1]}, "again": {"inner": {"item": []}}}
    )
    assert value == Outer(shapes.Box([1]), Outer(shapes.Box(list[int]())))
    with pytest.raises(DecodeError) as caught:
        codec_for(Outer[int]).structure({"inner": {"item": ["x"]}})
    assert caught.value.problems == {"$.inner.item[0]": "expected int, got str"}


def test_a_class_may_have_fields_named_like_parameters_of_the_machinery() -> None:
    value = codec_for(shapes.Awkward).structure({"cl": 1, "converter": {"2": "x"}})
    assert value == shapes.Awkward(1, {2: "x"})
