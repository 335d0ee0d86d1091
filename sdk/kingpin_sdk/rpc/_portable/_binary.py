"""The binary protocol, strict.

Source: thrift-binary-protocol.md of Apache Thrift.
"""

from __future__ import annotations

import struct
import uuid
from typing import Any, Final, final

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc._portable._source import Source, TruncatedError, checked_size
from kingpin_sdk.rpc._wire import BINARY, STOP, STRING

__all__ = ["BinaryReader", "BinaryWriter"]

_VERSION: Final = b"\x80\x01"
_BYTE: Final = struct.Struct("!b")
_I16: Final = struct.Struct("!h")
_I32: Final = struct.Struct("!i")
_I64: Final = struct.Struct("!q")
_DOUBLE: Final = struct.Struct("!d")
_FIELD: Final = struct.Struct("!bh")


@final
class BinaryReader(Source):
    """Reads one message; see `Reader`."""

    __slots__ = ()

    def message(self) -> tuple[str, int, int]:
        """See `Reader`."""
        # First of all, so that bytes which are no Thrift are not waited for.
        if self.take(2) != _VERSION:
            raise ProtocolError("no strict binary Thrift message")
        _, kind = self.take(2)
        name = self.text(self.i32())
        return name, kind, self.i32()

    def field(self, last: int) -> tuple[int, int]:
        """See `Reader`."""
        del last
        kind = self.byte()
        return (kind, 0) if kind == STOP else (kind, self.i16())

    def elements(self) -> tuple[int, int]:
        """See `Reader`."""
        kind = self.byte()
        return kind, checked_size(self.i32(), self.largest)

    def entries(self) -> tuple[int, int, int]:
        """See `Reader`."""
        key, value = self.take(2)
        return key, value, checked_size(self.i32(), self.largest)

    def bool(self) -> bool:
        """See `Reader`."""
        return self.byte() != 0

    def i8(self) -> int:
        """See `Reader`."""
        byte = self.byte()
        return byte - ((byte & 0x80) << 1)

    def i16(self) -> int:
        """See `Reader`."""
        number: int = self._unpack(_I16)
        return number

    def i32(self) -> int:
        """See `Reader`."""
        number: int = self._unpack(_I32)
        return number

    def i64(self) -> int:
        """See `Reader`."""
        number: int = self._unpack(_I64)
        return number

    def double(self) -> float:
        """See `Reader`."""
        number: float = self._unpack(_DOUBLE)
        return number

    def _unpack(self, form: struct.Struct) -> Any:  # noqa: ANN401 - one number of the form
        position = self.position
        try:
            (number,) = form.unpack_from(self.data, position)
        except struct.error as error:
            raise TruncatedError("the message ends early") from error
        self.position = position + form.size
        return number

    def binary(self) -> bytes:
        """See `Reader`."""
        return bytes(self.take(self.i32()))

    def string(self) -> str:
        """See `Reader`."""
        return self.text(self.i32())

    def uuid(self) -> uuid.UUID:
        """See `Reader`."""
        return uuid.UUID(bytes=bytes(self.take(16)))


@final
class BinaryWriter:
    """Writes one message; see `Writer`."""

    __slots__ = ("data",)

    def __init__(self) -> None:
        self.data = bytearray()

    def message(self, name: str, kind: int, number: int) -> None:
        """See `Writer`."""
        text = name.encode()
        self.data += _VERSION + bytes((0, kind)) + _I32.pack(len(text)) + text + _I32.pack(number)

    def field(self, kind: int, number: int, last: int) -> None:
        """See `Writer`."""
        del last
        self.data += _FIELD.pack(_sent(kind), number)

    def stop(self) -> None:
        """See `Writer`."""
        self.data.append(STOP)

    def elements(self, kind: int, size: int) -> None:
        """See `Writer`."""
        self.data.append(_sent(kind))
        self.data += _I32.pack(size)

    def entries(self, key: int, value: int, size: int) -> None:
        """See `Writer`."""
        self.data += bytes((_sent(key), _sent(value)))
        self.data += _I32.pack(size)

    def bool(self, value: object) -> None:
        """See `Writer`."""
        self.data.append(1 if value else 0)

    def i8(self, value: int) -> None:
        """See `Writer`."""
        self.data += _BYTE.pack(value)

    def i16(self, value: int) -> None:
        """See `Writer`."""
        self.data += _I16.pack(value)

    def i32(self, value: int) -> None:
        """See `Writer`."""
        self.data += _I32.pack(value)

    def i64(self, value: int) -> None:
        """See `Writer`."""
        self.data += _I64.pack(value)

    def double(self, value: float) -> None:
        """See `Writer`."""
        self.data += _DOUBLE.pack(value)

    def binary(self, value: bytes) -> None:
        """See `Writer`."""
        self.data += _I32.pack(len(value)) + value

    def uuid(self, value: uuid.UUID) -> None:
        """See `Writer`."""
        self.data += value.bytes


def _sent(kind: int) -> int:
    return STRING if kind == BINARY else kind
