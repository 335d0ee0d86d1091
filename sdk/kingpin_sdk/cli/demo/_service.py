"""A service of the demo: serves its generated processor on a port until its standard input ends.

Run as ``python -m kingpin_sdk.cli.demo._service PORT``, with the generated package on the path.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any, final

from kingpin_sdk.rpc import ThriftServer

__all__ = ["main"]


@final
class _Handler:
    def __init__(self, port: int) -> None:
        self._port = port

    def ping(self) -> None:
        """Answer."""

    def greet(self, name: str, /) -> str:
        """Greet, so that the caller sees who answered."""
        return f"hello {name}, from port {self._port}"


def main(port: int) -> None:
    """Serve until standard input ends."""
    # Generated when the demo runs, so no checker knows it here.
    generated: Any = importlib.import_module("hello.hello")
    with ThriftServer(generated.HelloProcessor(_Handler(port)), port=port):
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
