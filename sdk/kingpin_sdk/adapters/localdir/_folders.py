"""Folders by descriptor, opened name by name below the store's root.

So no link that somebody plants there leads out of it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kingpin_sdk.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

__all__ = ["list_folder", "made_folder", "opened_folder", "read_all", "write_all"]

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@contextmanager
def opened_folder(root: Path, names: Sequence[str]) -> Generator[int]:
    """A descriptor of the folder ``root/names[0]/names[1]...``, open inside the ``with``.

    Raises:
        FileNotFoundError: a folder of the chain is not there.
        NotADirectoryError: it is a link or a file.
    """
    folder = os.open(root, _FOLDER)
    try:
        for name in names:
            folder = _step(folder, name)
        yield folder
    finally:
        os.close(folder)


@contextmanager
def made_folder(root: Path, names: Sequence[str]) -> Generator[int]:
    """The same, making what lacks; what it makes survives a power failure.

    Raises:
        UnavailableError: the root is at a place where there can be no folder.
    """
    if not root.is_dir():
        _make(root)
        with opened_folder(root.parent, ()) as parent:
            os.fsync(parent)
    folder = os.open(root, _FOLDER)
    try:
        for name in names:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=folder)
                os.fsync(folder)
            folder = _step(folder, name)
        yield folder
    finally:
        os.close(folder)


def _make(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:
        # Which is what a node that is not there would be.
        raise UnavailableError(f"{root}: the store's folder cannot be made here") from error


def list_folder(folder: int) -> list[str]:
    """The entries' names, in no order."""
    return os.listdir(folder)


def _step(folder: int, name: str) -> int:
    inner = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    os.close(folder)
    return inner


def read_all(name: str, *, folder: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a file that is only ever replaced whole, and what fstat says of it."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor has no Path
        return file.readall(), os.fstat(descriptor)


def write_all(descriptor: int, *parts: bytes) -> None:
    """Write every byte; one write call need not."""
    for part in parts:
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
