"""Reading records by their specs, over either protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import _wire as wire
from kingpin_sdk.rpc._values import frozen

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

__all__ = ["SCALARS", "Reader", "read_record", "same_kind"]


class Reader(Protocol):
    """The values of a message, one after the other, with every length and number checked."""

    def message(self) -> tuple[str, int, int]:
        """The head of the message: name, kind, number."""
        ...

    def field(self, last: int, /) -> tuple[int, int]:
        """The head of a field: type and id; type STOP where the record ends."""
        ...

    def elements(self) -> tuple[int, int]:
        """The head of a list or set: type and number of elements."""
        ...

    def entries(self) -> tuple[int, int, int]:
        """The head of a map: types of keys and values, number of entries."""
        ...

    def bool(self) -> bool:
        """A truth value."""
        ...

    def i8(self) -> int:
        """A number of 8 bits."""
        ...

    def i16(self) -> int:
        """A number of 16 bits."""
        ...

    def i32(self) -> int:
        """A number of 32 bits."""
        ...

    def i64(self) -> int:
        """A number of 64 bits."""
        ...

    def double(self) -> float:
        """A floating point number."""
        ...

    def binary(self) -> bytes:
        """Bytes."""
        ...

    def string(self) -> str:
        """Text."""
        ...

    def uuid(self) -> uuid.UUID:
        """A UUID."""
        ...


SCALARS: Final[dict[int, Callable[[Any], Any]]] = {
    wire.BOOL: lambda reader: reader.bool(),
    wire.BYTE: lambda reader: reader.i8(),
    wire.DOUBLE: lambda reader: reader.double(),
    wire.I16: lambda reader: reader.i16(),
    wire.I32: lambda reader: reader.i32(),
    wire.I64: lambda reader: reader.i64(),
    wire.STRING: lambda reader: reader.string(),
    wire.BINARY: lambda reader: reader.binary(),
    wire.UUID: lambda reader: reader.uuid(),
}


def same_kind(sent: int, expected: int) -> bool:
    """True if what was sent is what the spec expects; bytes travel as a string."""
    return sent == expected or (sent == wire.STRING and expected == wire.BINARY)


def read_record(reader: Reader, record: Any, depth: int = wire.MAX_DEPTH) -> None:  # noqa: ANN401 - anything with a spec
    """Set the fields that were sent on a record; unknown and mistyped ones are skipped.

    Args:
        reader: stands at the record's first field.
        record: has ``thrift_spec``.
        depth: how deep records and containers may nest yet, this one included.

    Raises:
        ProtocolError: the bytes are no such record.
    """
    _descend(depth)
    spec = record.thrift_spec
    last = 0
    while True:
        kind, last = reader.field(last)
        if kind == wire.STOP:
            return
        expected = spec.get(last)
        if expected is None or not same_kind(kind, expected[0]):
            _skip(reader, kind, depth - 1)
            continue
        held = expected[2] if len(expected) > 3 else None  # noqa: PLR2004 - thriftpy2's two forms
        setattr(record, expected[1], _value(reader, expected[0], held, depth - 1))


def _descend(depth: int) -> None:
    if depth <= 0:
        raise ProtocolError(f"more than {wire.MAX_DEPTH} levels of nesting")


def _value(reader: Reader, kind: int, held: Any, depth: int) -> Any:  # noqa: ANN401
    scalar = SCALARS.get(kind)
    if scalar is not None:
        return scalar(reader)
    _descend(depth)
    if kind == wire.STRUCT:
        record = held()
        read_record(reader, record, depth)
        return record
    if kind == wire.MAP:
        return _map(reader, held, depth - 1)
    return _list(reader, held, depth - 1)


def _list(reader: Reader, held: Any, depth: int) -> list[Any]:  # noqa: ANN401
    kind, inner = _parts(held)
    sent, size = reader.elements()
    if not same_kind(sent, kind):
        for _ in range(size):
            _skip(reader, sent, depth)
        return []
    return [_value(reader, kind, inner, depth) for _ in range(size)]


def _map(reader: Reader, held: Any, depth: int) -> dict[Any, Any]:  # noqa: ANN401
    key, inner_key = _parts(held[0])
    value, inner_value = _parts(held[1])
    sent_key, sent_value, size = reader.entries()
    if size and not (same_kind(sent_key, key) and same_kind(sent_value, value)):
        for _ in range(size):
            _skip(reader, sent_key, depth)
            _skip(reader, sent_value, depth)
        return {}
    return {
        frozen(_value(reader, key, inner_key, depth)): _value(reader, value, inner_value, depth)
        for _ in range(size)
    }


def _parts(held: Any) -> tuple[int, Any]:  # noqa: ANN401
    return (held, None) if isinstance(held, int) else (held[0], held[1])


def _skip(reader: Reader, kind: int, depth: int) -> None:
    scalar = SCALARS.get(wire.BINARY if kind == wire.STRING else kind)
    if scalar is not None:
        scalar(reader)
        return
    _descend(depth)
    if kind == wire.STRUCT:
        inner, last = reader.field(0)
        while inner != wire.STOP:
            _skip(reader, inner, depth - 1)
            inner, last = reader.field(last)
    elif kind in {wire.LIST, wire.SET}:
        inner, size = reader.elements()
        for _ in range(size):
            _skip(reader, inner, depth - 1)
    elif kind == wire.MAP:
        key, value, size = reader.entries()
        for _ in range(size):
            _skip(reader, key, depth - 1)
            _skip(reader, value, depth - 1)
    else:
        raise ProtocolError(f"a value of the unknown type {kind}")
