"""Reading records by their specs, over either protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, final

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import _wire as wire
from kingpin_sdk.rpc._values import frozen

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

__all__ = ["Reader", "bound_scalars", "read_record"]


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


def bound_scalars(reader: Reader) -> dict[int, Callable[[], Any]]:
    """Wire type -> the reader's method for it."""
    return {
        wire.BOOL: reader.bool,
        wire.BYTE: reader.i8,
        wire.DOUBLE: reader.double,
        wire.I16: reader.i16,
        wire.I32: reader.i32,
        wire.I64: reader.i64,
        wire.STRING: reader.string,
        wire.BINARY: reader.binary,
        wire.UUID: reader.uuid,
    }


def same_kind(sent: int, expected: int) -> bool:
    """True if what was sent is what the spec expects; bytes travel as a string."""
    return sent == expected or (sent == wire.STRING and expected == wire.BINARY)


def read_record(reader: Reader, record: Any) -> None:  # noqa: ANN401 - anything with a spec
    """Set the fields that were sent on a record; unknown and mistyped ones are skipped.

    Args:
        reader: stands at the record's first field.
        record: has ``thrift_spec``.

    Raises:
        ProtocolError: the bytes are no such record.
    """
    _Reading(reader).record(record, wire.MAX_DEPTH)


def _descend(depth: int) -> None:
    if depth <= 0:
        raise ProtocolError(f"more than {wire.MAX_DEPTH} levels of nesting")


def _parts(held: Any) -> tuple[int, Any]:  # noqa: ANN401
    return (held, None) if isinstance(held, int) else (held[0], held[1])


@final
class _Reading:
    """One message's reading; depths are how deep records and containers may nest yet."""

    __slots__ = ("_reader", "_scalars")

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._scalars = bound_scalars(reader)

    def record(self, record: Any, depth: int) -> None:  # noqa: ANN401
        _descend(depth)
        spec, scalars, next_field = record.thrift_spec, self._scalars, self._reader.field
        kind, number = next_field(0)
        while kind != wire.STOP:
            expected = spec.get(number)
            if expected is None or not same_kind(kind, expected[0]):
                self._skip(kind, depth - 1)
            else:
                scalar = scalars.get(expected[0])
                # Of thriftpy2's two forms the longer one has what it holds before the last.
                value = scalar() if scalar else self._value(expected[0], expected[-2], depth - 1)
                setattr(record, expected[1], value)
            kind, number = next_field(number)

    def _value(self, kind: int, held: Any, depth: int) -> Any:  # noqa: ANN401
        scalar = self._scalars.get(kind)
        if scalar is not None:
            return scalar()
        _descend(depth)
        if kind == wire.STRUCT:
            record = held()
            self.record(record, depth)
            return record
        return self._map(held, depth - 1) if kind == wire.MAP else self._list(held, depth - 1)

    def _list(self, held: Any, depth: int) -> list[Any]:  # noqa: ANN401
        kind, inner = _parts(held)
        sent, size = self._reader.elements()
        if not same_kind(sent, kind):
            for _ in range(size):
                self._skip(sent, depth)
            return []
        scalar = self._scalars.get(kind)
        if scalar is not None:
            return [scalar() for _ in range(size)]
        return [self._value(kind, inner, depth) for _ in range(size)]

    def _map(self, held: Any, depth: int) -> dict[Any, Any]:  # noqa: ANN401
        key, inner_key = _parts(held[0])
        value, inner_value = _parts(held[1])
        sent_key, sent_value, size = self._reader.entries()
        if size and not (same_kind(sent_key, key) and same_kind(sent_value, value)):
            for _ in range(size):
                self._skip(sent_key, depth)
                self._skip(sent_value, depth)
            return {}
        return {
            frozen(self._value(key, inner_key, depth)): self._value(value, inner_value, depth)
            for _ in range(size)
        }

    def _skip(self, kind: int, depth: int) -> None:
        # Text is passed over as bytes.
        scalar = self._scalars.get(wire.BINARY if kind == wire.STRING else kind)
        if scalar is not None:
            scalar()
            return
        _descend(depth)
        reader = self._reader
        if kind == wire.STRUCT:
            inner, last = reader.field(0)
            while inner != wire.STOP:
                self._skip(inner, depth - 1)
                inner, last = reader.field(last)
        elif kind in {wire.LIST, wire.SET}:
            inner, size = reader.elements()
            for _ in range(size):
                self._skip(inner, depth - 1)
        elif kind == wire.MAP:
            key, value, size = reader.entries()
            for _ in range(size):
                self._skip(key, depth - 1)
                self._skip(value, depth - 1)
        else:
            raise ProtocolError(f"a value of the unknown type {kind}")
