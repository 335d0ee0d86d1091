"""A client of the demo's service: calls it by way of the local file, and says who answered.

Run as ``python -m kingpin_sdk.cli.demo._caller CALLS``, with the generated package on the path. It
prints one JSON document: port -> answers.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from typing import Any

from kingpin_sdk.discovery import Balancer, RoundRobin

__all__ = ["main"]


def main(calls: int) -> None:
    """Call so often, through one client that takes the hosts in turn, so that all are seen."""
    # Generated when the demo runs, so no checker knows it here.
    generated: Any = importlib.import_module("hello.hello")
    answered: Counter[str] = Counter()
    in_turn = Balancer(RoundRobin())
    with generated.HelloClient.from_serverset("hello", "demo", balancer=in_turn) as client:
        for _ in range(calls):
            answered[str(client.greet("ann")).rpartition(" ")[2]] += 1
    sys.stdout.write(json.dumps(answered))


if __name__ == "__main__":
    main(int(sys.argv[1]))
