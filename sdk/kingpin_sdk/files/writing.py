"""Replacing a local file at once.

A reader opens the old content or the new, and a crash leaves one of them.

Order of a replacement, each step safe to die after:

1. write a temporary file in the same folder (a dot name no reader opens), give it mode, owner and a
time that grows;
   fsync it
2. replace the sidecar by one that knows the current file and the next one
3. rename the temporary file over the target; fsync the folder
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kingpin_sdk.files.layout import sidecar_path
from kingpin_sdk.files.reading import mark_of, read_whole
from kingpin_sdk.formats.sidecar import SidecarEntry, decode_sidecar, encode_sidecar

if TYPE_CHECKING:
    from collections.abc import Generator

    from kingpin_sdk.clocks import WallClock
    from kingpin_sdk.formats.sidecar import FileMark
    from kingpin_sdk.model import Endpoint, Version

__all__ = ["known_entries", "replace_file", "sweep_leftovers"]

_MODE = 0o644
_FOLDER_MODE = 0o755
_TEMPORARY = ".kingpin-tmp-"
_MICROS = 1_000_000
_NANOS_A_MICRO = 1_000


def replace_file(
    path: Path,
    body: bytes,
    version: Version,
    *,
    endpoints: tuple[Endpoint, ...] = (),
    clock: WallClock = time.time,
) -> FileMark:
    """Make a file hold a version's body.

    The mode of the file that is there is kept (0644 for a new one), and its modification time grows
    by at least a microsecond even when the clock steps back: KingPin 1.0's readers look at nothing
    else.

    Args:
        path: the file.
        body: its new content.
        version: whose.
        endpoints: of a serverset: what is known of its endpoints, for the document beside the file.
        clock: for the file's time.

    Returns:
        The mark of the new file.

    Raises:
        OSError: it cannot be written; the old file is untouched and no temporary file is left.
    """
    current = _status(path)
    with _temporary(path, body) as (temporary, fd):
        _dress(fd, current, clock)
        os.fsync(fd)
        mark = mark_of(os.fstat(fd))
        digest = sha256(body).hexdigest()
        _remember(path, current, SidecarEntry(version, digest, mark, endpoints))
        temporary.replace(path)
    _sync_folder(path.parent)
    return mark


def known_entries(path: Path) -> tuple[SidecarEntry, ...]:
    """What the document beside a local file says; nothing if there is none."""
    try:
        found = read_whole(sidecar_path(str(path)))
    except FileNotFoundError:
        return ()
    return decode_sidecar(found[0]) if found else ()


def sweep_leftovers(root: Path) -> None:
    """Remove temporary files that a killed writer left.

    Only the one writer of a root may call this.
    """
    for folder in (root, sidecar_folder(root)):
        for leftover in folder.glob(f"{_TEMPORARY}*"):
            leftover.unlink(missing_ok=True)


def sidecar_folder(root: Path) -> Path:
    """Where the documents about a root's files are."""
    return Path(sidecar_path(str(root / "x"))).parent


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _temporary(path: Path, body: bytes) -> Generator[tuple[Path, int]]:
    """A new file beside the target, with its descriptor; gone afterwards unless it was renamed."""
    _make_folder(path.parent)
    fd, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(body)
            file.flush()
            yield Path(name), fd
    finally:
        Path(name).unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """Make a folder that readers of other users can enter, whatever this process's umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(_FOLDER_MODE)


def _dress(fd: int, current: os.stat_result | None, clock: WallClock) -> None:
    """Give the new file the mode and owner of the one it replaces, and a later time."""
    os.fchmod(fd, stat.S_IMODE(current.st_mode) if current else _MODE)
    if current and (current.st_uid, current.st_gid) != (os.geteuid(), os.getegid()):
        # Only root can keep a foreign owner; without that right the file becomes ours, as KingPin's
        # does.
        with contextlib.suppress(PermissionError):
            os.fchown(fd, current.st_uid, current.st_gid)
    # Whole microseconds: KingPin compares times as floats, which cannot tell nanoseconds apart.
    now = int(clock() * _MICROS)
    after = 0 if current is None else -(-current.st_mtime_ns // _NANOS_A_MICRO) + 1
    mtime_ns = max(now, after) * _NANOS_A_MICRO
    os.utime(fd, ns=(mtime_ns, mtime_ns))


def _remember(path: Path, current: os.stat_result | None, entry: SidecarEntry) -> None:
    sidecar = Path(sidecar_path(str(path)))
    here = mark_of(current) if current else None
    kept = tuple(old for old in known_entries(path) if old.mark == here)
    # Not synced: should a power cut take it, a version is unknown and the monitor fetches once
    # more.
    with _temporary(sidecar, encode_sidecar((*kept, entry))) as (temporary, fd):
        os.fchmod(fd, _MODE)
        temporary.replace(sidecar)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
