"""One box and one published world for each test."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, final

import pytest

from kingpin_sdk.names import ConfigName, DependencyName
from kingpin_sdk.sync import ConfigStatus, SyncEngine, SyncOptions
from tests.unit.sync.faults import FaultyBlobs, FaultyCoordination
from tests.unit.sync.store import Store
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Box"]

_FAST = SyncOptions(workers=4, hold_down=0.05, retry_first=0.02, retry_most=0.1)
_WITHIN = 20.0


@final
class Box:
    """A local root, what is published, and the engines that sync it; ends all of them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.root = folder / "config"
        self.folder = folder
        self.store = Store.in_folder(folder / "store")
        self.coordination = FaultyCoordination(self.store.coordination)
        self.blobs = FaultyBlobs(self.store.blobs)
        self._stack = stack
        stack.callback(self.store.close)

    def start(self, *dependencies: str, options: SyncOptions = _FAST) -> SyncEngine:
        """An engine that runs until the test ends, or closes it."""
        engine = SyncEngine(
            self.coordination,
            self.blobs,
            config_root=self.root,
            serverset_root=self.folder / "serverset",
            dependencies=[DependencyName(name) for name in dependencies or ("web.dep",)],
            options=options,
        )
        engine.start()
        self._stack.callback(engine.close)
        return engine

    def synced(self, *dependencies: str) -> SyncEngine:
        """An engine that has caught up."""
        engine = self.start(*dependencies)
        assert engine.wait_synced(_WITHIN), engine.status()
        return engine

    def path(self, name: ConfigName) -> Path:
        """Where the config's local file is."""
        return self.root / name.file_name

    def wait_for(self, name: ConfigName, body: bytes) -> None:
        """Wait until the local file holds these bytes."""
        path = self.path(name)
        wait_until(
            lambda: path.exists() and path.read_bytes() == body,
            timeout=_WITHIN,
            what=f"{name} holds {body[:40]!r}",
        )

    def wait_for_status(self, engine: SyncEngine, name: ConfigName, state: str) -> ConfigStatus:
        """Wait until the config is in a state."""

        def look() -> list[ConfigStatus]:
            found = config_status(engine, name)
            return [found] if found is not None and found.state == state else []

        return wait_until(look, timeout=_WITHIN, what=f"{name} is {state}")[0]


def config_status(engine: SyncEngine, name: ConfigName) -> ConfigStatus | None:
    """What the engine says of one config; None if it does not follow it."""
    return next((each for each in engine.status().configs if each.name == name.file_name), None)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with ExitStack() as stack:
        yield Box(tmp_path, stack)
