"""The blob store port on a folder of this machine."""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, final

from kingpin_sdk.adapters.localdir._descriptors import Descriptors
from kingpin_sdk.adapters.localdir._errors import mapped
from kingpin_sdk.adapters.localdir._folders import (
    list_folder,
    made_folder,
    opened_folder,
    write_all,
)
from kingpin_sdk.errors import BackendError, BlobExistsError, BlobNotFoundError, UnavailableError
from kingpin_sdk.formats.localdir import (
    BLOBS,
    HEADER_LIMIT,
    TEMPORARY,
    BlobHeader,
    EntryKind,
    components,
    decode_blob_header,
    encode_blob_header,
    entry_name,
    parse_entry,
)
from kingpin_sdk.ports import Blob, BlobInfo

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

__all__ = ["LocalBlobs"]

_METADATA_NAME = re.compile(r"[a-z0-9][-_.a-z0-9]*")
_METADATA_VALUE = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?)?")
_METADATA_LIMIT = 2_048
"""Bytes of names and values together, Amazon S3's limit: what is taken here is taken there."""

_LEFTOVER_AFTER = 60.0
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class _Shelf(NamedTuple):
    folders: tuple[str, ...]
    entry: str


@final
class LocalBlobs:
    """Blobs without a server, shared by the processes of one machine.

    Folders are made at the first write; a store that is not there has no blobs. Thread-safe, and
    usable after a fork.

    Args:
        root: the store's folder, on a local file system with hard links.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._descriptors = Descriptors()

    def get(self, key: str, *, max_bytes: int | None = None) -> Blob:
        """See ``BlobStore.get``. A blob that is damaged on disk raises UnavailableError."""
        with self._look(key) as descriptor:
            header = self._header(key, descriptor)
            if max_bytes is not None and header.size > max_bytes:
                raise BackendError(f"blob {key}: {header.size} bytes, more than {max_bytes}")
            os.lseek(descriptor, header.length, os.SEEK_SET)
            with open(descriptor, "rb", buffering=0, closefd=False) as file:
                return Blob(file.readall(), header.metadata)

    def get_if_changed(self, key: str, md5: str, *, max_bytes: int | None = None) -> Blob | None:
        """See ``BlobStore.get_if_changed``: here reading costs less than comparing would."""
        del md5
        return self.get(key, max_bytes=max_bytes)

    def head(self, key: str) -> BlobInfo:
        """See ``BlobStore.head``."""
        with self._look(key) as descriptor:
            header = self._header(key, descriptor)
            return BlobInfo(header.size, header.metadata, os.fstat(descriptor).st_mtime)

    def create(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        """See ``BlobStore.create``."""
        shelf = _shelf(key)
        header = _new_header(key, len(body), metadata)
        with (
            mapped(f"blob {key} in {self._root}"),
            made_folder(self._root, shelf.folders) as folder,
            self._written(header, body) as (name, source),
        ):
            try:
                _link(name, shelf.entry, source=source, folder=folder)
            except FileExistsError as error:
                raise BlobExistsError(f"blob {key} is there already") from error
            os.fsync(folder)

    def put(self, key: str, body: bytes) -> None:
        """See ``BlobStore.put``."""
        shelf = _shelf(key)
        header = _new_header(key, len(body), {})
        with (
            mapped(f"blob {key} in {self._root}"),
            made_folder(self._root, shelf.folders) as folder,
            self._written(header, body) as (name, source),
        ):
            os.rename(name, shelf.entry, src_dir_fd=source, dst_dir_fd=folder)
            os.fsync(folder)

    def keys(self, prefix: str) -> Iterator[str]:
        """See ``BlobStore.keys``; one folder is listed at a time."""
        *above, start = prefix.split("/")
        try:
            names = components("/".join(above)) if above else ()
        except ValueError:
            return  # no key has such a component
        yield from self._walk(names, start)

    def close(self) -> None:
        """Nothing stays open between calls: does nothing."""

    def _walk(self, names: tuple[str, ...], start: str) -> Iterator[str]:
        for name, is_folder in self._entries(names):
            if not name.startswith(start):
                continue
            if is_folder:
                yield from self._walk((*names, name), "")
            else:
                yield "/".join((*names, name))

    def _entries(self, names: tuple[str, ...]) -> list[tuple[str, bool]]:
        folders = (BLOBS, *(entry_name(name, EntryKind.FOLDER) for name in names))
        with mapped(f"keys below {'/'.join(names)!r} in {self._root}"):
            try:
                with opened_folder(self._root, folders) as folder:
                    found = [parse_entry(text) for text in list_folder(folder)]
            except FileNotFoundError:
                return []
        kinds = (EntryKind.CONTENT, EntryKind.FOLDER)
        entries = [
            (entry.name, entry.kind is EntryKind.FOLDER)
            for entry in found
            if entry is not None and entry.kind in kinds
        ]
        # As the keys sort: what is in the folder "x%" begins with "x/".
        return sorted(entries, key=lambda entry: entry[0] + "/" * entry[1])

    @contextmanager
    def _look(self, key: str) -> Generator[int]:
        shelf = _shelf(key)
        with mapped(f"blob {key} in {self._root}"):
            try:
                with opened_folder(self._root, shelf.folders) as folder:
                    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
                    descriptor = os.open(shelf.entry, flags, dir_fd=folder)
            except FileNotFoundError as error:
                raise BlobNotFoundError(f"blob {key} is not there") from error
            try:
                yield descriptor
            finally:
                os.close(descriptor)

    def _header(self, key: str, descriptor: int) -> BlobHeader:
        size = os.fstat(descriptor).st_size
        try:
            header = decode_blob_header(os.pread(descriptor, HEADER_LIMIT, 0))
        except ValueError as error:
            raise UnavailableError(f"blob {key} in {self._root} is damaged: {error}") from error
        if size != header.length + header.size:
            raise UnavailableError(
                f"blob {key} in {self._root} is damaged: "
                f"{size - header.length} bytes where {header.size} were stored"
            )
        return header

    @contextmanager
    def _written(self, header: bytes, body: bytes) -> Generator[tuple[str, int]]:
        """A temporary file with the blob, safe on disk, and its folder; removed afterwards."""
        name = secrets.token_hex(8)
        with made_folder(self._root, (TEMPORARY,)) as folder:
            self._sweep(folder)
            held = self._descriptors.open(lambda: os.open(name, _CREATE, 0o666, dir_fd=folder))
            try:
                held.try_lock()  # it is ours: see _sweep
                write_all(held.descriptor, header, body)
                os.fsync(held.descriptor)
                yield name, folder
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=folder)
                held.close()

    def _sweep(self, folder: int) -> None:
        """Remove what crashed writers left: not young, and locked by nobody."""
        before = time.time() - _LEFTOVER_AFTER
        for name in list_folder(folder):
            with suppress(OSError):  # somebody else sweeps, too
                if os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime < before:
                    self._remove_unlocked(name, folder)

    def _remove_unlocked(self, name: str, folder: int) -> None:
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        held = self._descriptors.open(lambda: os.open(name, flags, dir_fd=folder))
        try:
            if held.try_lock():
                os.unlink(name, dir_fd=folder)
        finally:
            held.close()


def _link(name: str, entry: str, *, source: int, folder: int) -> None:
    os.link(name, entry, src_dir_fd=source, dst_dir_fd=folder, follow_symlinks=False)


def _shelf(key: str) -> _Shelf:
    try:
        *above, last = components(key)
    except ValueError as error:
        raise BackendError(f"blob key {key!r}: {error}") from error
    folders = (BLOBS, *(entry_name(name, EntryKind.FOLDER) for name in above))
    return _Shelf(folders, entry_name(last, EntryKind.CONTENT))


def _new_header(key: str, size: int, metadata: Mapping[str, str]) -> bytes:
    for name, value in metadata.items():
        if not _METADATA_NAME.fullmatch(name) or not _METADATA_VALUE.fullmatch(value):
            raise BackendError(
                f"blob {key}: metadata {name}={value!r}: lower-case names and printable "
                "ASCII values without outer blanks"
            )
    total = sum(len(name) + len(value) for name, value in metadata.items())
    if total > _METADATA_LIMIT:
        raise BackendError(f"blob {key}: {total} bytes of metadata, more than {_METADATA_LIMIT}")
    return encode_blob_header(size, metadata)
