"""The demo's second process: an application that reads, and tells on standard output what it sees.

Run as ``python -m kingpin_sdk.cli.demo._reader`` with ``KINGPIN_CONFIG_DIR`` set. Each line is a
JSON object with the event's name and its time on the system-wide monotonic clock; the process ends
when its standard input does, so it never outlives the demo.
"""

from __future__ import annotations

import json
import select
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from kingpin_sdk import Decider, ManagedHashMap
from kingpin_sdk.cli.demo._model import EXPERIMENT, USERS, RateLimit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["main"]

_NETWORK: Final = ("boto3", "botocore", "kazoo")
_LOOK_EVERY: Final = 0.001


def main() -> None:
    """Tell every change of the limits and of the experiment, until standard input ends."""
    limits = ManagedHashMap("demo", "limits", str, RateLimit, default={})
    decider = Decider()
    shown: Mapping[str, RateLimit] = {}
    ramp = decider.get_decider_value(EXPERIMENT)
    _tell("ready", loaded=_network_libraries(), ramp=ramp)
    while not select.select([sys.stdin], [], [], _LOOK_EVERY)[0]:
        snapshot = limits.snapshot()
        if snapshot.value != shown:
            shown = snapshot.value
            values = {name: asdict(limit) for name, limit in shown.items()}
            _tell("limits", limits=values, version=snapshot.version)
        if (now := decider.get_decider_value(EXPERIMENT)) != ramp:
            ramp, at = now, time.monotonic()
            _tell("experiment", at=at, ramp=ramp, inside=_count(decider))
    _tell("end", loaded=_network_libraries())


def _count(decider: Decider) -> int:
    """How many of the users are in the experiment."""
    return sum(decider.is_hashed_id_in_experiment(user, EXPERIMENT) for user in range(USERS))


def _network_libraries() -> list[str]:
    """Libraries that talk to a network and are loaded in this process: there should be none."""
    return [name for name in _NETWORK if name in sys.modules]


def _tell(event: str, **facts: object) -> None:
    line = json.dumps({"event": event, "at": time.monotonic()} | facts)
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
