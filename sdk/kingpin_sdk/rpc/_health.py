"""One call without arguments, for health checks: of the answer no more is read than its kind."""

from __future__ import annotations

import socket
from typing import Final

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    ProtocolError,
    RpcError,
)
from kingpin_sdk.rpc._framing_bytes import LENGTH, framed
from kingpin_sdk.rpc._portable import BinaryReader, BinaryWriter, TruncatedError
from kingpin_sdk.rpc._wire import STOP, STRING, Framing, Kind

__all__ = ["Framing", "call_without_arguments"]

_LONGEST: Final = 1024 * 1024
_PIECE: Final = 64 * 1024
_NUMBER: Final = 1


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
        except ProtocolError as error:
            raise RpcError(f"{method}: the answer is no {framing} Thrift") from error


def _exchange(
    connection: socket.socket, method: str, framing: Framing, deadline: Deadline
) -> str | None:
    writer = BinaryWriter()
    writer.message(method, Kind.CALL, _NUMBER)
    writer.stop()
    connection.settimeout(max(deadline.remaining, 0.001))
    connection.sendall(framed(bytes(writer.data), framing))
    start = LENGTH.size if framing is Framing.FRAMED else 0
    answer = b""
    while True:
        answer += _received(connection, deadline)
        if len(answer) < start:
            continue
        if start:
            (length,) = LENGTH.unpack_from(answer)
            if not 0 < length <= _LONGEST:
                raise ProtocolError(f"a frame of {length} bytes")
        try:
            return _judge(BinaryReader(answer[start:], _LONGEST), method)
        except TruncatedError:
            if len(answer) > _LONGEST:
                raise


def _received(connection: socket.socket, deadline: Deadline) -> bytes:
    left = deadline.remaining
    if not left:
        raise TimeoutError
    connection.settimeout(left)
    data = connection.recv(_PIECE)
    if not data:
        raise EOFError("the server closed the connection")
    return data


def _judge(reader: BinaryReader, method: str) -> str | None:
    """Read the head of the answer, and of its result the first field's number.

    Raises:
        TruncatedError: more bytes are needed.
        ProtocolError: it is no answer to this call.
    """
    name, kind, number = reader.message()
    if kind == Kind.EXCEPTION:
        text = " ".join(_refusal(reader).split())[:200]
        return f"{method}: {text}"
    called = method.rpartition(":")[2]
    if kind != Kind.REPLY or number != _NUMBER or name not in {method, called}:
        raise ProtocolError("an answer to something else")
    # Field 0 is the value of a method that is not void; every other one is a declared exception.
    first, field = reader.field(0)
    if first != STOP and field != 0:
        return f"{method}: it answered with an exception of its own"
    return None


def _refusal(reader: BinaryReader) -> str:
    """The text of Thrift's own exception, which servers write first."""
    first, field = reader.field(0)
    return reader.string() if (first, field) == (STRING, 1) else "refused without a word"
