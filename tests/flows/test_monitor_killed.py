"""kill -9 of the monitor at random points: readers never see a torn, empty or older value."""

from __future__ import annotations

import json
import random
import threading
import time
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

from kingpin_sdk.files.reading import read_version, read_whole
from kingpin_sdk.names import ConfigName
from tests.unit.sync.daemon import Daemon
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

_NAME = ConfigName("spam", "blocklist")
_PUBLISHES = 1_000
_KILLS = 12
# Large enough that writing one takes a while: a kill may fall into it.
_FILLER = "x" * 200_000


class _Reader(threading.Thread):
    """Reads the file all the time, as an application would."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.ending = threading.Event()
        self.seen: list[int] = []
        self.versions: set[tuple[int, str]] = set()
        self.problems: list[str] = []

    def run(self) -> None:
        while not self.ending.is_set():
            found = read_whole(str(self._path))
            if found is None:
                continue
            body, mark = found
            try:
                number, filler = json.loads(body)
            except ValueError:
                self.problems.append(f"{len(body)} bytes that are no JSON")
                continue
            if filler != _FILLER:
                self.problems.append("another body")
            self.seen.append(number)
            version = read_version(str(self._path), mark)
            if version is not None:
                self.versions.add((number, version))


class _Publisher(threading.Thread):
    """Publishes one number after the other; holds still until a kill allows the next few."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._allowed = threading.Semaphore(0)
        self.published = {0: str(store.config(_NAME, into="web.dep", body=_body(0)))}

    def run(self) -> None:
        for number in range(1, _PUBLISHES + 1):
            self._allowed.acquire()
            self.published[number] = self._store.publish(_NAME, _body(number))

    def allow(self, count: int) -> None:
        """Let it publish so many more."""
        self._allowed.release(count)


def _body(number: int) -> bytes:
    return json.dumps([number, _FILLER]).encode()


def test_readers_of_a_monitor_killed_at_random_points_see_only_whole_and_newer_values(
    tmp_path: Path,
) -> None:
    chance = random.Random(20)  # noqa: S311 - moments, not secrets
    path = tmp_path / "config" / _NAME.file_name
    with (
        closing(Store.in_folder(tmp_path / "store")) as store,
        Daemon(tmp_path, MONITOR_HOLD_DOWN="0") as daemon,
    ):
        publisher, reader = _Publisher(store), _Reader(path)
        wait_until(path.exists, timeout=30, what="the first value is there")
        publisher.start()
        reader.start()
        try:
            for _ in range(_KILLS):
                publisher.allow(_PUBLISHES // _KILLS)
                before = path.stat().st_mtime_ns
                wait_until(
                    lambda before=before: path.stat().st_mtime_ns != before,  # type: ignore[misc]
                    timeout=30,
                    what="it writes",
                )
                time.sleep(chance.random() * 0.02)  # the random point itself
                daemon.kill()
                daemon.start()
            publisher.allow(_PUBLISHES)
            publisher.join()
            last = len(publisher.published) - 1
            wait_until(
                lambda: reader.seen and reader.seen[-1] == last,
                timeout=30,
                what="the last value arrives",
            )
        finally:
            publisher.allow(_PUBLISHES)
            publisher.join()
            reader.ending.set()
            reader.join()
        assert daemon.end() == 0
    assert reader.problems == []
    assert len(set(reader.seen)) > _KILLS
    assert reader.versions
    assert all(before <= after for before, after in pairwise(reader.seen))
    assert {publisher.published[number] == version for number, version in reader.versions} == {True}
    assert not list(path.parent.glob(".kingpin-tmp-*"))
