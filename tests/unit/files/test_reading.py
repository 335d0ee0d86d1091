"""Reading a file whole while others write it."""

import os
from pathlib import Path

import pytest

from kingpin_sdk.files.reading import Loan, mark_of, read_version, read_whole
from kingpin_sdk.files.writing import replace_file
from kingpin_sdk.model import Version


@pytest.mark.parametrize("size", [0, 1, 4096, 3_000_000])
def test_a_file_is_read_with_its_mark(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(os.urandom(size))
    assert read_whole(str(path)) == (path.read_bytes(), mark_of(path.stat()))


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_whole(str(tmp_path / "none"))


@pytest.mark.timeout(20)
def test_a_pipe_or_a_device_is_an_os_error_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(OSError, match="Not a regular file"):
            read_whole(str(path))


def test_a_file_that_changes_under_every_try_is_not_handed_out() -> None:
    # Each read of it gives more than its status promises.
    assert read_whole("/proc/self/status") is None


def test_a_loan_is_given_back_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    loan = Loan()
    fd = loan.take(str(path))
    assert not os.get_inheritable(fd)
    loan.give_back()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)
    loan.give_back()
    loan.abandon()


def test_a_loan_abandons_its_own_file_only(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    loan = Loan()
    fd = loan.take(str(path))
    loan.abandon()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)
    fd = loan.take(str(path))
    os.close(fd)
    loan.abandon()


def test_a_version_is_known_for_the_very_file_only(tmp_path: Path) -> None:
    path = tmp_path / "file"
    mark = replace_file(path, b"[1]", Version("1.0"))
    assert read_version(str(path), mark) == "1.0"
    assert read_version(str(path), mark._replace(size=4)) is None
    assert read_version(str(path), mark._replace(mtime_ns=mark.mtime_ns + 1)) is None
    assert read_version(str(tmp_path / "other"), mark) is None
