"""1,000 configs exported, and imported into an empty store."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure, unmeasured
from benchmarks.admin._stores import opened, seconds
from benchmarks.freshness._backends import Backends, embedded, real_servers
from kingpin_sdk.admin import Question, parse_lines
from tests.servers import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TRANSFER", "TRANSFER_SERVERS"]

_CONFIGS = 1_000


def _embedded(bench: Bench) -> Iterator[Figure]:
    yield from _measure(TRANSFER, embedded(bench.scratch))


def _servers(bench: Bench) -> Iterator[Figure]:
    try:
        with real_servers(bench.scratch) as servers:
            yield from _measure(TRANSFER_SERVERS, servers.backends)
    except ServerError as error:
        yield unmeasured(TRANSFER_SERVERS.name, "transfer", str(error))


def _measure(row: Row, backends: Backends) -> Iterator[Figure]:
    bundle = parse_lines(_lines())
    with opened(backends) as stores:
        transfer = stores.admin.transfer

        def figure(what: str, taken: float) -> Figure:
            return Figure(row.name, what, taken, unit="s", beside=f"{_CONFIGS / taken:,.0f}/s")

        yield figure("imported into an empty store", seconds(lambda: transfer.import_(bundle)))
        yield figure("imported again: nothing to write", seconds(lambda: transfer.import_(bundle)))
        yield figure("exported", seconds(transfer.export))

        def trail() -> object:
            return [*islice(stores.admin.trail.entries(Question()), 50)]

        audited = seconds(trail)
        yield Figure(row.name, "audited: the newest 50 of 2,000 entries", audited, unit="s")
        same = transfer.export().lines == _lines()
        yield Figure(
            row.name, "lines that differ afterwards", float(not same), unit="", at_most=0.0
        )


def _lines() -> list[str]:
    lines = ['{"kind": "kingpin-export", "format": 1}']
    lines += [
        f'{{"kind": "config", "name": "bench.config{number:04}", "declared": {{"shape": "map", '
        f'"owner": "bench"}}, "value": {{"number": {number}, "text": "{"x" * 200}"}}}}'
        for number in range(_CONFIGS)
    ]
    return [*lines, '{"kind": "end"}']


TRANSFER = Row("transfer", "admin", "1,000 configs out and in, on the embedded store", _embedded)
TRANSFER_SERVERS = Row(
    "transfer-servers", "admin", "The same on a real ZooKeeper and SeaweedFS", _servers
)
