"""One call without arguments over Thrift's binary protocol: the only importer of thriftpy2.

thriftpy2's own client checks neither the answer's name nor its number, has timeouts per ``recv``
and no largest frame; so its codec alone is used, over a socket read against one deadline.
"""

from __future__ import annotations

import enum
import io
import socket
import struct
from typing import TYPE_CHECKING, ClassVar, Final, final

from thriftpy2.protocol import TCyBinaryProtocol
from thriftpy2.protocol.cybin import ProtocolError
from thriftpy2.thrift import TApplicationException, TException, TMessageType
from thriftpy2.transport import TCyBufferedTransport, TCyMemoryBuffer

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    RpcError,
)

if TYPE_CHECKING:
    from typing import Protocol

    class _Reader(Protocol):
        def read(self, size: int, /) -> bytes: ...


__all__ = ["Framing", "call_without_arguments"]

_LONGEST_FRAME: Final = 1024 * 1024
_LENGTH: Final = struct.Struct("!i")
_FIELD: Final = struct.Struct("!h")
_NUMBER: Final = 1
# What the codec raises for bytes that are no Thrift (MemoryError: a length beyond all bounds).
_GARBAGE: Final = (ProtocolError, TException, ValueError, SystemError, MemoryError)


class Framing(enum.StrEnum):
    """How messages follow each other on a connection."""

    UNFRAMED = "unframed"
    FRAMED = "framed"


def call_without_arguments(
    host: str, port: int, method: str, *, framing: Framing, timeout: float
) -> str | None:
    """Connect, call a method that takes nothing, and read how it answered; the result is skipped.

    Args:
        host: address or name.
        port: of the server.
        method: its name; ``Service:method`` where the server multiplexes.
        framing: what the server speaks.
        timeout: seconds for all of it.

    Returns:
        None if the method returned; else the exception it answered with, in words.

    Raises:
        ConnectTimeoutError: the connection did not stand in time.
        ConnectionFailedError: the connection was refused or broke.
        DeadlineExceededError: no answer in time.
        RpcError: the answer is no Thrift, or framed otherwise.
    """
    deadline = Deadline(timeout)
    try:
        connection = socket.create_connection((host, port), timeout)
    except TimeoutError as error:
        raise ConnectTimeoutError(f"{host}:{port}: no connection in {timeout:g} s") from error
    except OSError as error:
        raise ConnectionFailedError(f"{host}:{port}: {error.strerror or error}") from error
    with connection:
        try:
            return _exchange(connection, method, framing, deadline)
        except TimeoutError as error:
            raise DeadlineExceededError(f"{method}: no answer in {timeout:g} s") from error
        except (OSError, EOFError) as error:
            raise ConnectionFailedError(f"{method}: {error}") from error
        except _GARBAGE as error:
            raise RpcError(f"{method}: the answer is no {framing} Thrift") from error


def _exchange(
    connection: socket.socket, method: str, framing: Framing, deadline: Deadline
) -> str | None:
    message = _encode(method)
    framed = framing is Framing.FRAMED
    connection.settimeout(max(deadline.remaining, 0.001))
    connection.sendall(_LENGTH.pack(len(message)) + message if framed else message)
    replies = _Replies(connection, deadline)
    reader = io.BytesIO(replies.frame()) if framed else replies
    return _judge(reader, method)


@final
class _NoArguments:
    thrift_spec: ClassVar[dict[int, tuple[object, ...]]] = {}


def _encode(method: str) -> bytes:
    buffer = TCyMemoryBuffer()
    protocol = TCyBinaryProtocol(buffer)
    protocol.write_message_begin(method, TMessageType.CALL, _NUMBER)
    protocol.write_struct(_NoArguments())
    return buffer.getvalue()


@final
class _Replies:
    """What the server sends, against a deadline that no dribble of bytes moves."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def read(self, size: int, /) -> bytes:
        """As much as there is, at most ``size``, at least one byte."""
        left = self._deadline.remaining
        if not left:
            raise TimeoutError
        self._connection.settimeout(left)
        data = self._connection.recv(size)
        if not data:
            raise EOFError("the server closed the connection")
        return data

    def frame(self) -> bytes:
        """One whole frame."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if not 0 < length <= _LONGEST_FRAME:
            raise ValueError(f"a frame of {length} bytes")
        return self._exactly(length)

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += self.read(size - len(data))
        return data


def _judge(reader: _Reader, method: str) -> str | None:
    """Read the head of the answer, and of its result the first field's number.

    No more is decoded: the codec takes seconds of CPU for ten bytes that claim a huge list.
    """
    transport = TCyBufferedTransport(reader)
    protocol = TCyBinaryProtocol(transport, strict_decode=True)
    name, kind, number = protocol.read_message_begin()
    if kind == TMessageType.EXCEPTION:
        refusal = TApplicationException()
        protocol.read_struct(refusal)
        text = " ".join(str(refusal).split())[:200]
        return f"{method}: {text}"
    called = method.rpartition(":")[2]
    if kind != TMessageType.REPLY or number != _NUMBER or name not in {method, called}:
        raise ValueError("an answer to something else")
    # Field 0 is the value of a method that is not void; every other one is a declared exception.
    if transport.read(1) != b"\0" and transport.read(_FIELD.size) != _FIELD.pack(0):
        return f"{method}: it answered with an exception of its own"
    return None
