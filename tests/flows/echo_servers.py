"""Servers of the echo service: ours, thriftpy2's and Apache's, with one handler that counts."""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kingpin_sdk.rpc import ThriftServer
from tests.codegen.generating import import_from, texts, write
from tests.codegen.interop import apache
from tests.servers import accepting

if TYPE_CHECKING:
    import socket
    from collections.abc import Generator
    from types import ModuleType

__all__ = ["IDL", "SERVERS", "Handler", "generated", "served"]

IDL = Path(__file__).with_name("echo.thrift")
SERVERS = ("ours", "thriftpy2", "apache")


class Handler:
    """Gives back what it is given.

    Attributes:
        executed: how often, by token.
    """

    def __init__(self) -> None:
        self.executed: Counter[str] = Counter()
        self._lock = threading.Lock()

    def _count(self, token: str) -> None:
        with self._lock:
            self.executed[token] += 1

    def ping(self) -> None:
        """Answer."""

    def say(self, token: str) -> str:
        """Answer with the token."""
        self._count(token)
        return token

    look = say

    def note(self, token: str) -> None:
        """Answer nothing."""
        self._count(token)


@contextlib.contextmanager
def generated(folder: Path) -> Generator[ModuleType]:
    """Our module for the service."""
    write(folder, texts(IDL, prefix="ours"))
    with import_from(folder, "ours.echo.echo") as [module]:
        yield module


@contextlib.contextmanager
def served(kind: str, module: ModuleType, handler: Handler, folder: Path) -> Generator[int]:
    """Serve a handler.

    Args:
        kind: of SERVERS.
        module: from `generated`.
        handler: to serve.
        folder: for what Apache's compiler writes.

    Returns:
        The port.
    """
    with contextlib.ExitStack() as stack:
        if kind == "ours":
            yield stack.enter_context(ThriftServer(module.EchoProcessor(handler))).port
        elif kind == "thriftpy2":
            yield stack.enter_context(_served_by_thriftpy2(handler))
        else:
            yield stack.enter_context(_served_by_apache(handler, folder))


@contextlib.contextmanager
def _served_by_apache(handler: Handler, folder: Path) -> Generator[int]:
    apache.compile_python(IDL, folder)
    with (
        import_from(folder, "echo.Echo") as [service],
        apache.served(service.Processor(handler), "unframed", "binary") as port,
    ):
        yield port


@contextlib.contextmanager
def _served_by_thriftpy2(handler: Handler) -> Generator[int]:
    thriftpy2, thrift, protocol, transport = (
        importlib.import_module(name)
        for name in (
            "thriftpy2",
            "thriftpy2.thrift",
            "thriftpy2.protocol",
            "thriftpy2.transport",
        )
    )
    service = thriftpy2.load(str(IDL), module_name="echo_thrift").Echo
    processor = thrift.TProcessor(service, handler)

    def serve(connection: socket.socket) -> None:
        sock = transport.TSocket()
        sock.set_handle(connection)
        wire = protocol.TCyBinaryProtocol(transport.TCyBufferedTransport(sock))
        with contextlib.suppress(transport.TTransportException):
            while True:
                processor.process(wire, wire)

    with accepting(serve) as port:
        yield port
