"""A service of the demo: takes connections on a port, and ends when its standard input does.

Run as ``python -m kingpin_sdk.cli.demo._service PORT``.
"""

from __future__ import annotations

import socketserver
import sys
import threading

__all__ = ["main"]


class _Hello(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Greet, so that a person with netcat sees something."""
        self.request.sendall(b"hello\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main(port: int) -> None:
    """Serve until standard input ends."""
    with _Server(("127.0.0.1", port), _Hello) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
