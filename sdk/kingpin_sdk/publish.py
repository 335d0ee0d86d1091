"""The door to the write side: ``connect()`` opens what the settings name.

from kingpin_sdk.publish import connect

with connect() as publisher:
    publisher.edit(blocklist).add("evil.example", author="ann", comment="ticket 12")
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING

from kingpin_sdk.publishing import PublishEngine, Publisher
from kingpin_sdk.settings import load_settings
from kingpin_sdk.wiring import open_blobs, open_coordination

if TYPE_CHECKING:
    from kingpin_sdk.settings import Settings

__all__ = ["connect"]

_log = logging.getLogger(__name__)


def connect(settings: Settings | None = None, *, lock_timeout: float = 30.0) -> Publisher:
    """Open the stores for publishing; whoever calls closes the publisher (a ``with`` does).

    Nothing is sent before the first verb.

    Args:
        settings: where the stores are; None reads the environment and the settings file.
        lock_timeout: seconds a verb waits while somebody else publishes the same config.

    Raises:
        SettingsError: a setting cannot be used.
    """
    if settings is None:
        settings = load_settings(interactive=False)
    if settings.implicit_store:
        _log.warning("no store is set: publishing to the embedded one, %s", settings.blobs)
    with ExitStack() as opened:
        coordination = open_coordination(settings)
        opened.callback(coordination.close)
        blobs = open_blobs(settings)
        opened.callback(blobs.close)
        engine = PublishEngine(coordination, blobs, lock_timeout=lock_timeout)
        # From here on they belong to the publisher.
        return Publisher(engine, author=settings.author, close=opened.pop_all().close)
