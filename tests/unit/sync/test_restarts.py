"""What a start finds on disk: what was followed, whose the files are, what need not be sent."""

from __future__ import annotations

import json
import os
import stat
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.writing import Ownership
from kingpin_sdk.formats.metaconfig import config_section
from kingpin_sdk.names import ConfigName, DependencyName
from kingpin_sdk.sync import ConfigState, SyncOptions
from kingpin_sdk.sync._rootlock import RootLock
from tests.contracts.children import run_in_child
from tests.unit.sync.conftest import config_status
from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.unit.sync.conftest import Box

_NAME = ConfigName("spam", "blocklist")
_OTHER = ConfigName("spam", "other")
_WITHIN = 20.0
_NOBODY = 65_534


def _followed(box: Box) -> Path:
    return box.root / ".kingpin" / "followed.json"


def _wait_saved(box: Box, *names: ConfigName) -> None:
    def saved() -> bool:
        if not _followed(box).exists():
            return False
        document = json.loads(_followed(box).read_bytes())
        return sorted(document["metaconfigs"]) == sorted(map(str, names))

    wait_until(saved, timeout=_WITHIN, what="what is followed was saved")


def test_a_start_without_backends_knows_what_it_followed(box: Box) -> None:
    version = box.store.config(_NAME, into="inner.dep", body=b"[1]")
    box.store.depend("web.dep", "inner.dep")
    engine = box.synced()
    _wait_saved(box, _NAME)
    engine.close()
    box.coordination.away = box.blobs.away = True
    again = box.start()
    wait_until(
        lambda: (found := config_status(again, _NAME)) and found.state is ConfigState.FAILING,
        timeout=_WITHIN,
        what="it is followed",
    )
    status = config_status(again, _NAME)
    assert status is not None
    assert (status.version, status.last_error) == (version, "the service is away")
    assert status.applied_at == pytest.approx(box.path(_NAME).stat().st_mtime)
    assert again.status().dependencies == ["base.dep", "inner.dep", "web.dep"]
    box.store.publish(_NAME, b"[2]")
    box.coordination.away = box.blobs.away = False
    box.wait_for(_NAME, b"[2]")


@pytest.mark.parametrize(
    ("published", "state"),
    [(b"no version", ConfigState.REFUSED), (b"", ConfigState.UNPUBLISHED)],
)
def test_what_is_refused_or_gone_leaves_the_version_of_the_file_known(
    box: Box, published: bytes, state: ConfigState
) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.synced().close()
    revision = box.coordination.read(_NAME.node).revision
    box.coordination.write(_NAME.node, published, expected=revision)
    status = box.wait_for_status(box.start(), _NAME, state)
    assert (status.version, status.applied_at) == (version, box.path(_NAME).stat().st_mtime)


def test_a_lock_that_takes_no_number_is_a_lock_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".kingpin").mkdir()
    # As on a disk without room.
    (tmp_path / ".kingpin" / "lock").symlink_to("/dev/full")
    lock = RootLock(tmp_path)
    with pytest.raises(SettingsError, match="is kept by another monitor"):
        RootLock(tmp_path)
    lock.close()
    RootLock(tmp_path).close()


def test_what_was_taken_out_meanwhile_is_followed_no_more(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.store.config(_OTHER, into="web.dep", body=b"[2]")
    engine = box.synced()
    _wait_saved(box, _NAME, _OTHER)
    engine.close()
    box.store.undepend("web.dep", str(_OTHER))
    again = box.synced()
    assert [each.name for each in again.status().configs] == [_NAME.file_name]
    assert box.path(_OTHER).exists()
    _wait_saved(box, _NAME)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": 2, "dependencies": {"web.dep": []}}',
        b'{"format": 1}',
        b'{"format": 1, "dependencies": [1], "metaconfigs": {"x": 1}}',
        b'{"format": 1, "dependencies": {"web": [1], "web.dep": ["/"]}, "metaconfigs": {"/": 1}}',
        b"\xff" * 10,
    ],
)
def test_a_memory_that_says_nothing_usable_is_no_memory(box: Box, content: bytes) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    _followed(box).parent.mkdir(parents=True)
    _followed(box).write_bytes(content)
    box.synced()
    assert box.path(_NAME).read_bytes() == b"[1]"


