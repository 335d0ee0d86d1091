"""ServersetFile: what a client sees of the file that a monitor keeps."""

import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from kingpin_sdk import (
    DecodeError,
    InvalidNameError,
    NotAvailableError,
    SnapshotCorruptError,
    Version,
    ViewState,
)
from kingpin_sdk.discovery import ServersetFile
from kingpin_sdk.files.layout import sidecar_path
from kingpin_sdk.files.reading import mark_of
from kingpin_sdk.formats.sidecar import SidecarEntry, encode_sidecar
from kingpin_sdk.model import Endpoint

VERSION = Version("1795300000.000001-aaaaaa")
ONE, TWO = Endpoint("10.0.0.1", 80), Endpoint("10.0.0.2", 80)


def write(root: Path, body: bytes, *, age: float = 60.0) -> Path:
    """Rename a complete file into place, that old."""
    path = root / "discovery.search.prod"
    following = path.with_name(".next")
    following.write_bytes(body)
    nanos = time.time_ns() - int(age * 1e9)
    os.utime(following, ns=(nanos, nanos))
    following.replace(path)
    return path


def source(root: Path) -> ServersetFile:
    return ServersetFile("search", "prod", root=root, look_every=0)


def state(source: ServersetFile) -> ViewState:
    return source.status.state


def test_the_endpoints_are_the_files_lines_without_duplicates(tmp_path: Path) -> None:
    write(tmp_path, b"10.0.0.1:80\n10.0.0.2:80\n\n10.0.0.1:80\n[fe80::1]:9")
    endpoints = source(tmp_path).endpoints()
    assert endpoints == (ONE, TWO, Endpoint("fe80::1", 9))
    assert [str(each) for each in endpoints] == ["10.0.0.1:80", "10.0.0.2:80", "[fe80::1]:9"]


def test_the_same_tuple_is_given_until_the_file_changes(tmp_path: Path) -> None:
    servers = source(tmp_path)
    write(tmp_path, b"10.0.0.1:80")
    first = servers.endpoints()
    assert servers.endpoints() is first
    write(tmp_path, b"10.0.0.2:80")
    assert servers.endpoints() == (TWO,)


def test_without_a_file_there_is_an_error_or_the_default(tmp_path: Path) -> None:
    with pytest.raises(NotAvailableError, match=r"discovery\.search\.prod has no file"):
        source(tmp_path).endpoints()
    assert state(source(tmp_path)) is ViewState.NOT_READY
    servers = ServersetFile("search", "prod", root=tmp_path, look_every=0, default=["10.0.0.1:80"])
    assert servers.endpoints() == (ONE,)
    assert state(servers) is ViewState.NOT_READY
    write(tmp_path, b"10.0.0.2:80")
    assert servers.endpoints() == (TWO,)
    assert state(servers) is ViewState.READY


def test_an_empty_file_where_endpoints_were_leaves_them(tmp_path: Path) -> None:
    servers = source(tmp_path)
    write(tmp_path, b"10.0.0.1:80")
    assert servers.endpoints() == (ONE,)
    write(tmp_path, b"", age=0.1)
    assert servers.endpoints() == (ONE,)
    assert state(servers) is ViewState.READY  # somebody may be writing it
    write(tmp_path, b"")
    assert servers.endpoints() == (ONE,)
    status = servers.status
    assert (status.state, status.failed_loads) == (ViewState.STALE, 1)
    assert isinstance(status.last_error, SnapshotCorruptError)
    write(tmp_path, b"10.0.0.2:80")
    assert servers.endpoints() == (TWO,)
    assert state(servers) is ViewState.READY


def test_a_first_file_that_is_empty_is_a_serverset_without_members(tmp_path: Path) -> None:
    write(tmp_path, b"")
    servers = source(tmp_path)
    assert servers.endpoints() == ()
    assert state(servers) is ViewState.READY
    write(tmp_path, b"\n")
    assert servers.endpoints() == ()


