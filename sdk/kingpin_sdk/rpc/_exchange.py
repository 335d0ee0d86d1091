"""One call, without any socket: what to send, and what to make of what arrives.

Both the blocking and the asyncio connection are loops around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast

from kingpin_sdk.errors import ApplicationError, EncodeError, ProtocolError, RpcError
from kingpin_sdk.rpc._codec import decode, encode
from kingpin_sdk.rpc._framing import Inbox
from kingpin_sdk.rpc._framing_bytes import framed
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._wire import I32, STRING, Kind

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Method, Spec
    from kingpin_sdk.rpc._options import WireOptions

__all__ = ["REFUSAL", "Exchange"]

R = TypeVar("R")

REFUSAL: Spec = {1: (STRING, "message", False), 2: (I32, "type", False)}
"""TApplicationException."""

_MISSING_RESULT = 5
_HIGHEST_NUMBER = (1 << 31) - 1


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

    def __init__(
        self, wire: WireOptions, method: Method[R], arguments: dict[str, Any], number: int
    ) -> None:
        for name in method.required:
            if arguments[name] is None:
                raise EncodeError(f"{method.name}: argument {name} is None")
        self._wire = wire
        self._method = method
        self._number = number & _HIGHEST_NUMBER
        self._inbox = Inbox(wire.framing, wire.protocol)
        self._kind: int | None = None
        self._answer = Record({}, {})
        name = method.name if wire.service is None else f"{wire.service}:{method.name}"
        kind = Kind.ONEWAY if method.oneway else Kind.CALL
        record = Record(method.arguments, arguments)
        self.request = framed(
            encode(wire.protocol, name, kind, self._number, record, portable=method.portable),
            wire.framing,
        )

    def receive(self, data: bytes) -> bool:
        """Take what the server sent.

        Returns:
            True once the answer is whole: ask for `result`.

        Raises:
            ProtocolError: it is no answer to this call; the connection is of no more use.
        """
        self._inbox.feed(data)
        try:
            if not self._inbox.use_next(self._read):
                return False
        except ProtocolError as error:
            raise ProtocolError(f"{self._method.name}: {error}") from error
        if self._inbox:
            raise ProtocolError(f"{self._method.name}: more than one answer")
        return True

    def result(self) -> R:
        """What the method returned.

        Raises:
            ThriftError: an exception that the IDL declares.
            ApplicationError: the server refused.
            ProtocolError: a required field is missing in the answer.
        """
        answer, method = self._answer.__dict__, self._method
        if self._kind == Kind.EXCEPTION:
            _refuse(method.name, answer)
        if method.finish_result is not None:
            method.finish_result(self._answer)
        for name, _ in method.throws:
            thrown = answer.get(name)
            if thrown is not None:
                raise thrown
        value = answer.get("success")
        if value is None and method.returns:
            raise ApplicationError(
                f"{method.name}: the server returned nothing", kind=_MISSING_RESULT
            )
        # The specs and finishers that make this true are generated together with the type.
        return cast("R", value)

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
        if kind not in {Kind.REPLY, Kind.EXCEPTION}:
            raise ProtocolError(f"a message of kind {kind} as the answer")
        self._kind = kind
        spec = REFUSAL if kind == Kind.EXCEPTION else method.result
        self._answer = Record(spec, {})
        return self._answer


def _refuse(name: str, answer: dict[str, Any]) -> NoReturn:
    kind = answer.get("type") or 0
    text = answer.get("message") or f"refused without a word (type {kind})"
    refusal: RpcError = ApplicationError(f"{name}: {text}", kind=kind)
    raise refusal
