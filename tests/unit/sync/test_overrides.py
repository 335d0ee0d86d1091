"""What an operator decides over the head of what is published: accept, pin, roll back."""

from __future__ import annotations

import json
import logging
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.keeping import kept_versions, refused_path
from kingpin_sdk.formats.metaconfig import (
    ConfigLimits,
    config_extra,
    config_section,
    serverset_section,
)
from kingpin_sdk.model import Version
from kingpin_sdk.names import ConfigName, ServersetName
from kingpin_sdk.ports import Blob
from kingpin_sdk.sync import ConfigState, SyncOptions
from tests.unit.sync.conftest import config_status
from tests.waiting import wait_until

if TYPE_CHECKING:
    from kingpin_sdk.sync import SyncEngine
    from tests.unit.sync.conftest import Box

_NAME = ConfigName("spam", "blocklist")
_WITHIN = 20.0


def _list_of(count: int) -> bytes:
    return json.dumps(list(range(count))).encode()


def _state(engine: SyncEngine) -> ConfigState:
    status = config_status(engine, _NAME)
    assert status is not None
    return status.state


def _synced_with(box: Box, *bodies: bytes) -> tuple[SyncEngine, list[Version]]:
    """An engine that has had these bodies, one after the other."""
    versions = [box.store.config(_NAME, into="web.dep", body=bodies[0])]
    engine = box.synced()
    for body in bodies[1:]:
        versions.append(box.store.publish(_NAME, body))
        box.wait_for(_NAME, body)
    return engine, [version for version in versions if version is not None]


def test_what_is_refused_is_accepted_once_and_its_body_is_set_aside_until_then(box: Box) -> None:
    limits = ConfigLimits(shrink_ratio=0.5)
    box.store.config(_NAME, into="web.dep", body=_list_of(10), extra=config_extra(limits))
    engine = box.synced()
    version = box.store.publish(_NAME, _list_of(1))
    status = box.wait_for_status(engine, _NAME, "refused")
    assert status.refused_body == str(refused_path(box.path(_NAME)))
    assert refused_path(box.path(_NAME)).read_bytes() == _list_of(1)
    reply = engine.overrides.accept("spam.blocklist", within=_WITHIN)
    assert reply.done, reply.text
    assert version in reply.text
    assert box.path(_NAME).read_bytes() == _list_of(1)
    assert not refused_path(box.path(_NAME)).exists()
    box.store.publish(_NAME, _list_of(10))
    box.wait_for(_NAME, _list_of(10))
    box.store.publish(_NAME, _list_of(1))
    box.wait_for_status(engine, _NAME, "refused")
    assert box.path(_NAME).read_bytes() == _list_of(10)


def test_a_body_larger_than_declared_is_accepted_but_not_one_too_large_for_the_monitor(
    box: Box,
) -> None:
    extra = config_extra(ConfigLimits(max_bytes=20))
    box.store.config(_NAME, into="web.dep", body=b"[1]", extra=extra)
    engine = box.start("web.dep", options=SyncOptions(hold_down=0.0, max_bytes=100))
    assert engine.wait_synced(_WITHIN)
    box.store.publish(_NAME, _list_of(20))
    box.wait_for_status(engine, _NAME, "refused")
    assert engine.overrides.accept("spam.blocklist", within=_WITHIN).done
    assert box.path(_NAME).read_bytes() == _list_of(20)
    version = box.store.publish(_NAME, _list_of(100))
    wait_until(
        lambda: (found := config_status(engine, _NAME)) and found.refused_version == version,
        timeout=_WITHIN,
        what="it is refused",
    )
    reply = engine.overrides.accept("spam.blocklist", within=_WITHIN)
    assert not reply.done
    assert "cannot be accepted" in reply.text
    assert box.path(_NAME).read_bytes() == _list_of(20)


