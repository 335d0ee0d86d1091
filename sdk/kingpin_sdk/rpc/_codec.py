"""Messages to bytes and back: the fast codec where it can, the portable one where it must."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from kingpin_sdk.errors import EncodeError, ProtocolError
from kingpin_sdk.rpc import _thrift
from kingpin_sdk.rpc._portable import (
    BinaryReader,
    BinaryWriter,
    CompactReader,
    CompactWriter,
    Skimmer,
    TruncatedError,
    read_record,
    refusal,
    write_record,
)
from kingpin_sdk.rpc._wire import LARGEST_MESSAGE, WireProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    _AnyReader = BinaryReader | CompactReader

__all__ = ["TruncatedError", "decode", "encode", "skimmer"]

_log = logging.getLogger(__name__)

_READERS: Final[dict[WireProtocol, Callable[[bytes | bytearray, int], _AnyReader]]] = {
    WireProtocol.BINARY: BinaryReader,
    WireProtocol.COMPACT: CompactReader,
}
_WRITERS: Final[dict[WireProtocol, Callable[[], BinaryWriter | CompactWriter]]] = {
    WireProtocol.BINARY: BinaryWriter,
    WireProtocol.COMPACT: CompactWriter,
}


def encode(  # noqa: PLR0917 - a message's head, as it stands on the wire
    protocol: WireProtocol, name: str, kind: int, number: int, record: object, *, portable: bool
) -> bytes:
    """One message as bytes.

    Args:
        protocol: how values become bytes.
        name: of the method.
        kind: call, reply, exception or oneway.
        number: which tells answers apart.
        record: what it carries; its spec says how.
        portable: the record holds what only the portable codec can write.

    Raises:
        EncodeError: a value is none of its field's type, or the message would be larger than any
            that is read; nothing was sent.
    """
    try:
        if protocol is WireProtocol.BINARY and not portable:
            data = _thrift.encode_message(name, kind, number, record)
        else:
            writer = _WRITERS[protocol]()
            writer.message(name, kind, number)
            write_record(writer, record)
            data = bytes(writer.data)
    except EncodeError as error:
        raise EncodeError(f"{name}: {error}") from error
    except _thrift.UNENCODABLE as error:
        raise EncodeError(f"{name}: {_why(error)}") from error
    if len(data) > LARGEST_MESSAGE:
        raise EncodeError(f"{name}: {len(data)} bytes, and a message has {LARGEST_MESSAGE} at most")
    return data


def _why(error: Exception) -> str:
    if isinstance(error, _thrift.RefusedError):
        return refusal(error.struct_name, error.field, error.value)
    return f"{type(error).__name__}: {error}"


def decode(
    protocol: WireProtocol,
    data: bytes,
    record_for: Callable[[str, int, int], Any],
    *,
    portable: bool,
    whole: bool,
) -> bool:
    """Read one message into a record.

    Args:
        protocol: how values became bytes.
        data: the message; without ``whole``, more may follow.
        record_for: given the head (name, kind, number), makes the record; may raise ProtocolError.
        portable: the record holds what only the portable codec can read.
        whole: the data is this one message and nothing else.

    Returns:
        False if something is behind the message.

    Raises:
        TruncatedError: the message ends early.
        ProtocolError: it is no Thrift message.
    """
    if protocol is WireProtocol.BINARY and not portable:
        try:
            all_used = _thrift.read_message(data, record_for)
        except _thrift.CutOffError as error:
            raise TruncatedError("the message ends early") from error
        except _thrift.UNREADABLE:
            # Something the fast codec does not do, or no Thrift; the portable one knows which.
            _log.debug("the portable codec is asked", exc_info=True)
        else:
            # A value of a type that it does not know, as uuid, leaves it at the wrong place.
            if all_used or not whole:
                return all_used
    reader = _READERS[protocol](data, LARGEST_MESSAGE)
    try:
        read_record(reader, record_for(*reader.message()))
    except (TypeError, ValueError, OverflowError) as error:
        raise ProtocolError("a message that does not fit the IDL") from error
    rest = len(data) - reader.position
    if rest and whole:
        raise ProtocolError(f"{rest} bytes behind the message")
    return not rest


def skimmer(protocol: WireProtocol, data: bytearray) -> Skimmer:
    """What finds the end of a message that arrives unframed in a growing buffer."""
    return Skimmer(_READERS[protocol](data, LARGEST_MESSAGE))
