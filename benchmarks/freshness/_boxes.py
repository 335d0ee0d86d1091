"""Many boxes on one ZooKeeper: how long until the last has a change, and what it costs."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure, unmeasured
from benchmarks.freshness._backends import RealServers, real_servers
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publish import connect
from kingpin_sdk.spec import MapSpec
from tests.servers import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BOXES"]

_FARM = Path(__file__).with_name("_box_farm.py")
_FARMS = 20
_BOXES = 1000
_LONGEST = 60.0


@frozen
class _Round:
    seconds: float
    gets: int
    packets: int


class _Farm:
    """One process with many boxes."""

    def __init__(self, folder: Path, boxes: int, servers: RealServers) -> None:
        folder.mkdir()
        backends = servers.backends
        command = [sys.executable, str(_FARM), str(folder), str(boxes)]
        self._process = subprocess.Popen(
            [*command, backends.coordination, backends.blobs],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def wait_ready(self) -> None:
        """Until all boxes are synced."""
        if self._line() != "ready":
            raise ServerError("the boxes did not come up")

    def ask(self, number: int) -> tuple[int, int]:
        """How many boxes hold the number, and the requests for blobs so far."""
        if self._process.stdin is None:
            raise ServerError("no way to ask")
        self._process.stdin.write(f"{number}\n")
        self._process.stdin.flush()
        told = json.loads(self._line())
        return int(told["applied"]), int(told["requests"])

    def _line(self) -> str:
        return "" if self._process.stdout is None else self._process.stdout.readline().strip()

    def close(self) -> None:
        """End it at once."""
        self._process.kill()
        with suppress(BrokenPipeError):
            self._process.communicate()


def _boxes(bench: Bench) -> Iterator[Figure]:
    what = f"publish returns -> the last of {_BOXES} boxes has applied it"
    try:
        with real_servers(bench.scratch) as servers, ExitStack() as stack:
            rounds = _measure(bench, servers, stack)
    except (ServerError, TimeoutError) as error:
        yield unmeasured(BOXES.name, what, str(error), at_most=5.0)
        return
    seconds = [each.seconds for each in rounds]
    said = ", ".join(f"{value:.2f}" for value in seconds)
    longest = statistics.median(seconds)
    yield Figure(BOXES.name, what, longest, unit="s", beside=f"{said} s", at_most=5.0)
    gets = statistics.median(each.gets for each in rounds) / _BOXES
    yield Figure(BOXES.name, "  requests to S3 per box and change", gets, unit="")
    packets = statistics.median(each.packets for each in rounds) / _BOXES
    what = "  requests to ZooKeeper per box and change"
    yield Figure(BOXES.name, what, packets, unit="", note="pings of idle sessions included")


def _measure(bench: Bench, servers: RealServers, stack: ExitStack) -> list[_Round]:
    spec = MapSpec(ConfigName("bench", "config0"), str, int)
    with servers.backends.store() as store:
        store.config(spec.name, into="bench.dep", body=b'{"n": 0}')
    farms: list[_Farm] = []
    for number in range(_FARMS):
        farms.append(_Farm(bench.scratch / f"farm{number}", _BOXES // _FARMS, servers))
        stack.callback(farms[-1].close)
    for farm in farms:
        farm.wait_ready()
    publisher = stack.enter_context(connect(servers.backends.settings()))
    editor = publisher.edit(spec)
    rounds: list[_Round] = []
    for number in range(1, 1 + bench.samples(3, 20)):
        time.sleep(3)
        gets, packets = _gets(farms, number - 1), _packets(servers)
        editor.set("n", number)
        begun = time.monotonic()
        _wait_applied(farms, number)
        seconds = time.monotonic() - begun
        rounds.append(_Round(seconds, _gets(farms, number) - gets, _packets(servers) - packets))
    return rounds[1:]


def _wait_applied(farms: list[_Farm], number: int) -> None:
    deadline = time.monotonic() + _LONGEST
    waiting = list(farms)
    while waiting:
        time.sleep(0.1)
        waiting = [farm for farm in waiting if farm.ask(number)[0] < _BOXES // _FARMS]
        if time.monotonic() > deadline:
            raise TimeoutError(f"not all boxes have it after {_LONGEST:.0f} s")


def _gets(farms: list[_Farm], number: int) -> int:
    return sum(farm.ask(number)[1] for farm in farms)


def _packets(servers: RealServers) -> int:
    found = re.search(r"Received: (\d+)", servers.zookeeper.ask("srvr"))
    return int(found[1]) if found else 0


BOXES = Row("boxes", "freshness", f"{_BOXES} boxes on one ZooKeeper, one small config", _boxes)