def test_a_damaged_body_cannot_be_accepted(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[1]")
    engine = box.synced()
    box.blobs.alter = lambda blob: Blob(blob.body[:-1], blob.metadata)
    box.store.publish(_NAME, b"[1, 2]")
    box.wait_for_status(engine, _NAME, "refused")
    reply = engine.overrides.accept("spam.blocklist", within=_WITHIN)
    assert not reply.done
    assert "publish it again" in reply.text
    assert box.path(_NAME).read_bytes() == b"[1]"


def test_what_is_not_held_back_or_not_followed_cannot_be_accepted(box: Box) -> None:
    engine, _ = _synced_with(box, b"[1]")
    reply = engine.overrides.accept("spam.blocklist", within=_WITHIN)
    assert (reply.done, reply.text) == (False, f"{_NAME.file_name}: nothing of it is held back")
    reply = engine.overrides.accept("spam.blacklist", within=_WITHIN)
    assert (reply.done, reply.text) == (False, "spam.blacklist is not followed by this monitor")


def test_a_serverset_that_is_held_back_is_accepted_once(box: Box) -> None:
    name = ServersetName("search", "prod")
    box.store.metaconfig(str(name), [serverset_section(name, {})])
    box.store.depend("web.dep", str(name))
    box.store.coordination.create(name.node)
    members = [
        box.store.coordination.join(f"{name.node}/{number:032x}-10.0.0.{number}:80", b"")
        for number in range(1, 11)
    ]
    engine = box.synced()
    path = box.folder / "serverset" / name.file_name
    for member in members[1:]:
        member.leave()
    wait_until(
        lambda: engine.status().serversets[0].state is ConfigState.HELD,
        timeout=_WITHIN,
        what="it is held back",
    )
    assert len(path.read_text().splitlines()) >= 5
    reply = engine.overrides.accept("search.prod", within=_WITHIN)
    assert reply.done, reply.text
    assert path.read_text() == "10.0.0.1:80"
    members[0].leave()
    wait_until(
        lambda: engine.status().serversets[0].state is ConfigState.HELD,
        timeout=_WITHIN,
        what="the empty set is held back",
    )
    assert engine.overrides.accept("discovery.search.prod", within=_WITHIN).done
    assert path.read_text() == ""


def test_a_pin_holds_a_config_at_its_version_until_it_is_unpinned(box: Box) -> None:
    engine, versions = _synced_with(box, b"[1]")
    reply = engine.overrides.pin("spam.blocklist", None, within=_WITHIN)
    assert reply.done, reply.text
    newest = box.store.publish(_NAME, b"[2]")
    wait_until(
        lambda: (found := config_status(engine, _NAME)) and found.newest == newest,
        timeout=_WITHIN,
        what="it knows of the newest",
    )
    status = config_status(engine, _NAME)
    assert status is not None
    assert (status.state, status.version) == (ConfigState.PINNED, versions[0])
    assert box.path(_NAME).read_bytes() == b"[1]"
    reply = engine.overrides.unpin("spam.blocklist", within=_WITHIN)
    assert reply.done, reply.text
    assert box.path(_NAME).read_bytes() == b"[2]"
    assert _state(engine) is ConfigState.CURRENT
    assert not engine.overrides.unpin("spam.blocklist", within=_WITHIN).done


def test_a_pin_outlives_the_engine_and_both_backends(box: Box) -> None:
    engine, versions = _synced_with(box, b"[1]")
    assert engine.overrides.pin("spam.blocklist", None, within=_WITHIN).done
    engine.close()
    box.store.publish(_NAME, b"[2]")
    box.path(_NAME).write_bytes(b"by another hand")
    again = box.synced()
    box.wait_for(_NAME, b"[1]")
    assert _state(again) is ConfigState.PINNED
    again.close()
    box.coordination.away = box.blobs.away = True
    away = box.start()
    wait_until(
        lambda: (found := config_status(away, _NAME)) and found.state is ConfigState.PINNED,
        timeout=_WITHIN,
        what="it is pinned without backends",
    )
    status = config_status(away, _NAME)
    assert status is not None
    assert status.version == versions[0]


def test_a_roll_back_goes_one_kept_version_back_each_time(box: Box) -> None:
    engine, versions = _synced_with(box, b"[1]", b"[2]", b"[3]")
    box.blobs.away = True
    reply = engine.overrides.roll_back("spam.blocklist", None, within=_WITHIN)
    assert reply.done, reply.text
    assert versions[1] in reply.text
    assert box.path(_NAME).read_bytes() == b"[2]"
    assert engine.overrides.roll_back("spam.blocklist", None, within=_WITHIN).done
    assert box.path(_NAME).read_bytes() == b"[1]"
    reply = engine.overrides.roll_back("spam.blocklist", None, within=_WITHIN)
    assert not reply.done
    assert "no version before" in reply.text
    assert engine.overrides.roll_back("spam.blocklist", versions[2], within=_WITHIN).done
    assert box.path(_NAME).read_bytes() == b"[3]"
    reply = engine.overrides.roll_back("spam.blocklist", Version("1-none"), within=_WITHIN)
    assert "is not kept on this box; kept: " in reply.text
    assert box.path(_NAME).read_bytes() == b"[3]"
    assert engine.overrides.unpin("spam.blocklist", within=_WITHIN).done


def test_as_many_versions_are_kept_as_the_options_say(box: Box) -> None:
    box.store.config(_NAME, into="web.dep", body=b"[0]")
    engine = box.start("web.dep", options=SyncOptions(hold_down=0.0, keep=2))
    assert engine.wait_synced(_WITHIN)
    versions: list[Version] = []
    for number in range(1, 5):
        versions.append(box.store.publish(_NAME, b"[%d]" % number))
        box.wait_for(_NAME, b"[%d]" % number)
    # The file is there before the oldest of those kept is gone.
    kept = wait_until(
        lambda: found if len(found := engine.overrides.kept("spam.blocklist") or ()) == 2 else (),
        timeout=_WITHIN,
        what="two are kept",
    )
    assert [each.version for each in kept] == [versions[2], versions[1]]
    assert [each.path.read_bytes() for each in kept] == [b"[3]", b"[2]"]
    assert engine.overrides.kept("spam.other") is None


def test_the_file_of_another_writer_is_kept_by_its_hash(box: Box) -> None:
    box.path(_NAME).parent.mkdir()
    box.path(_NAME).write_bytes(b'["old"]')
    engine, _ = _synced_with(box, b'["new"]')
    [kept] = kept_versions(box.path(_NAME))
    assert kept.version == f"file-{kept.sha256[:12]}"
    assert engine.overrides.roll_back("spam.blocklist", None, within=_WITHIN).done
    assert box.path(_NAME).read_bytes() == b'["old"]'


def test_any_published_version_can_be_pinned_by_its_text(box: Box) -> None:
    engine, versions = _synced_with(box, b"[1]", b"[2]")
    for kept in kept_versions(box.path(_NAME)):
        kept.path.unlink()
    assert engine.overrides.pin("spam.blocklist", versions[0], within=_WITHIN).done
    assert box.path(_NAME).read_bytes() == b"[1]"


def test_a_kept_body_that_was_changed_is_not_gone_back_to(box: Box) -> None:
    engine, versions = _synced_with(box, b"[1]", b"[2]")
    [kept] = kept_versions(box.path(_NAME))
    kept.path.write_bytes(b"[forged]")
    assert engine.overrides.roll_back("spam.blocklist", None, within=_WITHIN).done
    # The store still has it as it was.
    assert box.path(_NAME).read_bytes() == b"[1]"
    assert versions[0] in engine.overrides.pin("spam.blocklist", None, within=_WITHIN).text


def test_a_wish_that_cannot_be_carried_out_yet_says_why(box: Box) -> None:
    engine, _ = _synced_with(box, b"[1]")
    box.store.add_blob(_NAME, Version("1-there"), b"[0]")
    box.blobs.alter = partial(_leave_after, box)
    reply = engine.overrides.pin("spam.blocklist", Version("1-there"), within=2.0)
    assert not reply.done
    assert "is pinned to version 1-there, its file does not show it yet: " in reply.text
    assert box.path(_NAME).read_bytes() == b"[1]"
    assert engine.overrides.unpin("spam.blocklist", within=_WITHIN).done


def _leave_after(box: Box, blob: Blob) -> Blob:
    box.blobs.away = True
    return blob


@pytest.mark.parametrize("fault", ["not there", "away", "damaged", "silent"])
def test_a_version_that_cannot_be_had_is_not_pinned(box: Box, fault: str) -> None:
    engine, versions = _synced_with(box, b"[1]")
    pins = box.root / ".kingpin" / "pins.json"
    wanted = Version("1-never")
    answers = threading.Event()
    if fault != "not there":
        box.store.add_blob(_NAME, wanted, b"[0]")
    match fault:
        case "away":
            box.blobs.away = True
        case "damaged":
            box.blobs.alter = lambda blob: Blob(blob.body[:-1], blob.metadata)
        case "silent":
            box.blobs.held[_NAME.blob_key(wanted)] = answers
        case _:
            pass
    within = 0.2 if fault == "silent" else _WITHIN
    reply = engine.overrides.pin("spam.blocklist", wanted, within=within)
    answers.set()
    assert not reply.done
    assert reply.text.startswith(f"{_NAME.file_name}: is not pinned to version 1-never: ")
    assert "`kingpin config history spam.blocklist`" in reply.text
    assert not pins.exists()
    status = config_status(engine, _NAME)
    assert status is not None
    assert (status.state, status.version) == (ConfigState.CURRENT, versions[0])
    box.blobs.away = False
    box.blobs.alter = lambda blob: blob
    assert not engine.overrides.unpin("spam.blocklist", within=_WITHIN).done
    box.store.publish(_NAME, b"[2]")
    box.wait_for(_NAME, b"[2]")


def test_a_version_that_cannot_be_had_leaves_an_earlier_pin(box: Box) -> None:
    engine, versions = _synced_with(box, b"[1]", b"[2]")
    pins = box.root / ".kingpin" / "pins.json"
    assert engine.overrides.pin("spam.blocklist", versions[0], within=_WITHIN).done
    before = pins.read_bytes()
    assert not engine.overrides.pin("spam.blocklist", Version("1-never"), within=_WITHIN).done
    assert pins.read_bytes() == before
    assert _state(engine) is ConfigState.PINNED
    assert box.path(_NAME).read_bytes() == b"[1]"


def _fail_while_pinned(box: Box) -> tuple[SyncEngine, Version]:
    """An engine whose config is pinned to a version that is gone, and that version."""
    engine, [version] = _synced_with(box, b"[1]")
    assert engine.overrides.pin("spam.blocklist", None, within=_WITHIN).done
    engine.close()
    box.path(_NAME).unlink()
    box.blobs.away = True
    again = box.start()
    box.wait_for_status(again, _NAME, "failing")
    return again, version


def test_a_pinned_config_that_fails_says_that_it_is_pinned(box: Box) -> None:
    engine, version = _fail_while_pinned(box)
    status = config_status(engine, _NAME)
    assert status is not None
    assert status.last_error == (
        f"pinned to {version} (kingpin monitor unpin spam.blocklist): the store is away"
    )


def test_to_unpin_what_fails_tells_how_the_look_after_it_ended(box: Box) -> None:
    engine, _ = _fail_while_pinned(box)
    newest = box.store.publish(_NAME, b"[2]")
    box.blobs.away = False
    # Looks at what is pinned may go on: the answer is of one that follows what is published.
    reply = engine.overrides.unpin("spam.blocklist", within=_WITHIN)
    assert (reply.done, reply.text) == (
        True,
        f"{_NAME.file_name}: is pinned no more: current, at version {newest}",
    )
    assert box.path(_NAME).read_bytes() == b"[2]"


def test_to_unpin_what_fails_on_tells_why(box: Box) -> None:
    engine, _ = _fail_while_pinned(box)
    reply = engine.overrides.unpin("spam.blocklist", within=_WITHIN)
    assert reply.text == f"{_NAME.file_name}: is pinned no more: failing: the store is away"


def test_only_configs_stay_at_a_version(box: Box) -> None:
    name = ServersetName("search", "prod")
    box.store.metaconfig(str(name), [serverset_section(name, {})])
    box.store.depend("web.dep", str(name))
    box.store.coordination.create(name.node)
    engine = box.synced()
    reply = engine.overrides.pin("search.prod", None, within=_WITHIN)
    assert "is a serverset" in reply.text


def test_a_name_of_two_things_asks_which(box: Box) -> None:
    config, serverset = ConfigName("search", "prod"), ServersetName("search", "prod")
    box.store.config(config, into="web.dep", body=b"[]")
    box.store.metaconfig(str(serverset), [serverset_section(serverset, {})])
    box.store.depend("web.dep", str(serverset))
    box.store.coordination.create(serverset.node)
    engine = box.synced()
    reply = engine.overrides.accept("search.prod", within=_WITHIN)
    assert reply.text.endswith("say which")
    assert config.file_name in reply.text
    assert serverset.file_name in reply.text


def test_pins_that_cannot_be_read_are_not_guessed(box: Box) -> None:
    pins = box.root / ".kingpin" / "pins.json"
    pins.parent.mkdir(parents=True)
    pins.write_text("{")
    with pytest.raises(SettingsError, match=r"pins\.json is damaged"):
        box.start()
    pins.unlink()
    box.start().close()


def test_pins_that_cannot_be_kept_are_not_made(box: Box) -> None:
    engine, _ = _synced_with(box, b"[1]")
    (box.root / ".kingpin" / "pins.json").mkdir()
    reply = engine.overrides.pin("spam.blocklist", None, within=_WITHIN)
    assert not reply.done
    assert "it cannot be kept" in reply.text
    assert _state(engine) is ConfigState.CURRENT


def test_a_config_whose_limits_change_is_followed_still(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kingpin_sdk.sync")
    engine, _ = _synced_with(box, b"[1]")
    before = config_status(engine, _NAME)
    assert before is not None
    looked = before.times.processed
    extra = config_extra(ConfigLimits(protect_empty=True))
    box.store.metaconfig(str(_NAME), [config_section(_NAME, extra)])
    wait_until(
        lambda: (found := config_status(engine, _NAME)) and found.times.processed != looked,
        timeout=_WITHIN,
        what="it is followed afresh and looked at",
    )
    box.store.publish(_NAME, b"[]")
    # Only the new limit refuses that.
    box.wait_for_status(engine, _NAME, "refused")
    assert "is followed no more" not in caplog.text
    box.store.undepend("web.dep", str(_NAME))
    wait_until(
        lambda: f"{_NAME.file_name}: is followed no more, its file stays" in caplog.text,
        timeout=_WITHIN,
        what="it is let go",
    )
