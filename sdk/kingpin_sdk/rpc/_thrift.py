"""thriftpy2's Cython codec for the binary protocol, behind a guard: its only importer.

Its clients, servers, sockets and other protocols are not used. Decoding is always from a buffered
transport: from its memory buffer, a message that ends early decodes to what the heap holds.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from thriftpy2.protocol import TCyBinaryProtocol
from thriftpy2.protocol.cybin import ProtocolError as CodecError
from thriftpy2.thrift import TDecodeException, TException
from thriftpy2.transport import TCyBufferedTransport, TCyMemoryBuffer, TTransportException

from kingpin_sdk.rpc._guard import Handout, SuspiciousError, suspicious_heads

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "UNENCODABLE",
    "UNREADABLE",
    "CutOffError",
    "RefusedError",
    "encode_message",
    "read_message",
]

UNREADABLE: Final = (
    SuspiciousError,
    CodecError,
    TException,
    ValueError,
    SystemError,
    MemoryError,
    RecursionError,
    TypeError,
)
"""What reading raises for bytes that are no message, or none it should read."""

UNENCODABLE: Final = (
    TDecodeException,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
    BufferError,
)
"""What encoding raises for a value of another type than the spec's."""

RefusedError = TDecodeException
"""The one of them that names the record, the field and the value."""

CutOffError = TTransportException
"""The bytes end within the message."""

# The smallest buffer that any version of the codec reads into by default.
_BUFFER: Final = 1024


def encode_message(name: str, kind: int, number: int, record: object) -> bytes:
    """One message.

    Args:
        name: of the method.
        kind: call, reply, exception or oneway.
        number: which tells answers apart.
        record: what the message carries.
    """
    buffer = TCyMemoryBuffer()
    protocol = TCyBinaryProtocol(buffer)
    protocol.write_message_begin(name, kind, number)
    protocol.write_struct(record)
    return buffer.getvalue()


def read_message(data: bytes, record_for: Callable[[str, int, int], Any]) -> bool:
    """Read one message into a record.

    Args:
        data: the message.
        record_for: given the head (name, kind, number), makes the record; may raise.

    Returns:
        False if something is behind the message.
    """
    heads = suspicious_heads(data)
    if heads:
        handout = Handout(data, heads)
        transport = TCyBufferedTransport(handout, handout.buffer_size)
        _read(transport, record_for)
        return _is_at_its_end(transport)
    source = io.BytesIO(data)
    transport = TCyBufferedTransport(source)
    _read(transport, record_for)
    size = len(data)
    if size > _BUFFER and source.tell() < size:
        return False
    # Reading on would end in an exception, which costs more than a small message. So one more byte
    # is put behind, and is read only if the codec's buffer is empty.
    source.write(b"\0")
    source.seek(size)
    transport.read(1)
    return source.tell() > size


def _read(transport: TCyBufferedTransport, record_for: Callable[[str, int, int], Any]) -> None:
    protocol = TCyBinaryProtocol(transport, strict_decode=True)
    name, kind, number = protocol.read_message_begin()
    if isinstance(name, bytes):  # the codec's way with text that is not UTF-8
        raise CodecError("a name that is not UTF-8")
    protocol.read_struct(record_for(name, kind, number))


def _is_at_its_end(transport: TCyBufferedTransport) -> bool:
    try:
        transport.read(1)
    except CutOffError:
        return True
    return False