def test_a_file_that_goes_leaves_the_last_endpoints(tmp_path: Path) -> None:
    servers = source(tmp_path)
    path = write(tmp_path, b"10.0.0.1:80")
    assert servers.endpoints() == (ONE,)
    path.unlink()
    assert servers.endpoints() == (ONE,)
    assert state(servers) is ViewState.STALE


def test_lines_that_are_no_endpoint_are_left_out_and_listed(tmp_path: Path) -> None:
    write(tmp_path, b"10.0.0.1:80\n10.0.0.9:90_2\n10.0.0.9:8010.0.0.8:90\nhost:99999")
    servers = source(tmp_path)
    assert servers.endpoints() == (ONE,)
    assert set(servers.status.ignored) == {"10.0.0.9:90_2", "10.0.0.9:8010.0.0.8:90", "host:99999"}


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    servers = source(tmp_path)
    write(tmp_path, b'["10.0.0.1:80"]')
    with pytest.raises(DecodeError):
        servers.endpoints()
    assert state(servers) is ViewState.ERROR
    write(tmp_path, b"10.0.0.1:80")
    assert servers.endpoints() == (ONE,)
    write(tmp_path, b"\xff\x00<html>")
    assert servers.endpoints() == (ONE,)
    assert state(servers) is ViewState.STALE


def test_weight_zone_and_version_come_from_the_entry_that_matches(tmp_path: Path) -> None:
    body = b"10.0.0.1:80\n10.0.0.2:80"
    path = write(tmp_path, body)
    known = (ONE._replace(weight=2.0, zone="eu-1a"), Endpoint("10.0.0.3", 80, 9.0))
    entry = SidecarEntry(VERSION, sha256(body).hexdigest(), mark_of(path.stat()), known)
    beside = Path(sidecar_path(str(path)))
    beside.parent.mkdir()
    beside.write_bytes(encode_sidecar((entry,)))
    servers = source(tmp_path)
    assert servers.endpoints() == (known[0], TWO)
    assert servers.snapshot().version == VERSION
    assert servers.status.version == VERSION
    write(tmp_path, body)  # by another writer
    assert servers.endpoints() == (ONE, TWO)
    assert servers.snapshot().version is None


def test_the_root_is_the_argument_or_the_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, b"10.0.0.1:80")
    monkeypatch.setenv("KINGPIN_SERVERSET_DIR", str(tmp_path))
    assert ServersetFile("search", "prod").endpoints() == (ONE,)
    with pytest.raises(NotAvailableError):
        ServersetFile("search", "prod", root=tmp_path / "elsewhere").endpoints()


def test_a_read_looks_at_the_file_when_its_clock_says_so(tmp_path: Path) -> None:
    now = [100.0]
    servers = ServersetFile("search", "prod", root=tmp_path, look_every=1.0, clock=lambda: now[0])
    write(tmp_path, b"10.0.0.1:80")
    assert servers.endpoints() == (ONE,)
    write(tmp_path, b"10.0.0.2:80")
    now[0] += 0.9
    assert servers.endpoints() == (ONE,)
    now[0] += 0.1
    assert servers.endpoints() == (TWO,)


def test_waiting_ends_with_the_first_file_or_an_error(tmp_path: Path) -> None:
    servers = source(tmp_path)
    with pytest.raises(NotAvailableError, match="was not ready within 0 s"):
        servers.wait_ready(0)
    write(tmp_path, b"10.0.0.1:80")
    servers.wait_ready(10)


def test_what_can_name_nothing_is_refused_at_once() -> None:
    with pytest.raises(InvalidNameError):
        ServersetFile("../etc", "prod")
    with pytest.raises(ValueError, match="host:port"):
        ServersetFile("search", "prod", default=["nowhere"])
    with pytest.raises(TypeError, match="one by one"):
        ServersetFile("search", "prod", default="10.0.0.1:80")
    assert repr(ServersetFile("search", "prod")) == "<ServersetFile search.prod>"
