"""The engine over the embedded store: what is followed, applied, held back and left alone."""

from __future__ import annotations

import logging
import os
import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.keeping import refused_path, set_aside
from kingpin_sdk.files.reading import read_version, read_whole
from kingpin_sdk.formats.metaconfig import config_section
from kingpin_sdk.model import Version
from kingpin_sdk.names import ConfigName, MetaconfigName
from kingpin_sdk.ports import Blob
from kingpin_sdk.sync import ConfigState, SyncEngine, SyncOptions
from tests.unit.sync.conftest import config_status
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.sync.conftest import Box

_NAME = ConfigName("spam", "blocklist")
_OTHER = ConfigName("spam", "other")
_WITHIN = 20.0


def test_configs_of_nested_and_shared_dependencies_are_synced(box: Box) -> None:
    box.store.config(_NAME, into="inner.dep", body=b'["a"]')
    box.store.config(_OTHER, into="inner.dep", body=b'{"b": 1}')
    box.store.depend("web.dep", "inner.dep")
    box.store.depend("second.dep", "inner.dep")
    engine = box.synced("web.dep", "second.dep")
    assert box.path(_NAME).read_bytes() == b'["a"]'
    assert box.path(_OTHER).read_bytes() == b'{"b": 1}'
    assert engine.status().counts.swaps == 2
    assert engine.status().problems == {}


def test_base_dep_is_followed_if_it_exists(box: Box) -> None:
    box.store.config(_NAME, into="base.dep", body=b"[]")
    box.store.depend("web.dep")
    box.synced()
    assert box.path(_NAME).read_bytes() == b"[]"


