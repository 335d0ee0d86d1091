"""One call, without any socket: what to send, and what to make of what arrives.

Both the blocking and the asyncio connection are loops around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, final

from kingpin_sdk.errors import ApplicationError, EncodeError, ProtocolError, RpcError
from kingpin_sdk.rpc._codec import TruncatedError, decode, encode
from kingpin_sdk.rpc._framing import Inbox
from kingpin_sdk.rpc._framing_bytes import framed
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._wire import I32, STRING, Framing, Kind

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Method, Spec
    from kingpin_sdk.rpc._options import WireOptions

__all__ = ["REFUSAL", "Exchange"]

R = TypeVar("R")

REFUSAL: Spec = {1: (STRING, "message", False), 2: (I32, "type", False)}
"""TApplicationException."""

_MISSING_RESULT = 5
# Plain numbers: an enum's members are looked up anew at each use.
_CALL, _REPLY = int(Kind.CALL), int(Kind.REPLY)
_EXCEPTION, _ONEWAY = int(Kind.EXCEPTION), int(Kind.ONEWAY)
_HIGHEST_NUMBER = (1 << 31) - 1


@final
class Exchange(Generic[R]):
    """One call on one connection.

    Args:
        wire: what the server speaks.
        method: what is called.
        arguments: by their Python names; the exchange keeps the dict.
        number: the call's number on this connection; any int.

    Attributes:
        request: the bytes to send.

    Raises:
        EncodeError: an argument is None that must not be, or of another type than the IDL's.
    """

    __slots__ = ("_answer", "_inbox", "_method", "_number", "_refused", "_wire", "request")

    # What the answer holds, once its head was read.
    _answer: Record

    def __init__(
        self, wire: WireOptions, method: Method[R], arguments: dict[str, Any], number: int
    ) -> None:
        for name in method.required:
            if arguments[name] is None:
                raise EncodeError(f"{method.name}: argument {name} is None")
        self._wire = wire
        self._method = method
        self._number = number & _HIGHEST_NUMBER
        # Made only if the answer does not arrive in one piece.
        self._inbox: Inbox | None = None
        self._refused = False
        name = method.name if wire.service is None else f"{wire.service}:{method.name}"
        kind = _ONEWAY if method.oneway else _CALL
        record = Record(method.arguments, arguments)
        message = encode(wire.protocol, name, kind, self._number, record, portable=method.portable)
        unframed = wire.framing is Framing.UNFRAMED
        self.request = message if unframed else framed(message, wire.framing)

    def receive(self, data: bytes) -> bool:
        """Take what the server sent.

        Returns:
            True once the answer is whole: ask for `result`.

        Raises:
            ProtocolError: it is no answer to this call; the connection is of no more use.
        """
        try:
            return self._use(data)
        except ProtocolError as error:
            raise ProtocolError(f"{self._method.name}: {error}") from error

    def _use(self, data: bytes) -> bool:
        inbox, wire = self._inbox, self._wire
        if inbox is None and wire.framing is Framing.UNFRAMED:
            try:
                return self._read(data)
            except TruncatedError:
                self._inbox = Inbox(wire.framing, wire.protocol)
                self._inbox.feed_part(data)
                return False
        if inbox is None:
            inbox = self._inbox = Inbox(wire.framing, wire.protocol)
        inbox.feed(data)
        if not inbox.use_next(self._read):
            return False
        if inbox:
            raise ProtocolError("more than one answer")
        return True

    def result(self) -> R:
        """What the method returned.

        Raises:
            ThriftError: an exception that the IDL declares.
            ApplicationError: the server refused.
            ProtocolError: a required field is missing in the answer.
        """
        record, method = self._answer, self._method
        answer = record.__dict__
        if self._refused:
            _refuse(method.name, answer)
        if method.finish_result is not None:
            method.finish_result(record)
        for name, _ in method.throws:
            thrown = answer.get(name)
            if thrown is not None:
                raise thrown
        value = answer.get("success")
        if value is None and method.returns:
            raise ApplicationError(
                f"{method.name}: the server returned nothing", kind=_MISSING_RESULT
            )
        # The specs and finishers that make it an R are generated together with the type.
        return value  # type: ignore[return-value]

    def _read(self, data: bytes) -> bool:
        method = self._method
        protocol = self._wire.protocol
        return decode(protocol, data, self._answer_to, portable=method.portable, whole=True)

    def _answer_to(self, name: str, kind: int, number: int) -> Record:
        method = self._method
        # A server that multiplexes may answer with the name as it was sent.
        if name != method.name and name.rpartition(":")[2] != method.name:
            raise ProtocolError(f"an answer to {name[:100]!r}")
        if number != self._number:
            raise ProtocolError(f"answer number {number} to call number {self._number}")
        if kind == _REPLY:
            spec, self._refused = method.result, False
        elif kind == _EXCEPTION:
            spec, self._refused = REFUSAL, True
        else:
            raise ProtocolError(f"a message of kind {kind} as the answer")
        self._answer = record = Record(spec, {})
        return record


def _refuse(name: str, answer: dict[str, Any]) -> NoReturn:
    kind = answer.get("type") or 0
    text = answer.get("message") or f"refused without a word (type {kind})"
    refusal: RpcError = ApplicationError(f"{name}: {text}", kind=kind)
    raise refusal
