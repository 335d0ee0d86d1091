"""Records, methods and messages for the tests of the wire, as generated code would make them."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import attrs

from kingpin_sdk.rpc import (
    AsyncClient,
    CallOptions,
    Client,
    Method,
    ThriftError,
    WireProtocol,
)
from kingpin_sdk.rpc._codec import encode
from kingpin_sdk.rpc._method import Record, Spec
from kingpin_sdk.rpc._wire import Kind

__all__ = [
    "ADD",
    "FAIL",
    "GET",
    "PING",
    "POKE",
    "AsyncCalls",
    "Calls",
    "Node",
    "OopsError",
    "message",
    "reply",
]

R = TypeVar("R")


class Node:
    """A record of every kind of field, which holds records of its own kind."""

    thrift_spec: ClassVar[Spec] = {}

    def __init__(self, **fields: Any) -> None:  # noqa: ANN401 - any type of the IDL
        self.__dict__.update(fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(repr(sorted(self.__dict__.items(), key=repr)))

    def __repr__(self) -> str:
        return f"Node({self.__dict__})"


Node.thrift_spec = {
    1: (8, "number", False),
    2: (11, "text", False),
    3: (15, "numbers", 8, False),
    4: (15, "grid", (15, 10), False),
    5: (13, "nodes", (11, (12, Node)), False),
    6: (2, "truth", False),
    7: (4, "real", False),
    8: (18, "data", False),
    9: (12, "next", Node, False),
    10: (14, "words", 11, False),
    11: (3, "tiny", False),
    12: (6, "small", False),
    13: (10, "large", False),
}


@attrs.define(kw_only=True, eq=False)
class OopsError(ThriftError):
    """A declared exception."""

    text: str | None = None
    thrift_spec: ClassVar[Spec] = {1: (11, "text", False)}


PING: Method[None] = Method("ping", arguments={}, result={})
POKE: Method[None] = Method("poke", arguments={1: (8, "number", False)}, result={}, oneway=True)
ADD: Method[int] = Method(
    "add",
    arguments={1: (8, "one", False), 2: (8, "other", False)},
    result={0: (8, "success", False)},
    required=("one", "other"),
)
GET: Method[Node] = Method(
    "get", arguments={1: (12, "node", Node, False)}, result={0: (12, "success", Node, False)}
)
FAIL: Method[int] = Method(
    "fail",
    arguments={1: (11, "how", False)},
    result={0: (8, "success", False), 1: (12, "oops", OopsError, False)},
    throws=(OopsError,),
)


class Calls(Client):
    """A client for any method."""

    def ask(self, method: Method[R], within: float | None = None, **arguments: object) -> R:
        """Call a method."""
        options = None if within is None else CallOptions(timeout=within)
        return self._call(method, arguments, options)


class AsyncCalls(AsyncClient):
    """The same for asyncio."""

    async def ask(self, method: Method[R], within: float | None = None, **arguments: object) -> R:
        """Call a method."""
        options = None if within is None else CallOptions(timeout=within)
        return await self._call(method, arguments, options)


def message(
    name: str,
    record: object,
    *,
    kind: Kind = Kind.REPLY,
    number: int = 1,
    protocol: WireProtocol = WireProtocol.BINARY,
) -> bytes:
    """A message that carries a record."""
    return encode(protocol, name, kind, number, record, portable=False)


def reply(method: Method[Any], number: int = 1, **result: object) -> bytes:
    """The answer to a call."""
    return message(method.name, Record(method.result, dict(result)), number=number)