def test_a_hostile_memory_passes_the_same_checks_as_the_store(box: Box) -> None:
    section = config_section(_NAME, {})
    section["command"] = "zk_download_data.py -f /etc/passwd -m config -p /config/manageddata/a/b"
    document = {
        "format": 1,
        "dependencies": {"web.dep": [str(_NAME)]},
        "metaconfigs": {str(_NAME): [section]},
    }
    _followed(box).parent.mkdir(parents=True)
    _followed(box).write_text(json.dumps(document))
    box.coordination.away = True
    engine = box.start()
    wait_until(lambda: engine.status().problems, timeout=_WITHIN, what="it is reported")
    assert engine.status().problems[f"{_NAME}[0]"] == "its -f names a folder that is not synced"
    assert engine.status().configs == []


def test_a_memory_of_another_dependency_is_left_alone(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced("web.dep")
    _wait_saved(box, _NAME)
    engine.close()
    box.coordination.away = True
    other = box.start("other.dep")
    wait_until(lambda: other.status().counts.failures, timeout=_WITHIN, what="it has looked")
    assert other.status().configs == []
    assert other.status().dependencies == ["base.dep", str(DependencyName("other.dep"))]


def test_a_file_of_another_monitor_that_is_current_is_not_sent_again(box: Box) -> None:
    box.path(_NAME).parent.mkdir()
    box.path(_NAME).write_bytes(b"[1]")
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    status = config_status(engine, _NAME)
    assert status is not None
    assert status.version is not None
    assert status.version == version
    assert box.blobs.compared[_NAME.blob_key(status.version)] == 1
    assert box.path(_NAME).read_bytes() == b"[1]"


def test_two_files_of_one_blob_share_a_fetch_that_is_under_way(box: Box) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    assert version is not None
    section = config_section(_NAME, {})
    twin = dict(section, command=str(section["command"]).replace(".blocklist ", ".twin ", 1))
    box.store.metaconfig(str(_NAME), [section, twin])
    key = _NAME.blob_key(version)
    gate = box.blobs.held[key] = threading.Event()
    engine = box.start()
    wait_until(lambda: len(engine.status().configs) == 2, timeout=_WITHIN, what="both are known")
    wait_until(lambda: box.coordination.reads[_NAME.node] >= 2, timeout=_WITHIN, what="both look")
    gate.set()
    assert engine.wait_synced(_WITHIN)
    twin_path = box.root / "config.manageddata.spam.twin"
    assert box.path(_NAME).read_bytes() == twin_path.read_bytes() == b"[1]"
    assert box.blobs.gets[key] in {1, 2}


def test_files_have_the_mode_and_group_that_were_asked_for(box: Box) -> None:
    group = os.getegid()
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    assert stat.S_IMODE(box.path(_NAME).stat().st_mode) == 0o644
    engine.close()
    before = box.path(_NAME).stat()
    options = SyncOptions(hold_down=0.0, ownership=Ownership(0o640, None, group))
    again = box.start("web.dep", options=options)
    assert again.wait_synced(_WITHIN)
    after = box.path(_NAME).stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    box.store.publish(_NAME, b"[2]")
    box.wait_for(_NAME, b"[2]")
    assert stat.S_IMODE(box.path(_NAME).stat().st_mode) == 0o640
    sidecar = box.root / ".kingpin" / f"{_NAME.file_name}.json"
    assert stat.S_IMODE(sidecar.stat().st_mode) == 0o640


def _without_rights() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


def test_an_owner_that_cannot_be_given_is_said_at_the_start() -> None:
    # Not in pytest's folder, which is its user's alone.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        root = Path(folder) / "root"

        def take() -> None:
            _without_rights()
            told = r"monitor\.file_owner .*Operation not permitted"
            with pytest.raises(SettingsError, match=told):
                RootLock(root, ownership=Ownership(uid=0))
            RootLock(root).close()

        run_in_child(take)
