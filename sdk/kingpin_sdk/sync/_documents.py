"""Our own documents beside the local files: what is pinned, and what was followed."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, final

from kingpin_sdk.files.writing import replace_document, sidecar_folder
from kingpin_sdk.formats.followed import FOLLOWED_NAME, Followed, decode_followed, encode_followed
from kingpin_sdk.formats.pins import PINS_NAME, decode_pins, encode_pins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kingpin_sdk.model import Version

__all__ = ["FollowedFile", "PinsFile"]

_log = logging.getLogger(__name__)


@final
class PinsFile:
    """Which configs stay at a version, over restarts.

    Args:
        root: of the configs.
    """

    def __init__(self, root: Path) -> None:
        self._path = sidecar_folder(root) / PINS_NAME

    def load(self) -> dict[str, Version]:
        """By file name; blocks on the disk.

        Raises:
            SettingsError: it is damaged.
        """
        data = _content(self._path)
        return {} if data is None else decode_pins(data, what=str(self._path))

    def save(self, pins: Mapping[str, Version]) -> None:
        """Keep them, durably.

        Raises:
            OSError: they cannot be written.
        """
        replace_document(self._path, encode_pins(pins))


@final
class FollowedFile:
    """What was followed when the backends could be asked; of two savings the later one stays.

    Args:
        root: of the configs.
    """

    def __init__(self, root: Path) -> None:
        self._path = sidecar_folder(root) / FOLLOWED_NAME
        self._prepared = 0
        # Guards _saved: savings are jobs of several workers.
        self._saving = threading.Lock()
        self._saved = 0

    def load(self) -> Followed:
        """Empty where nothing was saved or it is not understood; blocks on the disk."""
        data = _content(self._path)
        return Followed({}, {}) if data is None else decode_followed(data)

    def saving(self, followed: Followed) -> Callable[[], None]:
        """The job of keeping it, for a worker; a failure is logged and no more."""
        self._prepared += 1
        return partial(self._save, followed, self._prepared)

    def _save(self, followed: Followed, number: int) -> None:
        data = encode_followed(followed)
        with self._saving:
            if number <= self._saved:
                return
            try:
                replace_document(self._path, data)
            except OSError as error:
                _log.warning("%s cannot be written: %s", self._path, error.strerror or error)
                return
            self._saved = number


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
