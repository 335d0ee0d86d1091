"""A monitor whose engine is stuck says so, and answers all the same."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from kingpin_sdk.adapters.http import Request
from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.monitor._pages import Pages
from kingpin_sdk.names import DependencyName
from kingpin_sdk.settings import load_settings
from kingpin_sdk.sync import SyncEngine

if TYPE_CHECKING:
    from pathlib import Path

_LIVEZ = Request("GET", "/livez")


def test_a_stuck_engine_is_not_alive_until_it_goes_on(tmp_path: Path) -> None:
    going = threading.Event()
    going.set()

    def clock() -> float:
        going.wait()
        return time.monotonic()

    settings = load_settings(
        {"config_dir": tmp_path / "config", "serverset_dir": tmp_path / "serverset"},
        interactive=False,
        environ={"HOME": str(tmp_path)},
    )
    with (
        LocalCoordination(tmp_path / "nodes") as coordination,
        closing(LocalBlobs(tmp_path / "blobs")) as blobs,
    ):
        engine = SyncEngine(
            coordination,
            blobs,
            config_root=settings.config_dir,
            serverset_root=settings.serverset_dir,
            dependencies=[DependencyName("web.dep")],
            clock=clock,
        )
        pages = Pages(engine, settings, registry=CollectorRegistry())
        with engine:
            assert pages.answer(_LIVEZ).status == 200
            going.clear()
            # Its thread goes through one more step at most.
            while pages.answer(_LIVEZ).status == 200:
                pass
            assert pages.answer(_LIVEZ).status == 503
            going.set()
            assert pages.answer(_LIVEZ).status == 200