def test_a_cycle_and_a_missing_dependency_are_reported_and_the_rest_is_synced(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[]")
    box.store.depend("web.dep", "inner.dep")
    box.store.depend("inner.dep", "web.dep")
    box.store.depend("inner.dep", "missing.dep")
    engine = box.synced()
    assert box.path(_NAME).exists()
    status = engine.status()
    assert status.problems == {"missing.dep": "is not there"}
    assert status.remarks == {"web.dep": "is a member of itself, by way of inner.dep"}


def test_an_unknown_dependency_is_waited_for(box: Box) -> None:
    engine = box.synced("web.dep")
    assert engine.status().problems == {"web.dep": "is not there"}
    box.store.config(_NAME, into="web.dep", body=b"[]")
    box.wait_for(_NAME, b"[]")


def test_a_config_is_added_and_taken_out_while_it_runs_and_its_file_stays(box: Box) -> None:
    box.store.depend("web.dep", "inner.dep")
    box.store.depend("inner.dep")
    engine = box.synced()
    box.store.config(_NAME, into="inner.dep", body=b"[1]")
    box.wait_for(_NAME, b"[1]")
    box.store.undepend("inner.dep", str(_NAME))
    wait_until(
        lambda: engine.status().configs == [], timeout=_WITHIN, what="it is followed no more"
    )
    box.store.publish(_NAME, b"[2]")
    box.store.config(_OTHER, into="web.dep", body=b"[3]")
    box.wait_for(_OTHER, b"[3]")
    assert box.path(_NAME).read_bytes() == b"[1]"


def test_a_metaconfig_changed_while_it_runs_is_followed(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    box.store.publish(_OTHER, b"[2]")
    box.store.metaconfig(str(_NAME), [config_section(_OTHER, {})])
    box.wait_for(_OTHER, b"[2]")
    assert [each.name for each in engine.status().configs] == [_OTHER.file_name]
    assert box.path(_NAME).exists()


def test_a_config_that_was_never_published_has_no_file_until_it_is(box: Box) -> None:
    box.store.config(_NAME, into="web.dep")
    box.store.config(_OTHER, into="web.dep")
    box.store.set_node(_OTHER.node, b"")
    engine = box.synced()
    assert [each.state for each in engine.status().configs] == ["unpublished", "unpublished"]
    assert not box.path(_NAME).exists()
    assert not box.path(_OTHER).exists()
    box.store.publish(_NAME, b"[1]")
    box.store.publish(_OTHER, b"[2]")
    box.wait_for(_NAME, b"[1]")
    box.wait_for(_OTHER, b"[2]")


def test_zero_published_bytes_of_a_json_config_become_an_empty_file(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"{}", extra={"shape": "json"})
    box.synced()
    box.store.publish(_NAME, b"")
    box.wait_for(_NAME, b"")


def test_two_hundred_rapid_publishes_end_at_the_last_and_only_move_forward(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[0]")
    engine = box.synced()
    seen: list[int] = []
    done = threading.Event()

    def watch_file() -> None:
        while not done.is_set():
            found = read_whole(str(box.path(_NAME)))
            if found is not None:
                seen.append(int(found[0][1:-1]))

    reader = threading.Thread(target=watch_file)
    reader.start()
    try:
        for number in range(1, 200):
            box.store.publish(_NAME, f"[{number}]".encode())
        version = box.store.publish(_NAME, b"[200]")
        box.wait_for(_NAME, b"[200]")
    finally:
        done.set()
        reader.join()
    assert all(before <= after for before, after in pairwise(seen))
    assert engine.status().counts.swaps < 201
    wait_until(
        lambda: [each.version for each in engine.status().configs] == [version],
        timeout=_WITHIN,
        what="the status names the last version",
    )


def test_further_changes_within_the_hold_down_are_applied_as_one(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[0]")
    engine = box.start(options=SyncOptions(hold_down=0.5))
    assert engine.wait_synced(_WITHIN)
    for number in range(1, 6):
        box.store.publish(_NAME, f"[{number}]".encode())
        if number == 1:
            box.wait_for(_NAME, b"[1]")
    box.wait_for(_NAME, b"[5]")
    wait_until(
        lambda: engine.status().counts.swaps == 3, timeout=_WITHIN, what="the third is counted"
    )


@pytest.mark.parametrize("bad", [b'["a', b"", b"text", b"[" * 500, b"\xff\xfe"])
def test_a_bad_body_is_refused_once_and_the_next_good_one_heals(
    box: Box, bad: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "kingpin_sdk.sync")
    good = box.store.config(_NAME, into="web.dep", body=b'["a"]')
    engine = box.synced()
    refused = box.store.publish(_NAME, bad, metadata={})
    found = box.wait_for_status(engine, _NAME, "refused")
    assert (found.version, found.refused_version) == (good, refused)
    assert found.refused_reason
    assert box.path(_NAME).read_bytes() == b'["a"]'
    assert len([record for record in caplog.records if "refused" in record.message]) == 1
    box.store.publish(_NAME, b'["b"]')
    box.wait_for(_NAME, b'["b"]')
    healed = box.wait_for_status(engine, _NAME, "current")
    assert healed.refused_version is None


def test_a_body_of_another_shape_than_the_declared_one_is_refused(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b'{"a": 1}', extra={"shape": "list"})
    engine = box.synced()
    assert box.wait_for_status(engine, _NAME, "refused").refused_reason == (
        "not a list, as declared"
    )
    assert not box.path(_NAME).exists()


def test_a_blob_that_comes_after_its_version_is_found(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    version = box.store.publish_version_only(_NAME)
    failing = box.wait_for_status(engine, _NAME, "failing")
    assert failing.last_error is not None
    assert "is not there" in failing.last_error
    box.store.add_blob(_NAME, version, b"[2]")
    box.wait_for(_NAME, b"[2]")


def test_a_damaged_transfer_is_never_applied_and_heals_by_itself(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    box.blobs.alter = lambda blob: Blob(blob.body[:-1] + b" ", blob.metadata)
    box.store.publish(_NAME, b"[1, 2]")
    assert box.wait_for_status(engine, _NAME, "refused").refused_reason == (
        "its hash is not the published one"
    )
    assert box.path(_NAME).read_bytes() == b"[1]"
    box.blobs.alter = lambda blob: blob
    box.wait_for(_NAME, b"[1, 2]")


def test_a_body_that_is_too_large_is_left_alone(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.store.config(_OTHER, into="web.dep", body=b"[" + b"1," * 10_000 + b"1]")
    engine = box.start(options=SyncOptions(max_bytes=1000))
    refused = box.wait_for_status(engine, _OTHER, "refused")
    assert refused.refused_reason is not None
    assert "more than 1000" in refused.refused_reason
    box.wait_for(_NAME, b"[1]")
    assert not box.path(_OTHER).exists()


def test_a_config_that_cannot_be_written_is_reported_and_heals(box: Box) -> None:
    box.path(_NAME).mkdir(parents=True)
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.start()
    failing = box.wait_for_status(engine, _NAME, "failing")
    assert failing.last_error is not None
    assert "cannot be written" in failing.last_error
    box.path(_NAME).rmdir()
    box.wait_for(_NAME, b"[1]")


def test_a_pipe_in_place_of_a_file_is_reported_and_holds_up_nothing(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    box.path(_NAME).unlink()
    os.mkfifo(box.path(_NAME))
    box.store.publish(_NAME, b"[2]")
    status = box.wait_for_status(engine, _NAME, ConfigState.FAILING)
    assert "Not a regular file" in str(status.last_error)
    box.path(_NAME).unlink()
    box.wait_for(_NAME, b"[2]")


def test_a_restart_fetches_no_config_again(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.synced().close()
    before = box.path(_NAME).stat()
    box.blobs.gets.clear()
    engine = box.synced()
    assert [key for key in box.blobs.gets if "metaconfig" not in key] == []
    assert engine.status().counts.swaps == 0
    assert box.path(_NAME).stat() == before
    assert [each.state for each in engine.status().configs] == ["current"]


def test_what_was_published_while_no_engine_ran_is_caught_up(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.synced().close()
    box.store.publish(_NAME, b"[2]")
    box.synced()
    assert box.path(_NAME).read_bytes() == b"[2]"


def test_the_local_file_carries_its_version(box: Box) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.synced()
    found = read_whole(str(box.path(_NAME)))
    assert found is not None
    assert read_version(str(box.path(_NAME)), found[1]) == version


def test_only_one_engine_keeps_a_root(box: Box) -> None:
    first = box.synced()
    with pytest.raises(SettingsError, match=r"another monitor \(process \d+\)"):
        box.start()
    first.close()
    box.synced()


def test_leftovers_of_a_killed_writer_are_removed_at_the_start(box: Box) -> None:
    box.root.mkdir()
    leftover = box.root / ".kingpin-tmp-abc"
    leftover.write_bytes(b"half")
    box.synced()
    assert not leftover.exists()


def test_both_backends_away_at_the_start_leave_what_is_on_disk_and_are_tried_on(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.synced().close()
    box.store.publish(_NAME, b"[2]")
    box.coordination.away = box.blobs.away = True
    engine = box.start()
    wait_until(lambda: engine.status().counts.failures > 5, timeout=_WITHIN, what="it tries on")
    assert not engine.status().synced
    assert engine.status().problems["web.dep"] == "the service is away"
    assert box.path(_NAME).read_bytes() == b"[1]"
    box.coordination.away = False
    wait_until(
        lambda: "the store is away" in engine.status().problems.values(),
        timeout=_WITHIN,
        what="the next backend is missed",
    )
    box.blobs.away = False
    box.wait_for(_NAME, b"[2]")
    assert engine.wait_synced(_WITHIN)
    assert engine.status().problems == {}


def test_a_failure_that_repeats_is_logged_once(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "kingpin_sdk.sync")
    box.store.depend("web.dep")
    box.coordination.away = True
    engine = box.start()
    wait_until(lambda: engine.status().counts.failures > 8, timeout=_WITHIN, what="it fails on")
    box.coordination.away = False
    assert engine.wait_synced(_WITHIN)
    messages = [record.message for record in caplog.records if "web.dep" in record.message]
    assert messages[0] == "web.dep: the service is away: trying on"
    assert len(messages) == 2
    assert messages[1].startswith("web.dep: works again after")


def test_a_slow_config_does_not_delay_the_others(box: Box) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    assert version is not None
    release = box.blobs.held[_NAME.blob_key(version)] = threading.Event()
    box.store.config(_OTHER, into="web.dep", body=b"[2]")
    engine = box.start()
    box.wait_for(_OTHER, b"[2]")
    box.store.publish(_OTHER, b"[3]")
    box.wait_for(_OTHER, b"[3]")
    assert not engine.wait_synced(0)
    release.set()
    assert engine.wait_synced(_WITHIN)
    assert box.path(_NAME).read_bytes() == b"[1]"


def test_a_change_during_a_fetch_is_fetched_after_it(box: Box) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    assert version is not None
    key = _NAME.blob_key(version)
    release = box.blobs.held[key] = threading.Event()
    box.start()
    wait_until(lambda: box.blobs.gets[key], timeout=_WITHIN, what="the first fetch runs")
    box.store.publish(_NAME, b"[2]")
    release.set()
    box.wait_for(_NAME, b"[2]")


def test_a_file_that_changes_its_source_during_a_fetch_ends_at_the_new_one(box: Box) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    assert version is not None
    key = _NAME.blob_key(version)
    release = box.blobs.held[key] = threading.Event()
    engine = box.start()
    wait_until(lambda: box.blobs.gets[key], timeout=_WITHIN, what="the first fetch runs")
    # The same version text on purpose: it must not pass for the same content.
    box.store.publish(_OTHER, b"[2]", version=version)
    moved = config_section(_OTHER, {})
    moved["command"] = str(moved["command"]).replace(
        f"/var/config/{_OTHER}", f"/var/config/{_NAME}"
    )
    box.store.metaconfig(str(_NAME), [moved])
    wait_until(
        lambda: [each.node for each in engine.status().configs] == [_OTHER.node],
        timeout=_WITHIN,
        what="the new source is followed",
    )
    release.set()
    box.wait_for(_NAME, b"[2]")
    assert engine.wait_synced(_WITHIN)
    assert box.path(_NAME).read_bytes() == b"[2]"


def test_the_sweep_finds_what_a_deaf_watch_missed_and_places_another(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.coordination.deaf = True
    engine = box.start(options=SyncOptions(sweep_every=0.2, hold_down=0.0))
    assert engine.wait_synced(_WITHIN)
    box.store.publish(_NAME, b"[2]")
    box.wait_for(_NAME, b"[2]")
    wait_until(
        lambda: engine.status().counts.found_by_sweep == 1, timeout=_WITHIN, what="it is counted"
    )


def test_the_sweep_heals_a_file_that_somebody_removed_or_rewrote(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.start(options=SyncOptions(sweep_every=0.1))
    assert engine.wait_synced(_WITHIN)
    box.path(_NAME).unlink()
    box.wait_for(_NAME, b"[1]")
    box.path(_NAME).write_bytes(b"by hand")
    box.wait_for(_NAME, b"[1]")


def test_a_value_that_the_node_itself_holds_is_synced(box: Box) -> None:
    box.store.set_node(_NAME.node, b"[1]")
    box.store.raw_metaconfig(
        str(_NAME),
        f"zk_download_data.py -f /var/config/{_NAME} -m config -p {_NAME.node}",
        zk_path=_NAME.node,
    )
    box.store.depend("web.dep", str(_NAME))
    box.synced()
    assert box.path(_NAME).read_bytes() == b"[1]"
    box.store.set_node(_NAME.node, b"[2]")
    box.wait_for(_NAME, b"[2]")


@pytest.mark.parametrize(
    "command",
    [
        "zk_download_data.py -f {outside}/evil --from-s3 /data/x -m config -p {node}",
        "zk_download_data.py -f ../../evil --from-s3 /data/x -m config -p {node}",
        "zk_download_data.py -f /var/config/../../evil --from-s3 /data/x -m config -p {node}",
        "zk_download_data.py -f /var/config/.. --from-s3 /data/x -m config -p {node}",
        "zk_download_data.py -f /var/config/.kingpin/lock --from-s3 /data/x -m config -p {node}",
        "zk_download_data.py -f /var/config/x --from-s3 /data/../../x -m config -p {node}",
        "zk_download_data.py -f /var/config/x -m config -p {node} ; touch {outside}/evil",
        "zk_download_data.py -f /var/config/$(touch {outside}/evil) -m config -p {node}",
        "touch {outside}/evil",
        "sh -c 'touch {outside}/evil'",
        "zk_download_data.py '",
        "x" * 90_000,
        "x" * 900_000,
    ],
)
def test_a_hostile_metaconfig_is_refused_and_nothing_happens(box: Box, command: str) -> None:
    outside = box.folder / "outside"
    outside.mkdir()
    box.store.publish(_NAME, b"[1]")
    box.store.raw_metaconfig(
        "config.evil.one",
        command.replace("{outside}", str(outside)).replace("{node}", _NAME.node),
        zk_path=_NAME.node,
    )
    box.store.depend("web.dep", "config.evil.one")
    box.store.config(_OTHER, into="web.dep", body=b"[2]")
    engine = box.synced()
    assert any(name.startswith("config.evil.one") for name in engine.status().problems)
    assert list(outside.iterdir()) == []
    assert _files_below(box.folder / "config") == [_OTHER.file_name]
    assert not (box.folder / "evil").exists()


@pytest.mark.parametrize("body", [b"", b"{}", b"[7]", b'[{"type": "config"}]', b"[" * 10_000])
def test_a_metaconfig_that_says_nothing_usable_is_reported(box: Box, body: bytes) -> None:
    box.store.publish(MetaconfigName("m.bad"), body, metadata={})
    box.store.depend("web.dep", "m.bad")
    assert "m.bad" in box.synced().status().problems


def test_a_metaconfig_that_was_damaged_on_its_way_is_fetched_again(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.blobs.alter = lambda blob: Blob(blob.body[:-1], blob.metadata)
    engine = box.start()
    wait_until(lambda: str(_NAME) in engine.status().problems, timeout=_WITHIN, what="it is told")
    box.blobs.alter = lambda blob: blob
    box.wait_for(_NAME, b"[1]")


def test_a_round_fetches_no_metaconfig_that_was_taken_already(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    metaconfig = MetaconfigName(str(_NAME))
    version = Version(box.store.coordination.read(metaconfig.node).data.decode())
    engine = box.synced()
    engine.retune(SyncOptions(sweep_every=0.01))
    for _ in range(2):
        before = engine.status().swept_at or 0.0
        wait_until(
            lambda before=before: (engine.status().swept_at or 0.0) > before,  # type: ignore[misc]
            timeout=_WITHIN,
            what="a round has ended",
        )
    assert box.blobs.gets[metaconfig.blob_key(version)] == 1


def test_a_refused_body_that_a_killed_monitor_left_goes_where_the_file_is_right(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    box.synced().close()
    assert set_aside(box.path(_NAME), b"[")
    box.synced()
    assert not refused_path(box.path(_NAME)).exists()


def test_the_last_good_sections_hold_while_a_metaconfig_is_bad(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    box.store.publish(MetaconfigName(str(_NAME)), b"broken", metadata={})
    wait_until(
        lambda: str(_NAME) in engine.status().problems, timeout=_WITHIN, what="it is reported"
    )
    box.store.publish(_NAME, b"[2]")
    box.wait_for(_NAME, b"[2]")


def test_a_bad_member_name_is_reported_and_the_rest_is_synced(box: Box) -> None:
    box.store.depend("web.dep", "..evil")
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    assert "web.dep/..evil" in box.synced().status().problems
    assert box.path(_NAME).exists()


def test_a_node_deleted_and_made_again_is_followed(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    for number in range(5):
        box.store.publish(_NAME, f"[{number}]".encode())
    box.wait_for(_NAME, b"[4]")
    box.store.coordination.delete(_NAME.node)
    box.wait_for_status(engine, _NAME, "unpublished")
    assert box.path(_NAME).read_bytes() == b"[4]"
    box.store.publish(_NAME, b"[9]")
    box.wait_for(_NAME, b"[9]")


def test_closing_twice_is_harmless_and_starting_twice_is_an_error(box: Box) -> None:
    engine = box.synced()
    with pytest.raises(RuntimeError):
        engine.start()
    engine.close()
    engine.close()
    with pytest.raises(RuntimeError):
        engine.start()


def test_closing_does_not_wait_for_a_fetch_that_hangs_and_its_result_is_dropped(box: Box) -> None:
    version = box.store.config(_NAME, into="web.dep", body=b"[1]")
    assert version is not None
    key = _NAME.blob_key(version)
    release = box.blobs.held[key] = threading.Event()
    engine = box.start()
    wait_until(lambda: box.blobs.gets[key], timeout=_WITHIN, what="the fetch hangs")
    workers = _workers()
    engine.close()
    box.store.publish(_NAME, b"[2]")
    other = box.synced()
    assert box.path(_NAME).read_bytes() == b"[2]"
    release.set()
    for thread in workers:
        thread.join(_WITHIN)
    assert not {*workers} & {*_workers()}
    assert box.path(_NAME).read_bytes() == b"[2]"
    assert config_status(other, _NAME) is not None


def _workers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("kingpin-sync-")]


def test_run_ends_when_it_is_told_to(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = SyncEngine(
        box.coordination,
        box.blobs,
        config_root=box.root,
        serverset_root=box.folder / "serverset",
        dependencies=[],
    )
    stop = threading.Event()
    runner = threading.Thread(target=engine.run, args=(stop,))
    runner.start()
    assert engine.wait_synced(_WITHIN)
    stop.set()
    runner.join(_WITHIN)
    assert not runner.is_alive()


def _files_below(root: Path) -> list[str]:
    found = [path for path in root.rglob("*") if path.is_file()]
    return sorted(path.name for path in found if path.parent.name != ".kingpin")


def test_a_file_that_somebody_removed_comes_back_when_asked_for(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b'["a"]')
    engine = box.synced()
    box.path(_NAME).unlink()
    engine.look_again("/nothing/here")
    engine.look_again(_NAME.node)
    box.wait_for(_NAME, b'["a"]')


def test_the_status_tells_when_what_happened_and_of_which_node(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b'["a"]')
    engine = box.synced()
    first = config_status(engine, _NAME)
    assert first is not None
    assert first.revision == 0
    told, done, well = first.times.notified, first.times.processed, first.times.succeeded
    assert told is not None
    assert done is not None
    assert first.applied_at is not None
    assert told <= first.applied_at
    assert (well, first.times.swept) == (done, None)
    box.store.publish(_NAME, b'["a"')
    refused = box.wait_for_status(engine, _NAME, "refused")
    assert (refused.revision, refused.refusals) == (1, 1)
    assert refused.times.notified is not None
    assert refused.times.notified > told
    assert engine.status().synced_before
    assert engine.status().swept_at is None


def test_a_round_over_everything_is_told(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b'["a"]')
    engine = box.synced()
    engine.retune(SyncOptions(sweep_every=0.01))
    wait_until(
        lambda: engine.status().swept_at is not None, timeout=_WITHIN, what="a round has ended"
    )


def test_a_heart_that_beats_is_heard_until_the_end(box: Box) -> None:
    engine = box.start()
    assert engine.beats(_WITHIN)
    engine.close()
    assert not engine.beats(0.0)
