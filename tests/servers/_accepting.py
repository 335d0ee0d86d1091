"""A server around any way to serve one connection: a thread for each."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["accepting"]

_LONGEST = 20.0


@contextlib.contextmanager
def accepting(serve: Callable[[socket.socket], None]) -> Generator[int]:
    """Serve on a free port of 127.0.0.1; at the end connections are cut and threads are over.

    Args:
        serve: answers one connection until it ends; an OSError ends it, too.
    """
    connections: set[socket.socket] = set()
    threads: list[threading.Thread] = []

    def handle(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            serve(connection)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connections.add(connection)
            threads.append(threading.Thread(target=handle, args=(connection,), daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        accepter = threading.Thread(target=accept, daemon=True)
        accepter.start()
        try:
            port: int = listener.getsockname()[1]
            yield port
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepter.join(_LONGEST)
            for each in connections:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            for thread in [accepter, *threads]:
                thread.join(_LONGEST)
                assert not thread.is_alive()
