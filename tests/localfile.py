"""A config's local file as its writers leave it: a monitor of ours, or an old one."""

import json
import os
import time
from pathlib import Path

__all__ = ["SETTLED", "YOUNG", "LocalFile"]

SETTLED = 60.0
"""Seconds: an age at which nobody is in the middle of writing a file."""

YOUNG = -0.9
"""Seconds: an age that stays below one second for as long as a test takes."""


class LocalFile:
    """One file under a root, written the ways real writers do.

    Every content gets a time of its own, which the test chooses: nothing depends on how long the
    test takes.
    """

    def __init__(self, root: Path, name: str = "spam.blocklist") -> None:
        self.path = root / f"config.manageddata.{name}"

    def swap(self, document: object, *, age: float = SETTLED) -> None:
        """Rename a complete file into place, as our monitor does."""
        self.swap_bytes(json.dumps(document).encode(), age=age)

    def swap_bytes(self, body: bytes, *, age: float = SETTLED) -> None:
        temporary = self.path.with_name(".next")
        temporary.write_bytes(body)
        _set_age(temporary, age)
        temporary.replace(self.path)

    def rewrite(self, body: bytes, *, age: float = SETTLED) -> None:
        """Truncate the file and write to it, as KingPin's downloader does."""
        with self.path.open("wb") as file:
            file.write(body)
        _set_age(self.path, age)

    def remove(self) -> None:
        self.path.unlink()


def _set_age(path: Path, age: float) -> None:
    nanos = time.time_ns() - int(age * 1e9)
    os.utime(path, ns=(nanos, nanos))
