"""Calls that do nothing: what the client itself costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure, unmeasured
from benchmarks.calls._contenders import APACHE, OURS, PEERS, RAW
from benchmarks.calls._duels import fight
from benchmarks.calls._stage import Stage, hosts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.calls._duels import Duels
    from benchmarks.calls._stage import Done

__all__ = ["PAGE", "PING", "PING_THREADS"]

_CALLS = 2_000
_PAGES = 100
_MANY = 16
# 1.1 times the calls per second.
_TIME = 1 / 1.1


def _seconds(done: Done) -> float:
    return done.seconds


def _cpu(done: Done) -> float:
    return done.cpu


def _p99(done: Done) -> float:
    return done.p99


def _ping(bench: Bench) -> Iterator[Figure]:
    yield from _pings(bench, PING.name, 1)


def _ping_threads(bench: Bench) -> Iterator[Figure]:
    yield from _pings(bench, PING_THREADS.name, _MANY)


def _pings(bench: Bench, row: str, threads: int) -> Iterator[Figure]:
    stage = Stage.built(bench.scratch)
    calls = _CALLS // threads
    with hosts(stage) as there:
        duels = fight(
            (OURS, RAW, *PEERS),
            stage.names(there.ports, "ping"),
            rounds=bench.samples(21, 201),
            threads=threads,
            calls=calls,
        )
    yield from _ours(duels, row, threads * calls)
    for peer in PEERS:
        if peer.title in duels.absent:
            yield unmeasured(row, f"  {peer.title}", duels.absent[peer.title])
            continue
        cpu = duels.median(peer.title, _cpu) / threads / calls * 1e6
        said = f"{_said(duels, peer.title, threads * calls)}, {cpu:.1f} us of processor time"
        ratio = duels.ratio(peer.title, RAW.title, _seconds)
        yield Figure(row, f"  {peer.title}", ratio, beside=said)
    with hosts(stage, threads=True) as there:
        duels = fight(
            (OURS, RAW, APACHE),
            stage.names(there.ports, "ping"),
            rounds=bench.samples(7, 51),
            threads=threads,
            calls=calls,
        )
    ratio = duels.ratio(OURS.title, RAW.title, _seconds)
    said = "; raw ".join(_said(duels, each.title, threads * calls) for each in (OURS, RAW))
    yield Figure(row, "  ours, both calling our ThriftServer", ratio, beside=said)


def _ours(duels: Duels, row: str, calls: int) -> Iterator[Figure]:
    ours, raw = OURS.title, RAW.title
    said = f"{_said(duels, ours, calls)}; raw thriftpy2 {_said(duels, raw, calls)}"
    ratio = duels.ratio(ours, raw, _seconds)
    yield Figure(row, "ping, seconds", ratio, beside=said, at_most=_TIME, note="1.1x the calls/s")
    p99, theirs = duels.median(ours, _p99) * 1e6, duels.median(raw, _p99) * 1e6
    yield Figure(
        row,
        "ping, p99",
        duels.ratio(ours, raw, _p99),
        beside=f"{p99:.0f} us; raw thriftpy2 {theirs:.0f} us",
        at_most=1.0,
    )
    cpu, raws = duels.median(ours, _cpu) / calls * 1e6, duels.median(raw, _cpu) / calls * 1e6
    yield Figure(
        row,
        "  processor seconds of the client",
        duels.ratio(ours, raw, _cpu),
        beside=f"{cpu:.1f} us; raw thriftpy2 {raws:.1f} us",
    )


def _said(duels: Duels, title: str, calls: int) -> str:
    return f"{calls / duels.median(title, _seconds):,.0f} calls/s"


def _page(bench: Bench) -> Iterator[Figure]:
    stage = Stage.built(bench.scratch)
    with hosts(stage) as there:
        duels = fight(
            (OURS, RAW, APACHE),
            stage.names(there.ports, "page"),
            rounds=bench.samples(21, 201),
            threads=1,
            calls=_PAGES,
        )
    for contender, target in ((OURS, 1.0), (APACHE, None)):
        title = contender.title if target else f"  {contender.title}"
        if contender.title in duels.absent:
            yield unmeasured(PAGE.name, title, duels.absent[contender.title], at_most=target)
            continue
        ratio = duels.ratio(contender.title, RAW.title, _seconds)
        said = f"{_said(duels, contender.title, _PAGES)}; raw {_said(duels, RAW.title, _PAGES)}"
        yield Figure(PAGE.name, title, ratio, beside=said, at_most=target)


PING = Row("ping", "calls", "A call that does nothing, over raw thriftpy2", _ping)
PING_THREADS = Row("ping-threads", "calls", f"The same by {_MANY} threads at once", _ping_threads)
PAGE = Row("page", "calls", "A reply of 100 structs of 20 fields, over raw thriftpy2", _page)
