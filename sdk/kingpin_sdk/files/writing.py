"""Replacing a local file at once.

A reader opens the old content or the new, and a crash leaves one of them.

Order of a replacement, each step safe to die after:

1. write a temporary file in the same folder (a dot name no reader opens), give it mode, owner and a
time that grows;
   fsync it
2. replace the sidecar by one that knows the current file and the next one
3. link the current file among the kept ones, if any are to be kept
4. rename the temporary file over the target; fsync the folder
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kingpin_sdk.files.keeping import keep_file, prune_kept, refused_path
from kingpin_sdk.files.layout import sidecar_path
from kingpin_sdk.files.reading import mark_of, read_whole
from kingpin_sdk.files.temporary import PREFIX, temporary_file
from kingpin_sdk.formats.sidecar import SidecarEntry, decode_sidecar, encode_sidecar

if TYPE_CHECKING:
    from kingpin_sdk.clocks import WallClock
    from kingpin_sdk.formats.sidecar import FileMark
    from kingpin_sdk.model import Endpoint, Version

__all__ = [
    "INHERITED",
    "Ownership",
    "check_ownership",
    "known_entries",
    "mend_ownership",
    "replace_document",
    "replace_file",
    "sweep_leftovers",
]

_MODE = 0o644
_MICROS = 1_000_000
_NANOS_A_MICRO = 1_000


class Ownership(NamedTuple):
    """Whose a file is and what others may do with it.

    Attributes:
        mode: permission bits; None for those of the file that is replaced, 0644 for a new one.
        uid: the owner; None for that of the file that is replaced, this process for a new one.
        gid: the group; None likewise.
    """

    mode: int | None = None
    uid: int | None = None
    gid: int | None = None


INHERITED = Ownership()
"""As the file that is replaced."""


def replace_file(
    path: Path,
    body: bytes,
    version: Version,
    *,
    endpoints: tuple[Endpoint, ...] = (),
    ownership: Ownership = INHERITED,
    keep: int = 0,
    clock: WallClock = time.time,
) -> FileMark:
    """Make a file hold a version's body.

    Its modification time grows by at least a microsecond even when the clock steps back: KingPin
    1.0's readers look at nothing else.

    Args:
        path: the file.
        body: its new content.
        version: whose.
        endpoints: of a serverset: what is known of its endpoints, for the document beside the file.
        ownership: of the new file.
        keep: how many contents before this one stay beside the file; see ``files.keeping``.
        clock: for the file's time.

    Returns:
        The mark of the new file.

    Raises:
        OSError: it cannot be written, or not be given to whom it is to belong; the old file is
            untouched and no temporary file is left.
    """
    current = _status(path)
    here = mark_of(current) if current else None
    known = tuple(entry for entry in known_entries(path) if entry.mark == here)
    with temporary_file(path, body) as (temporary, fd):
        _dress(fd, current, ownership)
        _set_time(fd, current, clock)
        os.fsync(fd)
        mark = mark_of(os.fstat(fd))
        digest = sha256(body).hexdigest()
        _remember(path, (*known, SidecarEntry(version, digest, mark, endpoints)), ownership)
        if keep and here is not None:
            keep_file(path, known[-1] if known else None)
        temporary.replace(path)
    _sync_folder(path.parent)
    if keep:
        prune_kept(path, keep)
    return mark


def replace_document(path: Path, data: bytes, *, mode: int = _MODE) -> None:
    """Make a file of ours beside the local files hold these bytes, durably.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    # Until its mode is set, a temporary file is its writer's alone.
    with temporary_file(path, data) as (temporary, fd):
        os.fchmod(fd, mode)
        os.fsync(fd)
        temporary.replace(path)
    _sync_folder(path.parent)


def check_ownership(root: Path, ownership: Ownership) -> None:
    """Try whether this process may make files of that ownership below a root.

    Raises:
        OSError: it may not.
    """
    if ownership != INHERITED:
        with temporary_file(sidecar_folder(root) / "x", b"") as (_, fd):
            _dress(fd, None, ownership)


def mend_ownership(path: Path, ownership: Ownership) -> None:
    """Give a file that is right in all else the mode, owner and group that it should have.

    Raises:
        OSError: this process may not.
    """
    status = path.stat()
    uid, gid = ownership.uid, ownership.gid
    if (uid, gid) != (None, None):
        wanted = (status.st_uid if uid is None else uid, status.st_gid if gid is None else gid)
        if wanted != (status.st_uid, status.st_gid):
            os.chown(path, *wanted)
    if ownership.mode not in {None, stat.S_IMODE(path.stat().st_mode)}:
        path.chmod(ownership.mode or 0)


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
    beside = sidecar_folder(root)
    for folder in (root, beside, refused_path(root / "x").parent):
        for leftover in folder.glob(f"{PREFIX}*"):
            leftover.unlink(missing_ok=True)


def sidecar_folder(root: Path) -> Path:
    """Where the documents about a root's files are."""
    return Path(sidecar_path(str(root / "x"))).parent


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _dress(fd: int, current: os.stat_result | None, ownership: Ownership) -> None:
    """Give the new file its mode and owner."""
    _give_away(fd, ownership)
    theirs = current is not None and (current.st_uid, current.st_gid) != _us()
    if current is not None and theirs:
        # Only root can keep a foreign owner; without that right the file becomes ours, as KingPin's
        # does.
        uid = current.st_uid if ownership.uid is None else -1
        gid = current.st_gid if ownership.gid is None else -1
        with contextlib.suppress(PermissionError):
            os.fchown(fd, uid, gid)
    mode = ownership.mode
    if mode is None:
        mode = stat.S_IMODE(current.st_mode) if current else _MODE
    os.fchmod(fd, mode)


def _us() -> tuple[int, int]:
    return os.geteuid(), os.getegid()


def _give_away(fd: int, ownership: Ownership) -> None:
    """To whom it is to belong; who that is was asked for, so failing to is an error."""
    if (ownership.uid, ownership.gid) != (None, None):
        uid = -1 if ownership.uid is None else ownership.uid
        gid = -1 if ownership.gid is None else ownership.gid
        os.fchown(fd, uid, gid)


def _set_time(fd: int, current: os.stat_result | None, clock: WallClock) -> None:
    """A later time than that of the file it replaces."""
    # Whole microseconds: KingPin compares times as floats, which cannot tell nanoseconds apart.
    now = int(clock() * _MICROS)
    after = 0 if current is None else -(-current.st_mtime_ns // _NANOS_A_MICRO) + 1
    mtime_ns = max(now, after) * _NANOS_A_MICRO
    os.utime(fd, ns=(mtime_ns, mtime_ns))


def _remember(path: Path, entries: tuple[SidecarEntry, ...], ownership: Ownership) -> None:
    sidecar = Path(sidecar_path(str(path)))
    # Not synced: should a power cut take it, a version is unknown and the monitor fetches once
    # more.
    with temporary_file(sidecar, encode_sidecar(entries)) as (temporary, fd):
        _give_away(fd, ownership)
        os.fchmod(fd, _MODE if ownership.mode is None else ownership.mode)
        temporary.replace(sidecar)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
