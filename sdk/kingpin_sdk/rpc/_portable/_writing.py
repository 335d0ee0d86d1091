"""Writing records by their specs, over either protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from kingpin_sdk.errors import EncodeError
from kingpin_sdk.rpc import _wire as wire

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

__all__ = ["Writer", "refusal", "write_record"]


class Writer(Protocol):
    """The values of a message, one after the other; `Reader`'s other side."""

    data: bytearray

    def message(self, name: str, kind: int, number: int, /) -> None:
        """The head of the message."""
        ...

    def field(self, kind: int, number: int, last: int, /) -> None:
        """The head of a field, and the id of the field before it (0 at first)."""
        ...

    def stop(self) -> None:
        """The end of a record."""
        ...

    def elements(self, kind: int, size: int, /) -> None:
        """The head of a list or set."""
        ...

    def entries(self, key: int, value: int, size: int, /) -> None:
        """The head of a map."""
        ...

    def bool(self, value: object, /) -> None:
        """A truth value."""
        ...

    def i8(self, value: int, /) -> None:
        """A number of 8 bits."""
        ...

    def i16(self, value: int, /) -> None:
        """A number of 16 bits."""
        ...

    def i32(self, value: int, /) -> None:
        """A number of 32 bits."""
        ...

    def i64(self, value: int, /) -> None:
        """A number of 64 bits."""
        ...

    def double(self, value: float, /) -> None:
        """A floating point number."""
        ...

    def binary(self, value: bytes, /) -> None:
        """Bytes."""
        ...

    def uuid(self, value: uuid.UUID, /) -> None:
        """A UUID."""
        ...


_SCALARS: Final[dict[int, Callable[[Any, Any], None]]] = {
    wire.BOOL: lambda writer, value: writer.bool(value),
    wire.BYTE: lambda writer, value: writer.i8(value),
    wire.DOUBLE: lambda writer, value: writer.double(value),
    wire.I16: lambda writer, value: writer.i16(value),
    wire.I32: lambda writer, value: writer.i32(value),
    wire.I64: lambda writer, value: writer.i64(value),
    wire.STRING: lambda writer, value: writer.binary(value.encode()),
    wire.BINARY: lambda writer, value: writer.binary(bytes(memoryview(value))),
    wire.UUID: lambda writer, value: writer.uuid(value),
}


def write_record(writer: Writer, record: Any, depth: int = wire.MAX_DEPTH) -> None:  # noqa: ANN401 - anything with a spec
    """Write the fields of a record that are not None.

    Raises:
        EncodeError: a value is of another type than the spec's, or records nest too deep.
    """
    _descend(depth)
    last = 0
    for number, field in record.thrift_spec.items():
        value = getattr(record, field[1], None)
        if value is None:
            continue
        writer.field(field[0], number, last)
        last = number
        held = field[2] if len(field) > 3 else None  # noqa: PLR2004 - thriftpy2's two forms
        try:
            _write(writer, field[0], held, value, depth - 1)
        except EncodeError:
            raise
        except Exception as error:
            # Whatever a value of another type than the spec's does where it is written.
            raise EncodeError(refusal(type(record).__name__, field[1], value)) from error
    writer.stop()


def refusal(record: str, attribute: str, value: object) -> str:
    """The text for a value that does not fit its field."""
    # Arguments and results are records of ours, which have no name in the IDL.
    place = attribute if record == "Record" else f"{record}.{attribute}"
    return f"{place} does not take {repr(value)[:100]}"


def _descend(depth: int) -> None:
    if depth <= 0:
        raise EncodeError(f"more than {wire.MAX_DEPTH} levels of nesting")


def _write(writer: Writer, kind: int, held: Any, value: Any, depth: int) -> None:  # noqa: ANN401, PLR0917
    scalar = _SCALARS.get(kind)
    if scalar is not None:
        scalar(writer, value)
    elif kind == wire.STRUCT:
        write_record(writer, value, depth)
    elif kind == wire.MAP:
        _descend(depth)
        key, inner_key = _parts(held[0])
        item, inner_item = _parts(held[1])
        writer.entries(key, item, len(value))
        for one, other in value.items():
            _write(writer, key, inner_key, one, depth - 1)
            _write(writer, item, inner_item, other, depth - 1)
    else:
        _descend(depth)
        kind, inner = _parts(held)
        writer.elements(kind, len(value))
        for each in value:
            _write(writer, kind, inner, each, depth - 1)


def _parts(held: Any) -> tuple[int, Any]:  # noqa: ANN401
    return (held, None) if isinstance(held, int) else (held[0], held[1])
