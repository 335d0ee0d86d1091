"""Public IDL to test with, fetched once by package name into a folder that git ignores."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["CorpusFile", "corpus"]

_PROJECT = Path(__file__).parents[2]
_FOLDER = Path(__file__).parent / ".corpus"
_LONGEST_FETCH = 280.0

# Folder below which files are -> further places for their includes.
_INCLUDE_DIRS = {
    "thrift/lib/go/test": ("thrift/test",),
    "thrift/lib/rs/test_recursive/src": (
        "thrift/lib/rs/test_recursive/src",
        "thrift/lib/rs/test_recursive/src/maintenance",
        "thrift/lib/rs/test_recursive/src/transit",
        "thrift/lib/rs/test_recursive/src/transit/light",
        "thrift/lib/rs/test_recursive/src/transit/services",
    ),
}


class CorpusFile(NamedTuple):
    """One IDL file.

    Attributes:
        name: its path in the corpus; stable, for lists of exceptions.
        path: where it is.
        include_dirs: where its includes are, besides its own folder.
    """

    name: str
    path: Path
    include_dirs: tuple[Path, ...]


@cache
def corpus() -> tuple[CorpusFile, ...]:
    """All files, in the order of their names.

    The first call of a fresh clone fetches them, which takes some ten seconds and the network.
    """
    subprocess.run(
        [_PROJECT / "scripts" / "thrift-corpus", sys.executable, _FOLDER],
        check=True,
        timeout=_LONGEST_FETCH,
        stdout=subprocess.PIPE,
    )
    found = sorted(_FOLDER.rglob("*.thrift"))
    return tuple(_file(path) for path in found)


def _file(path: Path) -> CorpusFile:
    name = path.relative_to(_FOLDER).as_posix()
    folders = [
        _FOLDER / folder
        for below, dirs in _INCLUDE_DIRS.items()
        if os.path.commonpath([below, name]) == below
        for folder in dirs
    ]
    return CorpusFile(name, path, tuple(folders))
