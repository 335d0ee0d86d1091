"""Run as a script: ThriftServer, with a thread for each connection.

    python _threads.py FOLDER

FOLDER holds what was generated. It prints its port and ends with its standard input.
"""

import importlib
import sys

from kingpin_sdk.rpc import ThriftServer


class Handler:
    """Answers at once."""

    def ping(self) -> None:
        """Do nothing."""


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    generated = importlib.import_module("kingpin_bench.bench")
    with ThriftServer(generated.BenchProcessor(Handler())) as server:
        print(server.port, flush=True)
        sys.stdin.read()
