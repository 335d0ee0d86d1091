"""A config of 1,000 versions: its history, and what differs between two of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure, unmeasured
from benchmarks.admin._stores import Opened, opened, seconds
from benchmarks.freshness._backends import Backends, embedded, real_servers
from kingpin_sdk.formats.record import encode_record
from kingpin_sdk.formats.version import encode_version, next_version
from kingpin_sdk.model import Revision
from kingpin_sdk.names import ConfigName
from tests.servers import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.model import Version

__all__ = ["HISTORY", "HISTORY_SERVERS"]

_VERSIONS = 1_000
_PAGE = 50
_ROUNDS = 5
_NAME = ConfigName("bench", "history")
_AT_MOST = 1.0


def _embedded(bench: Bench) -> Iterator[Figure]:
    yield from _measure(HISTORY, embedded(bench.scratch), all_at_most=_AT_MOST)


def _servers(bench: Bench) -> Iterator[Figure]:
    try:
        with real_servers(bench.scratch) as servers:
            # 1,000 requests, at what a request costs its client: told, not aimed at.
            yield from _measure(HISTORY_SERVERS, servers.backends, all_at_most=None)
    except ServerError as error:
        yield unmeasured(HISTORY_SERVERS.name, "history", str(error), at_most=_AT_MOST)


def _measure(row: Row, backends: Backends, *, all_at_most: float | None) -> Iterator[Figure]:
    with opened(backends) as stores:
        versions = _fill(stores)
        history = stores.admin.versions.history

        def diff() -> None:
            stores.admin.versions.compare(_NAME, versions[0], versions[-1])

        yield _figure(
            row, "the newest 50 listed", seconds(lambda: [*islice(history(_NAME), _PAGE)])
        )
        everything = seconds(lambda: [*history(_NAME)], rounds=_ROUNDS)
        yield _figure(row, "all 1,000 listed", everything, at_most=all_at_most)
        yield _figure(row, "the first and the last compared", seconds(diff, rounds=_ROUNDS))
        yield _figure(
            row,
            "the newest compared with the one before",
            seconds(lambda: stores.admin.versions.compare(_NAME), rounds=_ROUNDS),
        )


def _figure(row: Row, what: str, taken: float, *, at_most: float | None = _AT_MOST) -> Figure:
    return Figure(row.name, what, taken, unit="s", at_most=at_most)


def _fill(stores: Opened) -> list[Version]:
    """Publish 1,000 versions as the engine does, but all at a time."""
    versions: list[Version] = [next_version(None, now=1_795_293_386.0, chance=0.5)]
    while len(versions) < _VERSIONS:
        versions.append(next_version(versions[-1], now=0.0, chance=0.5))
    pairs = [*enumerate(pairwise((None, *versions)))]

    def create(pair: tuple[int, tuple[Version | None, Version | None]]) -> None:
        number, (previous, version) = pair
        assert version is not None  # noqa: S101 - only the first has none before it
        body = f"[{number}]".encode()
        record = encode_record(body, author="bench", comment=f"no. {number}", previous=previous)
        stores.blobs.create(_NAME.blob_key(version), body, record)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(create, pairs))
    stores.coordination.create(_NAME.node)
    stores.coordination.write(_NAME.node, encode_version(versions[-1]), expected=Revision(0))
    return versions


HISTORY = Row("history", "admin", "A config of 1,000 versions, on the embedded store", _embedded)
HISTORY_SERVERS = Row(
    "history-servers", "admin", "The same on a real ZooKeeper and SeaweedFS", _servers
)
