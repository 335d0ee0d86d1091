"""A node's files in an opened folder: looked at by anybody, changed by who has the guard."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from kingpin_sdk.adapters.localdir._folders import list_folder, read_all, write_all
from kingpin_sdk.errors import BackendError
from kingpin_sdk.formats.localdir import (
    NEW,
    EntryKind,
    NodeContent,
    decode_node,
    encode_node,
    parse_entry,
)

if TYPE_CHECKING:
    from kingpin_sdk.adapters.localdir._descriptors import Held
    from kingpin_sdk.adapters.localdir._places import Place

__all__ = [
    "CREATE",
    "decode",
    "discard",
    "forget_member",
    "found_node",
    "is_kept_by",
    "kind_of",
    "list_nodes",
    "lives",
    "put",
    "rename",
]

CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
"""Flags that open a file nobody had before."""


def decode(place: Place, raw: bytes) -> NodeContent:
    """Read a node's file.

    Raises:
        BackendError: it is damaged.
    """
    try:
        return decode_node(raw)
    except ValueError as error:
        raise BackendError(f"node {place.path} is damaged: {error}") from error


def found_node(place: Place, folder: int) -> tuple[EntryKind, int, os.stat_result]:
    """What a node is, its revision, and what fstat says of its file.

    Raises:
        FileNotFoundError: it is not there.
    """
    kind = kind_of(place, folder)
    if kind is None:
        raise FileNotFoundError
    raw, info = read_all(place.entry(kind), folder=folder)
    return kind, decode(place, raw).revision, info


def kind_of(place: Place, folder: int) -> EntryKind | None:
    """CONTENT, MEMBER (alive), or None: not there."""
    if _exists(place.entry(EntryKind.CONTENT), folder):
        return EntryKind.CONTENT
    if _exists(place.entry(EntryKind.MEMBER), folder) and lives(place, folder):
        return EntryKind.MEMBER
    return None


def _exists(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def lives(place: Place, folder: int) -> bool:
    """Whether a process keeps the member's liveness file locked."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(place.entry(EntryKind.LIVENESS), flags, dir_fd=folder)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who look at a dead member do not take each other for its life.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def is_kept_by(place: Place, held: Held, folder: int) -> bool:
    """Whether the member's liveness file is the one that is open here."""
    if held.descriptor < 0:
        return False
    try:
        named = os.stat(place.entry(EntryKind.LIVENESS), dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(held.descriptor))


def list_nodes(place: Place, folder: int) -> tuple[tuple[str, ...], list[Place]]:
    """The names of the nodes in the folder of a node's children, sorted; and the dead members."""
    live: list[str] = []
    dead: list[Place] = []
    for text in list_folder(folder):
        entry = parse_entry(text)
        if entry is None:
            continue
        if entry.kind is EntryKind.CONTENT:
            live.append(entry.name)
        elif entry.kind is EntryKind.MEMBER:
            member = place.inner(entry.name)
            if lives(member, folder):
                live.append(entry.name)
            else:
                dead.append(member)
    return tuple(sorted(live)), dead


def put(name: str, content: NodeContent, *, folder: int, after: int = 0) -> None:
    """Replace a node's file; the caller has the guard, so nobody else uses the temporary name."""
    discard(NEW, folder)
    descriptor = os.open(NEW, CREATE, 0o666, dir_fd=folder)
    try:
        try:
            write_all(descriptor, encode_node(content))
            written = max(time.time_ns(), after + 1)
            os.utime(descriptor, ns=(written, written))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        rename(NEW, name, folder)
    except OSError:
        discard(NEW, folder)
        raise
    os.fsync(folder)


def forget_member(place: Place, folder: int) -> None:
    """Remove what there is of a member; the caller has the guard."""
    # The data first: without it the other file means nothing, whenever we are killed.
    discard(place.entry(EntryKind.MEMBER), folder)
    discard(place.entry(EntryKind.LIVENESS), folder)


def discard(name: str, folder: int) -> None:
    """Remove an entry, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def rename(source: str, target: str, folder: int) -> None:
    """Put an entry in another's place, at once."""
    os.rename(source, target, src_dir_fd=folder, dst_dir_fd=folder)
