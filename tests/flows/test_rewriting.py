"""60 MB rewritten a hundred times while four processes read: never torn, empty or mixed."""

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from kingpin_sdk import ManagedList, ViewState
from kingpin_sdk.files.writing import replace_file
from kingpin_sdk.model import Version
from tests.waiting import wait_until

_SIZE = 60_000_000
_ITEMS = 60
_REWRITES = 100
_READERS = 4
_CHUNK = 1 << 20
_LONG = 120.0


_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is room: the disk's speed is not what is tested."""
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < 10 * _SIZE:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        yield Path(folder)


def _body(number: int) -> bytes:
    """Sixty strings of one letter each, the same in all of them, then the number of the rewrite."""
    letter = bytes([ord("A") + number % 26])
    item = b'"' + letter * (_SIZE // _ITEMS) + b'"'
    return b"[" + b", ".join([item] * _ITEMS) + b', "%d"]' % number


def _follow(root: str, ready: Event, last: int) -> list[int]:
    """Read until the last rewrite; give the numbers seen, having checked every value."""
    view = ManagedList("spam", "large", str, root=Path(root))
    seen: list[int] = []

    def changed() -> tuple[str, ...]:
        value = view.snapshot().value
        return () if seen and int(value[-1]) == seen[-1] else value

    while not seen or seen[-1] != last:
        value = wait_until(changed, timeout=_LONG, what="the next rewrite")
        number = int(value[-1])
        expected = chr(ord("A") + number % 26) * (_SIZE // _ITEMS)
        assert len(value) == _ITEMS + 1
        assert all(item == expected for item in value[:-1]), number
        seen.append(number)
        ready.set()
    assert view.status.state is ViewState.READY
    return seen


def _swap(path: Path, number: int) -> None:
    replace_file(path, _body(number), Version(f"{number}.0"))


def _rewrite(path: Path, number: int) -> None:
    # As KingPin's downloader: shutil.copyfile truncates, then copies by the chunk.
    body = memoryview(_body(number))
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(body), _CHUNK):
            file.write(body[start : start + _CHUNK])


@pytest.mark.parametrize("write", [_swap, _rewrite], ids=["renamed", "in place"])
def test_readers_of_a_large_file_that_is_rewritten_see_whole_values_only(
    root: Path, write: Callable[[Path, int], None]
) -> None:
    path = root / "config.manageddata.spam.large"
    write(path, 0)
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(_READERS) as pool:
        ready = [manager.Event() for _ in range(_READERS)]
        readers = [pool.apply_async(_follow, (str(root), event, _REWRITES)) for event in ready]
        wait_until(
            lambda: all(event.is_set() for event in ready), timeout=_LONG, what="the first reads"
        )
        for number in range(1, _REWRITES + 1):
            write(path, number)
        for reader in readers:
            seen = reader.get(_LONG)
            assert seen == sorted(set(seen)), "a reader went back"
            assert seen[-1] == _REWRITES
