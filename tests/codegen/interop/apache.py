"""Apache's compiler and Python runtime, which have no types: everything of theirs is Any here."""

from __future__ import annotations

import contextlib
import importlib
import subprocess
from typing import TYPE_CHECKING, Any

from tests.servers import accepting

if TYPE_CHECKING:
    import socket
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["compile_python", "connected", "decoded", "encoded", "served"]


def _of(module: str, name: str) -> Any:  # noqa: ANN401 - see above
    return getattr(importlib.import_module(f"thrift.{module}"), name)


def compile_python(idl: Path, folder: Path) -> None:
    """Generate Apache's Python for a file and what it includes."""
    subprocess.run(
        ["thrift", "--gen", "py", "-r", "--out", folder, idl], check=True, capture_output=True
    )


def _protocol(protocol: str, transport: Any) -> Any:  # noqa: ANN401
    name = {"binary": "TBinaryProtocol", "compact": "TCompactProtocol"}[protocol]
    return _of(f"protocol.{name}", name)(transport)


def _transport(framing: str, sock: Any) -> Any:  # noqa: ANN401
    name = {"unframed": "TBufferedTransport", "framed": "TFramedTransport"}[framing]
    return _of("transport.TTransport", name)(sock)


def encoded(protocol: str, name: str, record: Any) -> bytes:  # noqa: ANN401
    """A reply with a record in it, as Apache writes it."""
    buffer = _of("transport.TTransport", "TMemoryBuffer")()
    writer = _protocol(protocol, buffer)
    writer.writeMessageBegin(name, 2, 1)
    record.write(writer)
    writer.writeMessageEnd()
    data: bytes = buffer.getvalue()
    return data


def decoded(protocol: str, data: bytes, record: Any) -> Any:  # noqa: ANN401
    """A reply's record, as Apache reads it."""
    reader = _protocol(protocol, _of("transport.TTransport", "TMemoryBuffer")(data))
    reader.readMessageBegin()
    # Their exceptions do not change: reading one makes it.
    made = record.read(reader)
    return record if made is None else made


@contextlib.contextmanager
def connected(client: Any, port: int, framing: str, protocol: str) -> Generator[Any]:  # noqa: ANN401
    """An Apache client of a server.

    Args:
        client: the generated class.
        port: of the server.
        framing: ``framed`` or ``unframed``.
        protocol: ``binary`` or ``compact``.
    """
    sock = _of("transport.TSocket", "TSocket")("127.0.0.1", port)
    sock.setTimeout(20_000)
    transport = _transport(framing, sock)
    transport.open()
    try:
        yield client(_protocol(protocol, transport))
    finally:
        transport.close()


@contextlib.contextmanager
def served(processor: Any, framing: str, protocol: str) -> Generator[int]:  # noqa: ANN401
    """Serve an Apache processor on a free port."""
    ended = _of("transport.TTransport", "TTransportException")

    def serve(accepted: socket.socket) -> None:
        sock = _of("transport.TSocket", "TSocket")()
        sock.setHandle(accepted)
        wire = _protocol(protocol, _transport(framing, sock))
        with contextlib.suppress(ended):
            while True:
                processor.process(wire, wire)

    with accepting(serve) as port:
        yield port
