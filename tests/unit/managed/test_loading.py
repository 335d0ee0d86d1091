"""What a look at the file means for value, errors and status: the same for all views."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kingpin_sdk import (
    ConfigError,
    DecodeError,
    ManagedJson,
    ManagedList,
    NotAvailableError,
    SnapshotCorruptError,
    ViewState,
)
from kingpin_sdk.files.writing import replace_file
from kingpin_sdk.model import Version
from tests.localfile import YOUNG, LocalFile
from tests.unit.managed.shapes import SHAPES, Shape, plain


@pytest.fixture(params=list(SHAPES))
def shape(request: pytest.FixtureRequest) -> Shape:
    return SHAPES[str(request.param)]


def test_without_a_file_a_read_raises_and_the_status_is_not_ready(
    shape: Shape, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    with pytest.raises(NotAvailableError, match=r"spam\.blocklist has no file at"):
        plain(view)
    status = view.status
    assert status.state is ViewState.NOT_READY
    assert (status.version, status.loaded_at, status.failed_loads) == (None, None, 0)
    assert isinstance(status.last_error, NotAvailableError)


def test_without_a_file_a_default_is_read_and_the_status_is_not_ready(
    shape: Shape, tmp_path: Path
) -> None:
    view = shape.with_default(tmp_path)
    assert plain(view) == shape.default
    assert view.snapshot().modified is None
    assert view.snapshot().version is None
    assert view.status.state is ViewState.NOT_READY
    assert isinstance(view.status.last_error, NotAvailableError)


def test_a_default_is_one_snapshot_however_often_it_is_read(shape: Shape, tmp_path: Path) -> None:
    view = shape.with_default(tmp_path)
    assert view.snapshot().value is view.snapshot().value


def test_a_file_replaces_the_default(shape: Shape, file: LocalFile, tmp_path: Path) -> None:
    view = shape.with_default(tmp_path)
    assert plain(view) == shape.default
    file.swap(shape.one)
    assert plain(view) == shape.one
    file.remove()
    assert plain(view) == shape.one
    assert view.status.state is ViewState.STALE


def test_a_file_is_read_with_its_time(shape: Shape, file: LocalFile, tmp_path: Path) -> None:
    file.swap(shape.one)
    view = shape.make(tmp_path)
    before = datetime.now(UTC)
    assert plain(view) == shape.one
    snapshot = view.snapshot()
    assert snapshot.version is None
    assert snapshot.modified is not None
    assert abs(snapshot.modified.timestamp() - file.path.stat().st_mtime) < 1e-5
    status = view.status
    assert (status.state, status.last_error, status.ignored) == (ViewState.READY, None, {})
    assert status.loaded_at is not None
    assert before <= status.loaded_at <= datetime.now(UTC)


@pytest.mark.parametrize("body", [b"[1", b'{"a": ', b"\xff", b"nope", b"NaN"])
def test_a_first_file_that_is_no_json_is_corrupt_in_spite_of_a_default(
    shape: Shape, file: LocalFile, tmp_path: Path, body: bytes
) -> None:
    view = shape.with_default(tmp_path)
    file.swap_bytes(body)
    for _ in range(2):
        with pytest.raises(SnapshotCorruptError, match=r"spam\.blocklist"):
            plain(view)
    status = view.status
    assert (status.state, status.failed_loads) == (ViewState.ERROR, 1)
    assert isinstance(status.last_error, SnapshotCorruptError)


def test_a_first_file_of_another_type_is_a_decode_error_with_its_place(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.with_default(tmp_path)
    file.swap(shape.wrong)
    with pytest.raises(DecodeError) as caught:
        plain(view)
    assert caught.value.problems
    assert all(path.startswith("$") for path in caught.value.problems)
    assert view.status.state is ViewState.ERROR


def test_every_raise_is_an_error_of_its_own(shape: Shape, file: LocalFile, tmp_path: Path) -> None:
    view = shape.make(tmp_path)
    file.swap(shape.wrong)
    with pytest.raises(DecodeError) as first:
        plain(view)
    with pytest.raises(DecodeError) as second:
        plain(view)
    assert first.value is not second.value
    assert first.value.problems == second.value.problems


def test_bad_files_leave_the_last_value_and_are_counted_once_each(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    file.swap(shape.one)
    assert plain(view) == shape.one
    for failures, body in enumerate([b"[1", json.dumps(shape.wrong).encode(), b""], start=1):
        if shape is SHAPES["json"] and not body:
            continue  # zero bytes are that structure's empty value
        file.swap_bytes(body)
        for _ in range(3):
            assert plain(view) == shape.one
        status = view.status
        assert (status.state, status.failed_loads) == (ViewState.STALE, failures)
        assert isinstance(status.last_error, ConfigError)
    failed = view.status.failed_loads
    file.swap(shape.two)
    assert plain(view) == shape.two
    status = view.status
    assert (status.state, status.last_error) == (ViewState.READY, None)
    assert status.failed_loads == failed


def test_a_file_that_goes_leaves_the_last_value_until_it_is_back(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    file.swap(shape.one)
    assert plain(view) == shape.one
    file.remove()
    assert plain(view) == shape.one
    status = view.status
    assert (status.state, status.failed_loads) == (ViewState.STALE, 0)
    assert isinstance(status.last_error, NotAvailableError)
    file.swap(shape.two)
    assert plain(view) == shape.two
    assert view.status.state is ViewState.READY


def test_an_old_monitors_rewrite_is_never_seen_half_done(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    file.swap(shape.one)
    assert plain(view) == shape.one
    body = json.dumps(shape.two).encode()
    for part in (b"", body[:1], body[:-1]):
        file.rewrite(part, age=YOUNG)
        assert plain(view) == shape.one
        status = view.status
        assert (status.state, status.failed_loads) == (ViewState.READY, 0)
    file.rewrite(body, age=YOUNG)
    assert plain(view) == shape.two


def test_a_rewrite_that_stops_half_way_is_refused_once_it_has_settled(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    file.swap(shape.one)
    assert plain(view) == shape.one
    file.rewrite(b"[1, ", age=YOUNG)
    assert plain(view) == shape.one
    assert view.status.failed_loads == 0
    file.rewrite(b"[1, ", age=1.5)
    assert plain(view) == shape.one
    assert (view.status.state, view.status.failed_loads) == (ViewState.STALE, 1)


def test_a_first_file_that_is_half_written_raises_but_is_not_counted_yet(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    file.swap_bytes(b"[1, ", age=YOUNG)
    with pytest.raises(SnapshotCorruptError):
        plain(view)
    assert (view.status.state, view.status.failed_loads) == (ViewState.ERROR, 0)
    file.rewrite(json.dumps(shape.one).encode(), age=YOUNG)
    assert plain(view) == shape.one


def test_a_time_that_goes_back_is_a_change(shape: Shape, file: LocalFile, tmp_path: Path) -> None:
    view = shape.make(tmp_path)
    file.swap(shape.one, age=10)
    assert plain(view) == shape.one
    file.rewrite(json.dumps(shape.two).encode(), age=10_000)
    assert plain(view) == shape.two


def test_a_new_inode_with_the_same_size_and_time_is_a_change(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    file.swap(shape.one)
    view = shape.make(tmp_path)
    assert plain(view) == shape.one
    mtime = file.path.stat().st_mtime_ns
    kept = file.path.with_name("kept")
    file.path.rename(kept)  # its inode stays taken
    body = json.dumps(shape.one).encode().replace(b"1", b"7")
    file.path.write_bytes(body)
    os.utime(file.path, ns=(mtime, mtime))
    assert kept.stat().st_size == len(body)
    assert b"7" in json.dumps(plain(view)).encode()


def test_the_same_content_in_a_new_file_is_a_new_snapshot_of_an_equal_value(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    file.swap(shape.one, age=60)
    view = shape.make(tmp_path)
    first = view.snapshot()
    file.swap(shape.one, age=30)
    second = view.snapshot()
    assert first.value == second.value
    assert first.modified != second.modified


def test_a_time_no_calendar_has_is_no_reason_to_fail(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    file.swap(shape.one)
    os.utime(file.path, (-(10**10), -(10**10)))
    view = shape.make(tmp_path)
    assert plain(view) == shape.one
    assert view.status.state is ViewState.READY


def test_a_folder_in_the_files_place_is_an_error_not_a_missing_file(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    file.path.mkdir()
    view = shape.with_default(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read at"):
        plain(view)
    assert view.status.state is ViewState.ERROR


def test_a_root_that_is_a_file_has_no_configs(shape: Shape, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.write_bytes(b"")
    assert plain(shape.with_default(root)) == shape.default


def test_the_version_comes_from_the_document_beside_the_file(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    view = shape.make(tmp_path)
    for number, document in enumerate([shape.one, shape.two, shape.one]):
        version = Version(f"179530000{number}.000001-8f3a9c")
        replace_file(file.path, json.dumps(document).encode(), version)
        snapshot = view.snapshot()
        assert (plain(view), snapshot.version) == (document, version)
        assert view.status.version == version
    file.swap(shape.two)
    assert view.snapshot().version is None


def test_a_broken_document_beside_the_file_only_hides_the_version(
    shape: Shape, file: LocalFile, tmp_path: Path
) -> None:
    replace_file(file.path, json.dumps(shape.one).encode(), Version("1.0"))
    sidecar = tmp_path / ".kingpin" / f"{file.path.name}.json"
    assert stat.S_IMODE(sidecar.stat().st_mode) == 0o644
    sidecar.write_bytes(b'{"entries": [')
    view = shape.make(tmp_path)
    assert plain(view) == shape.one
    assert view.snapshot().version is None


def test_the_root_is_the_argument_or_the_environment_at_the_first_read(
    shape: Shape, file: LocalFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.swap(shape.one)
    made = ManagedJson("spam", "blocklist", object, look_every=0)
    monkeypatch.setenv("KINGPIN_CONFIG_DIR", str(tmp_path))
    assert made.value == shape.one
    monkeypatch.setenv("KINGPIN_CONFIG_DIR", str(tmp_path / "elsewhere"))
    assert made.value == shape.one
    assert plain(shape.make(tmp_path)) == shape.one


def test_a_relative_root_is_the_same_folder_after_a_change_of_folder(
    shape: Shape, file: LocalFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.swap(shape.one)
    monkeypatch.chdir(tmp_path.parent)
    view = shape.make(Path(tmp_path.name))
    assert plain(view) == shape.one
    monkeypatch.chdir("/")
    file.swap(shape.two)
    assert plain(view) == shape.two


@pytest.mark.parametrize("look_every", [-1.0, float("nan")])
def test_looking_takes_a_time_of_zero_or_more(tmp_path: Path, look_every: float) -> None:
    with pytest.raises(ValueError, match="look_every"):
        ManagedList("spam", "blocklist", int, root=tmp_path, look_every=look_every)


def test_a_view_tells_its_name(tmp_path: Path) -> None:
    view = ManagedList("Spam", "BlockList", int, root=tmp_path)
    assert str(view.name) == "config.manageddata.spam.blocklist"
    assert repr(view) == "<ManagedList spam.blocklist>"
