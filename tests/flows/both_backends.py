"""The embedded store, and ZooKeeper with S3, as commands and daemons are told of them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from tests.flows.kingpin_command import Kingpin
from tests.flows.real_stores import real_settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.servers import SeaweedServer, ZooKeeperServer

__all__ = ["BACKENDS", "kingpin_on", "settings_on"]

BACKENDS = ("embedded", "servers")


def settings_on(backend: str, folder: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of stores nobody else uses, by environment variable without ``KINGPIN_``.

    The servers are started when they are needed.
    """
    if backend == "embedded":
        return {
            "COORDINATION": f"localdir:{folder}/store/coordination",
            "BLOBS": f"localdir:{folder}/store/blobs",
        }
    zookeeper: ZooKeeperServer = request.getfixturevalue("zookeeper")
    seaweed: SeaweedServer = request.getfixturevalue("seaweed")
    chroot = f"/cli-{uuid.uuid4().hex[:12]}"
    return real_settings(zookeeper, seaweed, seaweed.make_bucket(), chroot)


def kingpin_on(backend: str, folder: Path, request: pytest.FixtureRequest) -> Kingpin:
    """The command on stores of its own."""
    settings = settings_on(backend, folder, request)
    return Kingpin(folder, **{f"KINGPIN_{name}": text for name, text in settings.items()})
