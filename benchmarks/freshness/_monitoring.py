"""The monitor's starts and its idle life."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure, unmeasured
from benchmarks.freshness._backends import Backends, real_servers
from benchmarks.freshness._processes import cpu_seconds, monitor, resident_mib, wait_until
from kingpin_sdk import ManagedHashMap
from kingpin_sdk.formats.member import member_name
from kingpin_sdk.formats.metaconfig import serverset_section
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ConfigName, ServersetName
from tests.servers import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.unit.sync.store import Store

__all__ = ["COLD_START", "WARM_START"]

_MEMORY = 120.0
_IDLE_FOR = 5.0
_FILLERS = 8
_SERVERSETS = 100
_MEMBERS = 5
_CHANGES = 10


def _cold_start(bench: Bench) -> Iterator[Figure]:
    configs = 500
    try:
        with real_servers(bench.scratch) as servers:
            _fill(servers.backends, configs)
            starts = [
                _start(servers.backends, bench.scratch / f"configs{number}", configs)
                for number in range(bench.samples(3, 9))
            ]
    except ServerError as error:
        yield unmeasured(COLD_START.name, "cold start", str(error), at_most=0.0)
        return
    seconds = [start[0] for start in starts]
    said = ", ".join(f"{value:.2f}" for value in seconds)
    yield Figure(
        COLD_START.name,
        f"monitor started -> all {configs} files there, median",
        statistics.median(seconds),
        unit="s",
        beside=f"{said} s",
        at_most=6.0,
    )
    memory = max(start[1] for start in starts)
    what = "memory of the monitor then"
    yield Figure(COLD_START.name, what, memory, unit="MiB", at_most=_MEMORY)


def _start(backends: Backends, root: Path, configs: int) -> tuple[float, float]:
    """Seconds until all files are there, and the monitor's MiB then."""
    begun = time.monotonic()
    with monitor(backends, "bench.dep", root=root, log=root.with_suffix(".log")) as process:
        wait_until(lambda: _files(root) == configs, f"{configs} files")
        return time.monotonic() - begun, resident_mib(process.pid)


def _warm_start(bench: Bench) -> Iterator[Figure]:
    configs, root = 1000, bench.scratch / "configs"
    try:
        with real_servers(bench.scratch) as servers:
            _fill(servers.backends, configs)
            log = bench.scratch / "first.log"
            with (
                servers.backends.store() as store,
                monitor(servers.backends, "bench.dep", root=root, log=log) as process,
            ):
                _serve(store)
                wait_until(lambda: _files(root) == configs, f"{configs} files")
                wait_until(lambda: _served(root) == _SERVERSETS, f"{_SERVERSETS} serversets")
                yield from _idle(process.pid, "backends there")
                yield from _changes(store, root)
            servers.stop()
            yield from _without_backends(servers.backends, bench.scratch, configs)
    except ServerError as error:
        yield unmeasured(WARM_START.name, "warm start", str(error), at_most=0.0)


def _serve(store: Store) -> None:
    """Make the serversets, each with members that live as long as the store is open."""
    for number in range(_SERVERSETS):
        name = ServersetName("bench", f"set{number}")
        store.coordination.create(name.node)
        for member in range(_MEMBERS):
            store.coordination.join(_member(name, member), b"")
        store.metaconfig(str(name), [serverset_section(name, {})])
        store.depend("bench.dep", str(name))


def _changes(store: Store, root: Path) -> Iterator[Figure]:
    """How soon one change is in its local file; each time of another config or serverset."""
    published: list[float] = []
    joined: list[float] = []
    for number in range(_CHANGES):
        name, serverset = (
            ConfigName("bench", f"config{number}"),
            ServersetName("bench", f"set{number}"),
        )
        path, members = root / name.file_name, root / "serversets" / serverset.file_name
        body = b'{"again": 1, "n": %d}' % number
        store.publish(name, body)
        published.append(_seconds_until(partial(_holds, path, body)))
        store.coordination.join(_member(serverset, _MEMBERS), b"")
        joined.append(_seconds_until(partial(_lists, members, _MEMBERS + 1)))
    what = "one change of a config: published -> local file, median"
    yield Figure(WARM_START.name, what, statistics.median(published) * 1e3, unit="ms", at_most=60.0)
    what = "one member more: joined -> local file, median"
    yield Figure(WARM_START.name, what, statistics.median(joined) * 1e3, unit="ms")


def _seconds_until(condition: Callable[[], bool]) -> float:
    begun = time.monotonic()
    wait_until(condition, "the local file shows it")
    return time.monotonic() - begun


def _member(name: ServersetName, number: int) -> str:
    return f"{name.node}/{member_name(Endpoint(f'10.0.0.{number + 1}', 80), f'{number:032x}')}"


def _served(root: Path) -> int:
    return sum(_lists(path, _MEMBERS) for path in (root / "serversets").glob("discovery.*"))


def _holds(path: Path, body: bytes) -> bool:
    return path.read_bytes() == body


def _lists(path: Path, members: int) -> bool:
    return len(path.read_bytes().splitlines()) == members


def _without_backends(backends: Backends, scratch: Path, configs: int) -> Iterator[Figure]:
    root, log = scratch / "configs", scratch / "second.log"
    begun = time.monotonic()
    with monitor(backends, "bench.dep", root=root, log=log) as process:
        wait_until(lambda: log.exists() and "following" in log.read_text(), "it follows")
        views = [_view(root, number) for number in range(configs)]
        right = sum(view["n"] == number for number, view in enumerate(views))
        yield Figure(
            WARM_START.name,
            f"monitor started -> it runs, a reader has read all {configs}",
            time.monotonic() - begun,
            unit="s",
            at_most=2.0,
            note=f"{right} read right",
        )
        yield from _idle(process.pid, "both backends down")


def _idle(pid: int, when: str) -> Iterator[Figure]:
    time.sleep(2)
    before, begun = cpu_seconds(pid), time.monotonic()
    time.sleep(_IDLE_FOR)
    percent = (cpu_seconds(pid) - before) / (time.monotonic() - begun) * 100
    what = f"idle, {when}: processor, of a core"
    yield Figure(WARM_START.name, what, percent, unit="%", at_most=1.0)
    what = f"idle, {when}: memory"
    yield Figure(WARM_START.name, what, resident_mib(pid), unit="MiB", at_most=_MEMORY)


def _fill(backends: Backends, configs: int) -> None:
    """Publish ``bench.config0`` ... with ``{"n": number}`` each."""
    with backends.store() as store, ThreadPoolExecutor(_FILLERS) as pool:
        store.depend("bench.dep")
        futures = [
            pool.submit(
                store.config,
                ConfigName("bench", f"config{number}"),
                into="bench.dep",
                body=b'{"n": %d}' % number,
            )
            for number in range(configs)
        ]
        for future in futures:
            future.result()


def _files(root: Path) -> int:
    return sum(1 for _ in root.glob("config.manageddata.bench.*"))


def _view(root: Path, number: int) -> ManagedHashMap[str, int]:
    return ManagedHashMap("bench", f"config{number}", str, int, root=root)


COLD_START = Row(
    "cold-start", "freshness", "A monitor starts on an empty disk, real servers", _cold_start
)
WARM_START = Row(
    "warm-start",
    "freshness",
    "A monitor of 1,000 configs and 100 serversets: idle, and without backends",
    _warm_start,
)
