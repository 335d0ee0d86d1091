"""Contents that a local file does not hold: earlier ones for a roll back, and a refused one.

::

    <root>/.kingpin/kept/<file name>/<version>.<sha256>   earlier contents; their times order them
    <root>/.kingpin/refused/<file name>                   the newest body that the guard refused

A kept content is the earlier file itself, by another name: it costs no write, and nobody who
rewrites the local file in place touches it. Keeping is a courtesy: where it fails, the swap goes
on.
"""

from __future__ import annotations

import contextlib
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kingpin_sdk.files.layout import sidecar_path
from kingpin_sdk.files.reading import read_whole
from kingpin_sdk.files.temporary import make_folder, temporary_file
from kingpin_sdk.model import Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kingpin_sdk.formats.sidecar import SidecarEntry

__all__ = [
    "Kept",
    "drop_refused",
    "keep_file",
    "kept_versions",
    "prune_kept",
    "read_kept",
    "refused_path",
    "set_aside",
]

_DIGEST_LENGTH = 64
_SHOWN_DIGITS = 12
_MODE = 0o644


class Kept(NamedTuple):
    """One kept content.

    Attributes:
        version: whose it is; ``file-`` and the beginning of its hash where another writer wrote it.
        sha256: hex digest.
        path: where it is.
        written: when it became the local file, seconds since the epoch.
    """

    version: Version
    sha256: str
    path: Path
    written: float


def keep_file(path: Path, entry: SidecarEntry | None) -> None:
    """Keep the content that a local file holds now, also after the file is replaced.

    Args:
        path: the file.
        entry: what is known of it; None if another writer wrote it.
    """
    with contextlib.suppress(OSError):
        version, digest = (entry.version, entry.sha256) if entry else _foreign(path)
        folder = _kept_folder(path)
        make_folder(folder)
        os.link(path, folder / f"{version}.{digest}")


def prune_kept(path: Path, most: int) -> None:
    """Let go of the oldest contents beyond so many."""
    for kept in kept_versions(path)[most:]:
        with contextlib.suppress(OSError):
            kept.path.unlink()


def kept_versions(path: Path) -> Sequence[Kept]:
    """What is kept of a local file, newest first."""
    found: list[tuple[int, Kept]] = []
    with contextlib.suppress(OSError):
        for each in _kept_folder(path).iterdir():
            version, _, digest = each.name.rpartition(".")
            if version and len(digest) == _DIGEST_LENGTH:
                written = each.stat().st_mtime_ns
                found.append((written, Kept(Version(version), digest, each, written / 1e9)))
    return [kept for _, kept in sorted(found, key=lambda each: each[0], reverse=True)]


def read_kept(kept: Kept) -> bytes | None:
    """A kept content; None if it is not what was kept any more.

    Raises:
        OSError: it cannot be read.
    """
    body = kept.path.read_bytes()
    return body if sha256(body).hexdigest() == kept.sha256 else None


def set_aside(path: Path, body: bytes) -> bool:
    """Keep a refused body for people to look at; it replaces the one before. False if it cannot."""
    target = refused_path(path)
    try:
        with temporary_file(target, body) as (temporary, fd):
            os.fchmod(fd, _MODE)
            temporary.replace(target)
    except OSError:
        return False
    return True


def drop_refused(path: Path) -> None:
    """Let go of the refused body, once a good one has replaced it."""
    with contextlib.suppress(OSError):
        refused_path(path).unlink(missing_ok=True)


def refused_path(path: Path) -> Path:
    """Where a refused body of a local file is set aside."""
    return _beside(path) / "refused" / path.name


def _foreign(path: Path) -> tuple[Version, str]:
    found = read_whole(str(path))
    if found is None:
        raise BlockingIOError(0, "somebody else keeps writing it")
    digest = sha256(found[0]).hexdigest()
    return Version(f"file-{digest[:_SHOWN_DIGITS]}"), digest


def _kept_folder(path: Path) -> Path:
    return _beside(path) / "kept" / path.name


def _beside(path: Path) -> Path:
    return Path(sidecar_path(str(path))).parent
