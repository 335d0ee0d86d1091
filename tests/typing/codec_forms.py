"""What a type checker knows of a codec: the type it was asked for, and nothing wider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_type

import attrs

from kingpin_sdk.codec import KeyCodec, ValueCodec, codec_for, key_codec_for

if TYPE_CHECKING:
    from kingpin_sdk.model import Json


@attrs.frozen
class Limits:
    """A class of a user."""

    qps: int


assert_type(codec_for(str), ValueCodec[str])
assert_type(codec_for(Limits), ValueCodec[Limits])
assert_type(codec_for(int | None), ValueCodec[int | None])
assert_type(codec_for(dict[str, list[Limits]]), ValueCodec[dict[str, list[Limits]]])
assert_type(codec_for(Limits).decode(b"{}"), Limits)
assert_type(codec_for(int | None).decode_empty(), int | None)
assert_type(key_codec_for(int), KeyCodec[int])
assert_type(key_codec_for(Literal["a", "b"]).from_text("a"), Literal["a", "b"])


def must_be_rejected(document: Json) -> None:
    """Every line is a mistake; mypy complains about an ignore that is not needed."""
    codec_for(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    codec_for(int).unstructure("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    key_codec_for(int).to_text("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    codec_for(Limits).structure(document).nope  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
