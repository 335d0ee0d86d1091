"""The node tree on disk: every change under the guard, every read without it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, final

from kingpin_sdk.adapters.localdir._entries import (
    CREATE,
    decode,
    discard,
    forget_member,
    found_node,
    is_kept_by,
    kind_of,
    list_nodes,
    lives,
    put,
    rename,
)
from kingpin_sdk.adapters.localdir._errors import mapped
from kingpin_sdk.adapters.localdir._folders import made_folder, opened_folder, read_all
from kingpin_sdk.adapters.localdir._places import ROOT, Place
from kingpin_sdk.errors import (
    BackendError,
    NodeExistsError,
    NodeNotFoundError,
    RevisionMismatchError,
)
from kingpin_sdk.formats.localdir import NEW, EntryKind, NodeContent
from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Node

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from kingpin_sdk.adapters.localdir._descriptors import Descriptors, Held
    from kingpin_sdk.adapters.localdir._locks import Guard

__all__ = ["Nodes"]

_DATA_LIMIT = 1_000_000


@final
class Nodes:
    """Nodes and ephemeral members below one root; the methods are ``Coordination``'s."""

    def __init__(self, root: Path, descriptors: Descriptors, guard: Guard) -> None:
        self._root = root
        self._descriptors = descriptors
        self._guard = guard

    def read(self, path: str) -> Node:
        """See ``Coordination.read``."""
        place = Place.parse(path)
        with self._look(place), opened_folder(self._root, place.folders) as folder:
            if place.is_root:
                return Node(b"", Revision(0), os.fstat(folder).st_mtime)
            raw, info = self._read_either(place, folder)
            content = decode(place, raw)
            return Node(content.data, Revision(content.revision), info.st_mtime)

    def children(self, path: str) -> tuple[str, ...]:
        """See ``Coordination.children``."""
        place = Place.parse(path)
        with self._look(place):
            if not place.is_root and not self._is_there(place):
                raise FileNotFoundError
            try:
                with opened_folder(self._root, place.inner_folders) as folder:
                    live, dead = list_nodes(place, folder)
                    self._reap(dead, folder)
            except FileNotFoundError:
                if place.is_root:
                    raise
                return ()
        return live

    def create(self, path: str, data: bytes) -> Revision:
        """See ``Coordination.create``."""
        place = _changeable(path, data)
        with self._change(place):
            self._make_above(place)
            with made_folder(self._root, place.folders) as folder:
                if kind_of(place, folder) is not None:
                    raise NodeExistsError(f"node {path} is there already")
                forget_member(place, folder)
                put(place.entry(EntryKind.CONTENT), NodeContent(0, data), folder=folder)
        return Revision(0)

    def write(self, path: str, data: bytes, *, expected: Revision) -> Revision:
        """See ``Coordination.write``."""
        place = _changeable(path, data)
        with self._change(place), opened_folder(self._root, place.folders) as folder:
            kind, found, info = found_node(place, folder)
            _check(place, found, expected)
            content = NodeContent(found + 1, data)
            put(place.entry(kind), content, folder=folder, after=info.st_mtime_ns)
        return Revision(found + 1)

    def delete(self, path: str, *, expected: Revision | None) -> None:
        """See ``Coordination.delete``."""
        place = _changeable(path)
        with self._change(place), opened_folder(self._root, place.folders) as folder:
            kind = kind_of(place, folder)
            if kind is None:
                raise FileNotFoundError
            if expected is not None:  # else a damaged node can be removed, too
                _check(place, found_node(place, folder)[1], expected)
            self._clear_children(place)
            os.unlink(place.entry(kind), dir_fd=folder)
            forget_member(place, folder)
            with suppress(OSError):  # leftovers in it are no nodes; the next children may have it
                os.rmdir(place.entry(EntryKind.FOLDER), dir_fd=folder)
            os.fsync(folder)

    def join(self, path: str, data: bytes) -> Held:
        """Make an ephemeral node; it lives while what is returned is open."""
        place = _changeable(path, data)
        with self._change(place):
            self._make_above(place)
            with made_folder(self._root, place.folders) as folder:
                if kind_of(place, folder) is not None:
                    raise NodeExistsError(f"node {path} is there already")
                # The data of a dead member first: under a new lock it would seem alive.
                forget_member(place, folder)
                held = self._start_life(place, folder)
                try:
                    put(place.entry(EntryKind.MEMBER), NodeContent(0, data), folder=folder)
                except BaseException:
                    forget_member(place, folder)
                    held.close()
                    raise
                return held

    def leave(self, path: str, held: Held) -> None:
        """Remove the ephemeral node, if it is still the one that this keeps alive."""
        place = Place.parse(path)
        try:
            with self._change(place), opened_folder(self._root, place.folders) as folder:
                if is_kept_by(place, held, folder):
                    forget_member(place, folder)
                    os.fsync(folder)
        except NodeNotFoundError:
            pass
        finally:
            held.close()

    def keeps_alive(self, path: str, held: Held) -> bool:
        """Whether the ephemeral node is there and is the one that this keeps alive."""
        place = Place.parse(path)
        try:
            with opened_folder(self._root, place.folders) as folder:
                return is_kept_by(place, held, folder)
        except OSError:
            # What nobody can look at is not announced to anybody.
            return False

    def live_member(self, place: Place) -> bool:
        """Whether the place is an ephemeral node whose process lives."""
        with opened_folder(self._root, place.folders) as folder:
            return kind_of(place, folder) is EntryKind.MEMBER

    @contextmanager
    def _look(self, place: Place) -> Generator[None]:
        with mapped(f"node {place.path} in {self._root}"):
            try:
                yield
            except FileNotFoundError as error:
                raise NodeNotFoundError(f"node {place.path} is not there") from error

    @contextmanager
    def _change(self, place: Place) -> Generator[None]:
        with self._look(place), self._guard.held():
            yield

    def _is_there(self, place: Place) -> bool:
        with opened_folder(self._root, place.folders) as folder:
            return kind_of(place, folder) is not None

    def _read_either(self, place: Place, folder: int) -> tuple[bytes, os.stat_result]:
        try:
            return read_all(place.entry(EntryKind.CONTENT), folder=folder)
        except FileNotFoundError:
            found = read_all(place.entry(EntryKind.MEMBER), folder=folder)
            if not lives(place, folder):
                self._reap([place], folder)
                raise
            return found

    def _make_above(self, place: Place) -> None:
        above = place.above
        if above.is_root:
            return
        with suppress(FileNotFoundError), opened_folder(self._root, above.folders) as folder:
            kind = kind_of(above, folder)
            if kind is EntryKind.MEMBER:
                raise BackendError(f"node {above.path} is ephemeral: it cannot have children")
            if kind is not None:
                return
        self._make_above(above)
        with made_folder(self._root, above.folders) as folder:
            forget_member(above, folder)
            put(above.entry(EntryKind.CONTENT), NodeContent(0, b""), folder=folder)

    def _start_life(self, place: Place, folder: int) -> Held:
        discard(NEW, folder)
        held = self._descriptors.open(lambda: os.open(NEW, CREATE, 0o666, dir_fd=folder))
        try:
            # Locked before it has its name, so that nobody ever finds it unlocked. Renamed, not
            # linked: inotify tells of a closed file by the name it was last renamed to.
            held.try_lock()  # it is ours: the file is new
            rename(NEW, place.entry(EntryKind.LIVENESS), folder)
        except BaseException:
            discard(NEW, folder)
            held.close()
            raise
        return held

    def _clear_children(self, place: Place) -> None:
        with (
            suppress(FileNotFoundError),
            opened_folder(self._root, place.inner_folders) as folder,
        ):
            live, dead = list_nodes(place, folder)
            if live:
                some = ", ".join(live[:3])
                raise BackendError(f"node {place.path} has {len(live)} children ({some} ...)")
            for member in dead:
                forget_member(member, folder)
            discard(NEW, folder)

    def _reap(self, dead: list[Place], folder: int) -> None:
        """Remove members whose process is gone; leave it to others where that is not easy."""
        if not dead:
            return
        with suppress(OSError), self._guard.tried() as held:
            for member in dead if held else []:
                # Looked at again: a new life may have begun before we had the guard.
                if not lives(member, folder):
                    forget_member(member, folder)


def _changeable(path: str, data: bytes = b"") -> Place:
    place = Place.parse(path)
    if place.is_root:
        raise BackendError(f"node {ROOT} is the store itself: it cannot be changed")
    if len(data) > _DATA_LIMIT:
        raise BackendError(f"node {path}: {len(data)} bytes, but a node takes {_DATA_LIMIT}")
    return place


def _check(place: Place, found: int, expected: Revision) -> None:
    if found != expected:
        raise RevisionMismatchError(f"node {place.path} is at revision {found}, not {expected}")
