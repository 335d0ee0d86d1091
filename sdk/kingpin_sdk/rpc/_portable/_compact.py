"""The compact protocol.

Source: thrift-compact-protocol.md of Apache Thrift.
"""

from __future__ import annotations

import struct
import uuid
from typing import Final, final

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import _wire as wire
from kingpin_sdk.rpc._portable._source import Source, checked_size

__all__ = ["CompactReader", "CompactWriter"]

_ID: Final = 0x82
_VERSION: Final = 1
_TRUE, _FALSE = 1, 2
_LONG_FORM: Final = 15
_LONGEST_VARINT: Final = 10
_DOUBLE: Final = struct.Struct("<d")

_TYPES: Final = {
    wire.STOP: 0,
    wire.BOOL: _TRUE,
    wire.BYTE: 3,
    wire.I16: 4,
    wire.I32: 5,
    wire.I64: 6,
    wire.DOUBLE: 7,
    wire.STRING: 8,
    wire.BINARY: 8,
    wire.LIST: 9,
    wire.SET: 10,
    wire.MAP: 11,
    wire.STRUCT: 12,
    wire.UUID: 13,
}
_KINDS: Final = {
    **{number: kind for kind, number in _TYPES.items() if kind != wire.BINARY},
    _FALSE: wire.BOOL,
}
_BITS: Final = {wire.BYTE: 8, wire.I16: 16, wire.I32: 32, wire.I64: 64}


@final
class CompactReader(Source):
    """Reads one message; see `Reader`."""

    __slots__ = ("truth",)

    def __init__(self, data: bytes | bytearray, largest: int) -> None:
        super().__init__(data, largest)
        # A bool field's value, which came with the field's head.
        self.truth: bool | None = None

    def message(self) -> tuple[str, int, int]:
        """See `Reader`."""
        first, second = self.take(2)
        if first != _ID or second & 0x1F != _VERSION:
            raise ProtocolError("no compact Thrift message")
        number = self._varint() & 0xFFFFFFFF
        name = self.text(self._varint())
        return name, second >> 5, number - ((number & 0x80000000) << 1)

    def field(self, last: int) -> tuple[int, int]:
        """See `Reader`."""
        head = self.byte()
        number = head & 0x0F
        if number == 0:
            return wire.STOP, 0
        delta = head >> 4
        field = last + delta if delta else self.i16()
        if number in {_TRUE, _FALSE}:
            self.truth = number == _TRUE
        return self._kind(number), field

    def elements(self) -> tuple[int, int]:
        """See `Reader`."""
        head = self.byte()
        size = head >> 4
        if size == _LONG_FORM:
            size = self._varint()
        return self._kind(head & 0x0F), checked_size(size, self.largest)

    def entries(self) -> tuple[int, int, int]:
        """See `Reader`."""
        size = checked_size(self._varint(), self.largest)
        if size == 0:
            return wire.STOP, wire.STOP, 0
        kinds = self.byte()
        return self._kind(kinds >> 4), self._kind(kinds & 0x0F), size

    def bool(self) -> bool:
        """See `Reader`."""
        truth, self.truth = self.truth, None
        return self.byte() == _TRUE if truth is None else truth

    def i8(self) -> int:
        """See `Reader`."""
        byte = self.byte()
        return byte - ((byte & 0x80) << 1)

    def i16(self) -> int:
        """See `Reader`."""
        return self._number(16)

    def i32(self) -> int:
        """See `Reader`."""
        return self._number(32)

    def i64(self) -> int:
        """See `Reader`."""
        return self._number(64)

    def double(self) -> float:
        """See `Reader`."""
        number: float = _DOUBLE.unpack(self.take(8))[0]
        return number

    def binary(self) -> bytes:
        """See `Reader`."""
        return bytes(self.take(self._varint()))

    def string(self) -> str:
        """See `Reader`."""
        return self.text(self._varint())

    def uuid(self) -> uuid.UUID:
        """See `Reader`."""
        return uuid.UUID(bytes=bytes(self.take(16)))

    def _kind(self, number: int) -> int:
        kind = _KINDS.get(number)
        if kind is None:
            raise ProtocolError(f"a value of the unknown type {number}")
        return kind

    def _varint(self) -> int:
        result = 0
        for index in range(_LONGEST_VARINT):
            byte = self.byte()
            result |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:  # noqa: PLR2004 - the bit that says: more follows
                return result
        raise ProtocolError("a number that does not end")

    def _number(self, bits: int) -> int:
        raw = self._varint()
        number = (raw >> 1) ^ -(raw & 1)
        if raw >> bits:
            raise ProtocolError(f"the number {number} in a field of {bits} bits")
        return number


@final
class CompactWriter:
    """Writes one message; see `Writer`."""

    __slots__ = ("_field", "data")

    def __init__(self) -> None:
        self.data = bytearray()
        # A bool field whose head waits for the value.
        self._field: tuple[int, int] | None = None

    def message(self, name: str, kind: int, number: int) -> None:
        """See `Writer`."""
        self.data += bytes((_ID, _VERSION | kind << 5))
        self._varint(number & 0xFFFFFFFF)
        self.binary(name.encode())

    def field(self, kind: int, number: int, last: int) -> None:
        """See `Writer`."""
        if kind == wire.BOOL:
            self._field = (number, last)
        else:
            self._head(_TYPES[kind], number, last)

    def stop(self) -> None:
        """See `Writer`."""
        self.data.append(0)

    def elements(self, kind: int, size: int) -> None:
        """See `Writer`."""
        if size < _LONG_FORM:
            self.data.append(size << 4 | _TYPES[kind])
        else:
            self.data.append(_LONG_FORM << 4 | _TYPES[kind])
            self._varint(size)

    def entries(self, key: int, value: int, size: int) -> None:
        """See `Writer`."""
        self._varint(size)
        if size:
            self.data.append(_TYPES[key] << 4 | _TYPES[value])

    def bool(self, value: object) -> None:
        """See `Writer`."""
        number = _TRUE if value else _FALSE
        if self._field is None:
            self.data.append(number)
        else:
            field, self._field = self._field, None
            self._head(number, *field)

    def i8(self, value: int) -> None:
        """See `Writer`."""
        self._fits(value, 8)
        self.data.append(value & 0xFF)

    def i16(self, value: int) -> None:
        """See `Writer`."""
        self._number(value, 16)

    def i32(self, value: int) -> None:
        """See `Writer`."""
        self._number(value, 32)

    def i64(self, value: int) -> None:
        """See `Writer`."""
        self._number(value, 64)

    def double(self, value: float) -> None:
        """See `Writer`."""
        self.data += _DOUBLE.pack(value)

    def binary(self, value: bytes) -> None:
        """See `Writer`."""
        self._varint(len(value))
        self.data += value

    def uuid(self, value: uuid.UUID) -> None:
        """See `Writer`."""
        self.data += value.bytes

    def _head(self, number: int, field: int, last: int) -> None:
        delta = field - last
        if 0 < delta < 16:  # noqa: PLR2004 - four bits
            self.data.append(delta << 4 | number)
        else:
            self.data.append(number)
            self.i16(field)

    def _number(self, value: int, bits: int) -> None:
        self._fits(value, bits)
        self._varint(value << 1 ^ value >> bits - 1)

    @staticmethod
    def _fits(value: int, bits: int) -> None:
        if not -(1 << bits - 1) <= value < 1 << bits - 1:
            raise OverflowError(f"{value} does not fit {bits} bits")

    def _varint(self, value: int) -> None:
        while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
            self.data.append(value & 0x7F | 0x80)
            value >>= 7
        self.data.append(value)
