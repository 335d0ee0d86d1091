"""What the rest of the package sees: one codec a type, made once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeGuard, TypeVar, cast, final

from kingpin_sdk.codec._compile import Compiler
from kingpin_sdk.codec._json import fast_parser_pays, parse_json
from kingpin_sdk.codec._problems import ProblemsError, as_mapping
from kingpin_sdk.errors import DecodeError, RejectedError, SnapshotCorruptError

if TYPE_CHECKING:
    from collections.abc import Hashable

    import msgspec
    from typing_extensions import TypeForm

    from kingpin_sdk.codec._shape import KeyShape, Shape
    from kingpin_sdk.model import Json

__all__ = ["KeyCodec", "ValueCodec", "codec_for", "key_codec_for"]

T = TypeVar("T")
K = TypeVar("K")

_CODECS_KEPT = 1024


@final
class ValueCodec(Generic[T]):
    """Bytes and plain JSON documents to values of one type, and back.

    Made by codec_for; safe for any thread.

    Attributes:
        takes_none: None is a value of the type.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        # Made when msgspec first reads a document; two threads may both make one, no matter.
        self._decoder: msgspec.json.Decoder[object] | None = None
        self.takes_none: bool = bool(self._structured([None]))

    def decode(self, data: bytes, *, what: str = "document") -> T:
        """Read one JSON document as a T.

        Args:
            data: UTF-8 JSON; for zero bytes see decode_empty.
            what: names the document in errors.

        Raises:
            SnapshotCorruptError: not JSON, or beyond parse_json's limits.
            DecodeError: JSON, but no T; with every problem.
        """
        if self._shape.native is not None and fast_parser_pays(data):
            # One pass in C. What it refuses is read again below, for the full list of problems.
            import msgspec

            if self._decoder is None:
                self._decoder = msgspec.json.Decoder(self._shape.native)
            try:
                # The decoder was made for this very type.
                return cast("T", self._decoder.decode(data))
            except (msgspec.DecodeError, UnicodeDecodeError):
                pass
        return self.structure(parse_json(data, what=what), what=what)

    def decode_empty(self, *, what: str = "document") -> T:
        """Read zero bytes: None if T takes it, else T's one empty value of {}, [], "", 0 and false.

        Raises:
            SnapshotCorruptError: T takes no empty value, or more than one.
        """
        empties: list[Json] = [{}, [], "", 0, False]
        values = self._structured([None]) or self._structured(empties)
        if len(values) != 1:
            raise SnapshotCorruptError(
                f"{what} is empty, and {self._shape.name} has no one empty value"
            )
        return values[0]

    def structure(
        self, document: Json, *, what: str = "document", forbid_unknown: bool = False
    ) -> T:
        """Make a T of a plain JSON document, parts of which may become parts of the value.

        Args:
            document: plain JSON.
            what: names the document in errors.
            forbid_unknown: refuse keys that a class in T does not declare; else they are dropped.

        Raises:
            DecodeError: with every problem, by its path.
        """
        found = []
        value: object = None
        try:
            value = self._shape.structure(document)
        except ProblemsError as error:
            found = error.found
        if forbid_unknown:
            found = found + self._shape.unknown(document)
        if found:
            raise DecodeError(what, as_mapping(found))
        # A shape makes values of the type it was compiled from.
        return cast("T", value)

    def unstructure(self, value: T, *, what: str = "document") -> Json:
        """Make the plain JSON document of a T: all fields, also those at their default.

        Raises:
            RejectedError: the value or something in it is not of the declared type; with every
                problem.
        """
        try:
            return self._shape.unstructure(value)
        except ProblemsError as error:
            raise RejectedError(what, as_mapping(error.found)) from None
        except RecursionError:
            raise RejectedError(what, {"$": "nested too deeply, or contains itself"}) from None

    def _structured(self, documents: list[Json]) -> list[T]:
        """Those that are a T."""
        values: list[T] = []
        for document in documents:
            try:
                values.append(self.structure(document))
            except DecodeError:
                continue
        return values


@final
class KeyCodec(Generic[K]):
    """The keys of a JSON object as values of one type.

    Made by key_codec_for; safe for any thread.

    Several texts can be one key (``"1"`` and ``"01"``), so an existing entry is found by from_text.
    """

    def __init__(self, shape: KeyShape) -> None:
        self._shape = shape

    def to_text(self, key: K, *, what: str = "key") -> str:
        """Write a key as ``json.dumps`` does.

        Raises:
            RejectedError: it is not of the declared type.
        """
        try:
            return self._shape.to_text(key)
        except ProblemsError as error:
            raise RejectedError(what, as_mapping(error.found)) from None

    def from_text(self, text: str, *, what: str = "key") -> K:
        """Read a key.

        Raises:
            DecodeError: the text is none of the declared type.
        """
        try:
            # A shape makes keys of the type it was compiled from.
            return cast("K", self._shape.from_text(text))
        except ProblemsError as error:
            raise DecodeError(what, as_mapping(error.found)) from None


def codec_for(tp: TypeForm[T]) -> ValueCodec[T]:
    """The codec of a type: the same object for the same type.

    Args:
        tp: an attrs class, a dataclass, a TypedDict, NamedTuple or Enum; Literal, NewType,
            Annotated; str, int, float, bool, None, bytes, date, datetime, UUID, Decimal; ``Json``
            or ``object`` for any JSON; unions, lists, tuples, sets and dicts of these; generic
            classes with arguments.

    Raises:
        TypeError: a type in it cannot be stored as JSON; the message names it.
    """
    # Types that are equal need not be the same: int | str equals str | int. Their texts differ.
    # The cache knows no T; the codec it holds was made from this very form.
    return cast("ValueCodec[T]", _codec(tp, repr(tp)))


def key_codec_for(tp: TypeForm[K]) -> KeyCodec[K]:
    """The key codec of a type: the same object for the same type.

    Args:
        tp: str, int, float, bool, an Enum, Literal, NewType, UUID, date, datetime, Decimal, bytes.

    Raises:
        TypeError: it cannot be the key of a JSON object; the message names it.
    """
    # As in codec_for.
    return cast("KeyCodec[K]", _key_codec(tp, repr(tp)))


@lru_cache(maxsize=_CODECS_KEPT)
def _kept_codec(form: object, _text: str) -> ValueCodec[object]:
    return ValueCodec(Compiler().shape(form))


def _codec(form: object, text: str) -> ValueCodec[object]:
    if _hashable(form):
        return _kept_codec(form, text)
    return ValueCodec(Compiler().shape(form))


@lru_cache(maxsize=_CODECS_KEPT)
def _kept_key_codec(form: object, _text: str) -> KeyCodec[object]:
    return KeyCodec(Compiler().key(form))


def _key_codec(form: object, text: str) -> KeyCodec[object]:
    if _hashable(form):
        return _kept_key_codec(form, text)
    return KeyCodec(Compiler().key(form))


def _hashable(form: object) -> TypeGuard[Hashable]:
    """False for Annotated with metadata that cannot be hashed."""
    try:
        hash(form)
    except TypeError:
        return False
    return True
