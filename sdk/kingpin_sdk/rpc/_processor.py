"""Processor: calls a handler by what a message says, and makes the answer. No sockets."""

from __future__ import annotations

import logging
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, ClassVar, final

from kingpin_sdk.errors import EncodeError, MissingFieldError, ProtocolError
from kingpin_sdk.rpc._codec import decode, encode
from kingpin_sdk.rpc._exceptions import ThriftError
from kingpin_sdk.rpc._exchange import REFUSAL
from kingpin_sdk.rpc._method import Method, Record
from kingpin_sdk.rpc._wire import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.rpc._wire import WireProtocol

__all__ = ["Call", "Processor"]

_log = logging.getLogger(__name__)

_UNKNOWN_METHOD = 1
_INTERNAL_ERROR = 6
_PROTOCOL_ERROR = 7


class Processor:
    """A handler as a server sees it; the generated ones say which handler they take.

    Args:
        handler: its methods may be called from several threads at once.

    Raises:
        TypeError: it lacks a method of the service, has one that must be awaited, or is a class.
    """

    methods: ClassVar[Mapping[str, Method[Any]]] = {}

    def __init__(self, handler: object) -> None:
        if isinstance(handler, type):
            raise TypeError(f"{handler.__name__} is a class: give an object of it")
        for method in self.methods.values():
            _check_handled(handler, method.handler)
        self._handler = handler

    def read(self, protocol: WireProtocol, data: bytes) -> Call:
        """Read a call.

        Raises:
            TruncatedError: more bytes are needed.
            ProtocolError: this is no call.
        """
        call = Call(protocol, self.methods, self._handler)
        call.read(data)
        return call


@final
class Call:
    """One call that was read.

    Attributes:
        oneway: True if no answer may be sent.
        all_used: False if more follows the message.
    """

    def __init__(
        self, protocol: WireProtocol, methods: Mapping[str, Method[Any]], handler: object
    ) -> None:
        self._protocol = protocol
        self._methods = methods
        self._handler = handler
        self._name = ""
        self._number = 0
        self._method: Method[Any] | None = None
        self._arguments = Record({}, {})
        self.oneway: bool = False
        self.all_used: bool = True

    def read(self, data: bytes) -> None:
        """Read it; see `Processor.read`."""
        # Whether the portable codec is needed is known only once the head is read.
        try:
            self.all_used = self._decode(data, portable=False)
        except _NeedsPortableError:
            self.all_used = self._decode(data, portable=True)

    def _decode(self, data: bytes, *, portable: bool) -> bool:
        def arguments(name: str, kind: int, number: int) -> Record:
            record = self._arguments_of(name, kind, number)
            if self._method is not None and self._method.portable and not portable:
                raise _NeedsPortableError
            return record

        return decode(self._protocol, data, arguments, portable=portable, whole=False)

    def _arguments_of(self, name: str, kind: int, number: int) -> Record:
        if kind not in {Kind.CALL, Kind.ONEWAY}:
            raise ProtocolError(f"a message of kind {kind} where a call was expected")
        self._name, self._number = name, number
        # A client of a multiplexing server puts the service before the method.
        self._method = self._methods.get(name.rpartition(":")[2])
        self.oneway = kind == Kind.ONEWAY or (self._method is not None and self._method.oneway)
        method = self._method
        self._arguments = (
            Record({}, {})
            if method is None
            else Record(method.arguments, {key: make() for key, make in method.defaults})
        )
        return self._arguments

    def answer(self) -> bytes | None:
        """Call the handler; the answer as a message, or None if none may be sent.

        Raises nothing: what the handler raises and the IDL does not declare is logged, and told
        to the client as an internal error.
        """
        method = self._method
        if method is None:
            text = f"there is no method {self._name[:100]!r} here"
            return self._refuse(_UNKNOWN_METHOD, text)
        try:
            values = self._values(method)
        except ProtocolError as error:
            return self._refuse(_PROTOCOL_ERROR, str(error))
        try:
            answer = self._called(method, values)
        except Exception as error:  # noqa: BLE001 - the outermost loop of a request
            _log.exception("%s failed", method.name)
            text = str(error) if isinstance(error, EncodeError) else type(error).__name__
            return self._refuse(_INTERNAL_ERROR, f"internal error ({text})")
        return answer

    def _values(self, method: Method[Any]) -> list[Any]:
        """The arguments, in the order of the IDL and as Python's types.

        Raises:
            ProtocolError: one is missing, or a part of one.
        """
        if method.finish_arguments is not None:
            method.finish_arguments(self._arguments)
        given = self._arguments.__dict__
        names = [field[1] for field in method.arguments.values()]
        for name in method.required:
            if given.get(name) is None:
                raise MissingFieldError(method.name, name)
        return [given.get(name) for name in names]

    def _called(self, method: Method[Any], values: list[Any]) -> bytes | None:
        try:
            returned = getattr(self._handler, method.handler)(*values)
        except ThriftError as error:
            if self.oneway:
                raise
            result = {_declared(method, error): error}
        else:
            if self.oneway:
                return None
            if method.returns and returned is None:
                raise EncodeError("it returned None")
            result = {"success": returned} if method.returns else {}
        record = Record(method.result, result)
        return self._encode(Kind.REPLY, record, portable=method.portable)

    def _refuse(self, kind: int, text: str) -> bytes | None:
        if self.oneway:
            return None
        return self._encode(
            Kind.EXCEPTION, Record(REFUSAL, {"message": text, "type": kind}), portable=False
        )

    def _encode(self, kind: Kind, record: Record, *, portable: bool) -> bytes:
        return encode(self._protocol, self._name, kind, self._number, record, portable=portable)


def _check_handled(handler: object, name: str) -> None:
    kind = type(handler).__name__
    found = getattr(handler, name, None)
    if not callable(found):
        raise TypeError(f"{kind} is no handler of this service: no method {name}")
    if iscoroutinefunction(found):
        raise TypeError(f"{kind}.{name} must be awaited, and servers call on threads: make it def")


def _declared(method: Method[Any], error: ThriftError) -> str:
    """The result's attribute for an exception.

    Raises:
        ThriftError: itself, which the IDL does not declare for this method.
    """
    for name, kind in method.throws:
        if isinstance(error, kind):
            return name
    raise error


class _NeedsPortableError(Exception):
    """The method's arguments are none for the fast codec."""
