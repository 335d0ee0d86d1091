"""Replacing a file at once: what is kept, what grows, and what a crash or a full disk leaves."""

import errno
import os
import resource
import signal
import stat
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from kingpin_sdk.files.reading import mark_of, read_version
from kingpin_sdk.files.writing import known_entries, replace_file, sweep_leftovers
from kingpin_sdk.model import Version
from tests.contracts.children import fork, kill_at_line, run_in_child, wait_for

OLD, NEW = Version("1795300000.000001-aaaaaa"), Version("1795300001.000001-bbbbbb")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root" / "config.manageddata.spam.blocklist"


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_has_the_body_and_its_version(path: Path) -> None:
    mark = replace_file(path, b"[1]", OLD)
    assert path.read_bytes() == b"[1]"
    assert mark == mark_of(path.stat())
    (entry,) = known_entries(path)
    assert entry == (OLD, sha256(b"[1]").hexdigest(), mark, ())
    assert names(path.parent) == [".kingpin", path.name]
    assert names(path.parent / ".kingpin") == [f"{path.name}.json"]


def test_the_document_knows_the_current_file_and_the_next(path: Path) -> None:
    first = replace_file(path, b"[1]", OLD)
    second = replace_file(path, b"[2]", NEW)
    assert [entry.version for entry in known_entries(path)] == [OLD, NEW]
    assert read_version(str(path), first) == OLD
    assert read_version(str(path), second) == NEW
    replace_file(path, b"[3]", OLD)
    assert [entry.version for entry in known_entries(path)] == [NEW, OLD]


@pytest.mark.usefixtures("umask")
def test_readers_of_other_users_get_in_whatever_the_umask(path: Path) -> None:
    replace_file(path, b"[1]", OLD)
    sidecar = path.parent / ".kingpin"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert stat.S_IMODE((sidecar / f"{path.name}.json").stat().st_mode) == 0o644
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, sidecar)] == [0o755] * 2


def test_mode_and_owner_are_kept(path: Path) -> None:
    replace_file(path, b"[1]", OLD)
    path.chmod(0o640)
    owner = (path.stat().st_uid, path.stat().st_gid)
    if os.geteuid() == 0:
        owner = (65534, 65533)
        os.chown(path, *owner)
    replace_file(path, b"[2]", NEW)
    status = path.stat()
    assert stat.S_IMODE(status.st_mode) == 0o640
    assert (status.st_uid, status.st_gid) == owner


def test_the_time_grows_whatever_the_clock_says(path: Path) -> None:
    times = [1_000.0, 1_000.0, 10.0, 2_000.0, 1_999.9999999]
    seen = [replace_file(path, b"[1]", OLD, clock=lambda now=now: now).mtime_ns for now in times]
    assert seen == sorted(set(seen))
    assert (seen[0], seen[3]) == (1_000_000_000_000, 2_000_000_000_000)
    assert all(moment % 1000 == 0 for moment in seen)
    # KingPin's readers compare times as floats.
    assert len({moment / 1e9 for moment in seen}) == len(seen)


def test_the_time_grows_beyond_a_file_from_the_future(path: Path) -> None:
    replace_file(path, b"[1]", OLD)
    future = time.time_ns() + 10**15 + 1
    os.utime(path, ns=(future, future))
    assert replace_file(path, b"[2]", NEW).mtime_ns > future


def consistent(path: Path) -> bytes:
    """The body there is; its version must be the one it was written with."""
    body = path.read_bytes()
    version = read_version(str(path), mark_of(path.stat()))
    assert (body, version) in ((b"[1]", OLD), (b"[2]" * 999, NEW))
    return body


def test_a_kill_before_any_line_leaves_the_old_or_the_new_file_with_its_version(
    path: Path,
) -> None:
    bodies: list[bytes] = []
    for line in range(1, 1000):
        replace_file(path, b"[1]", OLD)

        def crash(line: int = line) -> None:
            kill_at_line(line, "kingpin_sdk.files")
            replace_file(path, b"[2]" * 999, NEW)

        status = wait_for(fork(crash))
        bodies.append(consistent(path))
        sweep_leftovers(path.parent)
        assert names(path.parent) == [".kingpin", path.name]
        assert names(path.parent / ".kingpin") == [f"{path.name}.json"]
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert len(bodies) > 20
    assert bodies == sorted(bodies), "old up to the rename, new from there on"
    assert bodies[0] != bodies[-1]
    replace_file(path, b"[3]", NEW)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(path: Path) -> None:
    replace_file(path, b"[1]", OLD)

    def fill() -> None:
        # The limit on a file's size fails a write as a full disk does, with another number.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        with pytest.raises(OSError, match="File too large") as caught:
            replace_file(path, b"x" * 100_000, NEW)
        assert caught.value.errno == errno.EFBIG

    run_in_child(fill)
    assert consistent(path) == b"[1]"
    assert names(path.parent) == [".kingpin", path.name]


def test_a_document_that_cannot_be_written_leaves_the_old_file(path: Path) -> None:
    replace_file(path, b"[1]", OLD)

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        with pytest.raises(OSError, match="File too large"):
            replace_file(path, b"[2]", NEW)

    run_in_child(fill)
    assert consistent(path) == b"[1]"
    assert names(path.parent / ".kingpin") == [f"{path.name}.json"]


def test_a_folder_without_the_right_to_write_leaves_the_old_file(path: Path) -> None:
    replace_file(path, b"[1]", OLD)
    path.parent.chmod(0o555)
    path.parent.parent.chmod(0o755)

    def as_nobody() -> None:
        if os.geteuid() == 0:
            os.setegid(65534)
            os.seteuid(65534)
        with pytest.raises(PermissionError):
            replace_file(path, b"[2]", NEW)

    for folder in path.parent.parents:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    run_in_child(as_nobody)
    assert consistent(path) == b"[1]"
    path.parent.chmod(0o755)


def test_sweeping_an_empty_place_is_harmless(tmp_path: Path) -> None:
    sweep_leftovers(tmp_path)
    sweep_leftovers(tmp_path / "none")
