"""The file that a content is written to before it takes another one's place."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["PREFIX", "make_folder", "temporary_file"]

PREFIX = ".kingpin-tmp-"
"""What its name begins with: a dot name, which no reader opens."""

_FOLDER_MODE = 0o755


@contextlib.contextmanager
def temporary_file(path: Path, body: bytes) -> Generator[tuple[Path, int]]:
    """A new file beside the target, with its descriptor; gone afterwards unless it was renamed."""
    make_folder(path.parent)
    fd, name = tempfile.mkstemp(prefix=PREFIX, dir=path.parent)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(body)
            file.flush()
            yield Path(name), fd
    finally:
        Path(name).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder that readers of other users can enter, whatever this process's umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(_FOLDER_MODE)
