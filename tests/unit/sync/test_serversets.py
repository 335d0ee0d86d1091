"""Serversets through the engine over the embedded store."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, final

import pytest

from kingpin_sdk.errors import AccessDeniedError, UnavailableError
from kingpin_sdk.files.writing import known_entries
from kingpin_sdk.formats.member import encode_member_data, member_name
from kingpin_sdk.formats.metaconfig import serverset_section
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import DependencyName, ServersetName
from kingpin_sdk.sync import (
    HoldReason,
    Limits,
    ServersetStatus,
    Standing,
    SyncEngine,
    SyncOptions,
)
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from kingpin_sdk.model import Json
    from kingpin_sdk.ports import Membership
    from tests.unit.sync.conftest import Box

_NAME = ServersetName("search", "prod")
_WITHIN = 20.0
_A, _B, _C = (Endpoint(f"10.0.0.{number}", 8081) for number in (1, 2, 3))


@final
class _Service:
    """A serverset that a box follows, and its members."""

    def __init__(self, box: Box, *, node: bool = True, **extra: Json) -> None:
        self.box = box
        box.store.metaconfig(str(_NAME), [serverset_section(_NAME, extra)])
        box.store.depend("web.dep", str(_NAME))
        if node:
            box.store.coordination.create(_NAME.node)

    @property
    def path(self) -> Path:
        return self.box.folder / "serverset" / _NAME.file_name

    def join(self, endpoint: Endpoint) -> Membership:
        return self.join_as(member_name(endpoint, uuid.uuid4().hex), encode_member_data(endpoint))

    def join_as(self, name: str, data: bytes = b"") -> Membership:
        return self.box.store.coordination.join(f"{_NAME.node}/{name}", data)

    def wait_for(self, body: bytes) -> None:
        wait_until(
            lambda: self.path.exists() and self.path.read_bytes() == body,
            timeout=_WITHIN,
            what=f"the file holds {body[:60]!r}",
        )


def _status(engine: SyncEngine) -> ServersetStatus:
    [status] = engine.status().serversets
    return status


def _errors(engine: SyncEngine) -> list[str | None]:
    return [status.last_error for status in engine.status().serversets]


def _standing(engine: SyncEngine) -> Standing:
    standing = _status(engine).standing
    assert standing is not None
    return standing


def _wait_listed(engine: SyncEngine, count: int) -> Standing:
    wait_until(lambda: _standing(engine).listed == count, timeout=_WITHIN, what=f"{count} listed")
    return _standing(engine)


def test_members_that_join_and_leave_are_in_the_file_and_out_of_it(box: Box) -> None:
    service = _Service(box)
    first = service.join(_B)
    engine = box.synced()
    assert service.path.read_bytes() == b"10.0.0.2:8081"
    service.join(_A)
    service.wait_for(b"10.0.0.1:8081\n10.0.0.2:8081")
    first.leave()
    service.wait_for(b"10.0.0.1:8081")
    assert engine.status().problems == {}
    assert engine.status().configs == []


def test_an_empty_serverset_without_a_file_gets_an_empty_one(box: Box) -> None:
    service = _Service(box)
    engine = box.synced()
    assert service.path.read_bytes() == b""
    assert _status(engine).state == "current"


def test_a_serverset_that_is_not_there_gets_no_file_until_it_comes(box: Box) -> None:
    service = _Service(box, node=False)
    engine = box.synced()
    assert not service.path.exists()
    assert _status(engine).state == "unpublished"
    service.join(_A)
    service.wait_for(b"10.0.0.1:8081")


def test_kingpins_members_and_ours_are_one_set_and_each_endpoint_is_once_in_the_file(
    box: Box,
) -> None:
    service = _Service(box)
    service.join_as(f"{uuid.uuid4().hex}-10.0.0.9:80", b"10.0.0.9:80")
    service.join_as(f"{uuid.uuid4().hex}-10.0.0.9:80")
    service.join_as(f"{uuid.uuid4().hex}-search-7.example.com:80", b"x")
    service.join(Endpoint("2001:db8::1", 80, zone="eu-1a"))
    service.join(Endpoint("host_1", 65535, weight=0.0))
    box.synced()
    assert service.path.read_bytes() == (
        b"10.0.0.9:80\n[2001:db8::1]:80\nhost_1:65535\nsearch-7.example.com:80"
    )


@pytest.mark.parametrize(
    "name",
    [
        "10.0.0.1:80",
        "x-",
        "x-:80",
        "x-10.0.0.1",
        "x-10.0.0.1:0",
        "x-10.0.0.1:99999999999999999999",
        "x-10.0.0.1:80:90",
        "x-10.0.0.1:80_weight",
        "x-..:80",
        "x-10.0.0.1:\uff18\uff10",
        "x-evil\nhost:80",
        "x-$(touch evil):80",
        "x-ümläut:80",
    ],
)
def test_a_member_whose_name_is_no_endpoint_is_named_and_the_rest_is_synced(
    box: Box, name: str
) -> None:
    service = _Service(box)
    service.join(_A)
    service.join_as(name)
    engine = box.synced()
    assert service.path.read_bytes() == b"10.0.0.1:8081"
    assert list(_standing(engine).ignored) == [name]
    assert _status(engine).state == "current"


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"x\n{", b"x\n[1]", b'x\n{"weight": "much"}', b"x\n" + b"[" * 100_000]
)
def test_data_that_cannot_be_read_costs_nothing_but_itself(box: Box, data: bytes) -> None:
    service = _Service(box)
    service.join_as("x-10.0.0.1:80", data)
    box.synced()
    [entry] = known_entries(service.path)
    assert entry.endpoints == (Endpoint("10.0.0.1", 80),)


def test_weight_zone_and_status_stand_beside_the_file(box: Box) -> None:
    service = _Service(box)
    told = Endpoint("10.0.0.1", 80, weight=2.5, zone="eu-1a", status="warm")
    service.join(told)
    service.join(_B)
    engine = box.synced()
    [entry] = known_entries(service.path)
    assert entry.endpoints == (told, _B)
    assert entry.version == _status(engine).version
    assert entry.version.startswith("members-")


def test_the_data_of_a_member_is_read_once(box: Box) -> None:
    service = _Service(box)
    service.join(_A)
    box.synced()
    reads = box.coordination.reads
    service.join(_B)
    service.wait_for(b"10.0.0.1:8081\n10.0.0.2:8081")
    members = [path for path in reads if path.startswith(_NAME.node)]
    assert len(members) == 2
    assert max(reads[path] for path in members) == 1


def test_a_member_that_may_not_be_read_is_known_by_its_name(box: Box) -> None:
    service = _Service(box)
    member = service.join(Endpoint("10.0.0.1", 80, zone="eu"))
    box.coordination.broken[member.path] = AccessDeniedError("no")
    box.synced()
    assert service.path.read_bytes() == b"10.0.0.1:80"


def test_nothing_is_written_when_the_set_is_the_same(box: Box) -> None:
    service = _Service(box)
    member = service.join(_A)
    engine = box.synced()
    before = service.path.stat()
    again = service.join(_A)
    member.leave()
    looks = engine.status().counts.looks
    service.join_as("nobody")
    wait_until(lambda: _standing(engine).ignored, timeout=_WITHIN, what="it was looked at")
    assert engine.status().counts.looks > looks
    assert again.alive
    assert service.path.stat() == before
    assert engine.status().counts.swaps == 1


def test_a_restart_writes_nothing_and_keeps_what_it_knew(box: Box) -> None:
    service = _Service(box)
    service.join(Endpoint("10.0.0.1", 80, zone="eu"))
    box.synced().close()
    before = service.path.stat()
    engine = box.synced()
    assert service.path.stat() == before
    assert engine.status().counts.swaps == 0


def test_the_last_member_stays_in_the_file_when_it_leaves(box: Box) -> None:
    service = _Service(box)
    member = service.join(_A)
    engine = box.synced()
    member.leave()
    standing = _wait_listed(engine, 0)
    assert service.path.read_bytes() == b"10.0.0.1:8081"
    assert _status(engine).state == "held"
    assert standing.held is not None
    assert standing.held.reason is HoldReason.EMPTY
    assert standing.held.until is None
    assert standing.served == 1
    service.join(_B)
    service.wait_for(b"10.0.0.2:8081")
    wait_until(lambda: _status(engine).state == "current", timeout=_WITHIN, what="it heals")
    assert engine.status().counts.holds == 1


def test_a_node_that_vanishes_takes_no_member_out_of_the_file(box: Box) -> None:
    service = _Service(box)
    member = service.join(_A)
    engine = box.synced()
    member.leave()
    box.store.coordination.delete(_NAME.node)
    wait_until(lambda: _status(engine).state == "held", timeout=_WITHIN, what="it is held")
    assert service.path.read_bytes() == b"10.0.0.1:8081"


def test_a_restart_while_something_is_held_back_keeps_the_last_good_set(box: Box) -> None:
    service = _Service(box)
    told = Endpoint("10.0.0.1", 80, zone="eu")
    member = service.join(told)
    engine = box.synced()
    member.leave()
    _wait_listed(engine, 0)
    engine.close()
    engine = box.synced()
    assert service.path.read_bytes() == b"10.0.0.1:80"
    assert _status(engine).state == "held"
    [entry] = known_entries(service.path)
    assert entry.endpoints == (told,)


def test_a_file_of_an_old_monitor_is_a_last_good_set_too(box: Box) -> None:
    service = _Service(box)
    service.path.parent.mkdir()
    service.path.write_bytes(b"10.0.0.2:80\n10.0.0.1:80\nhost:90_weight")
    engine = box.synced()
    assert service.path.read_bytes() == b"10.0.0.1:80\n10.0.0.2:80\nhost:90_weight"
    assert _status(engine).state == "held"
    service.join(_A)
    service.wait_for(b"10.0.0.1:8081")


def test_a_population_that_drops_keeps_the_last_good_set_until_it_recovers(box: Box) -> None:
    service = _Service(box)
    everybody = [Endpoint(f"10.0.1.{number}", 80) for number in range(20)]
    members = [service.join(endpoint) for endpoint in everybody]
    engine = box.synced()
    whole = service.path.read_bytes()
    assert len(whole.splitlines()) == 20
    box.coordination.away = True
    for member in members[6:]:
        member.leave()
    box.coordination.away = False
    standing = _wait_listed(engine, 6)
    assert service.path.read_bytes() == whole
    assert standing.held is not None
    assert standing.held.reason is HoldReason.SHRUNK
    assert standing.held.measure == 20
    assert standing.held.until is not None
    assert standing.held.until - standing.held.since == pytest.approx(600)
    for endpoint in everybody[6:]:
        service.join(endpoint)
    wait_until(lambda: _status(engine).state == "current", timeout=_WITHIN, what="it heals")
    service.wait_for(whole)


def test_a_smaller_set_is_accepted_after_the_hold_without_anybody_telling(box: Box) -> None:
    service = _Service(box, shrink_ratio=0.1, shrink_minimum=2)
    service.join(_A)
    member = service.join(_B)
    limits = Limits(hold=0.3)
    engine = box.start(options=SyncOptions(hold_down=0.0, serversets=limits))
    assert engine.wait_synced(_WITHIN)
    member.leave()
    wait_until(lambda: engine.status().counts.holds == 1, timeout=_WITHIN, what="it is held")
    service.wait_for(b"10.0.0.1:8081")


def _flap(box: Box, *, damping: float) -> tuple[_Service, SyncEngine]:
    """Two members, of which one has left twice where that is once too often."""
    service = _Service(box)
    service.join(_A)
    limits = Limits(flaps=1, damping=damping)
    engine = box.start(options=SyncOptions(hold_down=0.0, serversets=limits))
    assert engine.wait_synced(_WITHIN)
    for _ in range(2):
        member = service.join(_B)
        _wait_listed(engine, 2)
        member.leave()
        _wait_listed(engine, 1)
    return service, engine


def test_who_flaps_stays_in_the_file(box: Box) -> None:
    service, engine = _flap(box, damping=1000.0)
    assert list(_standing(engine).damped) == ["10.0.0.2:8081"]
    assert service.path.read_bytes() == b"10.0.0.1:8081\n10.0.0.2:8081"
    service.join(_C)
    service.wait_for(b"10.0.0.1:8081\n10.0.0.2:8081\n10.0.0.3:8081")


def test_who_flapped_and_stays_away_is_let_go_without_anybody_telling(box: Box) -> None:
    service, engine = _flap(box, damping=0.2)
    service.wait_for(b"10.0.0.1:8081")
    wait_until(lambda: not _standing(engine).damped, timeout=_WITHIN, what="it is let go")


def test_the_members_of_another_source_of_the_file_are_taken_at_once(box: Box) -> None:
    service = _Service(box)
    for number in range(6):
        service.join(Endpoint(f"10.0.1.{number}", 80))
    engine = box.synced()
    other = ServersetName("search", "test")
    box.store.coordination.join(f"{other.node}/x-10.0.0.1:80", b"")
    moved = serverset_section(other, {})
    moved["command"] = str(moved["command"]).replace(f"/{other}", f"/{_NAME}")
    box.store.metaconfig(str(_NAME), [moved])
    service.wait_for(b"10.0.0.1:80")
    assert engine.status().counts.holds == 0


def test_only_one_engine_keeps_a_serverset_root_and_the_other_says_so(box: Box) -> None:
    service = _Service(box)
    service.join(_A)
    first = box.synced()
    second = SyncEngine(
        box.coordination,
        box.blobs,
        config_root=box.folder / "other",
        serverset_root=box.folder / "serverset",
        dependencies=[DependencyName("web.dep")],
        options=SyncOptions(retry_first=0.02, retry_most=0.05),
    )
    with second:
        wait_until(
            lambda: "another monitor" in str(_errors(second)), timeout=_WITHIN, what="it says so"
        )
        assert "--serverset-dir" in str(_errors(second))
        first.close()
        assert second.wait_synced(_WITHIN)


def test_a_box_without_serversets_leaves_their_root_alone(box: Box) -> None:
    box.store.depend("web.dep")
    box.synced()
    assert not (box.folder / "serverset").exists()


def test_leftovers_of_a_killed_writer_are_removed_from_the_serverset_root(box: Box) -> None:
    service = _Service(box)
    service.path.parent.mkdir()
    leftover = service.path.parent / ".kingpin-tmp-abc"
    leftover.write_bytes(b"half")
    box.synced()
    assert not leftover.exists()


def test_a_file_that_somebody_removed_comes_back_with_the_next_look(box: Box) -> None:
    service = _Service(box)
    service.join(_A)
    engine = box.start(options=SyncOptions(sweep_every=0.1))
    assert engine.wait_synced(_WITHIN)
    service.path.unlink()
    service.wait_for(b"10.0.0.1:8081")
    assert engine.status().counts.found_by_sweep == 0


def test_the_sweep_finds_members_that_a_deaf_watch_missed(box: Box) -> None:
    service = _Service(box)
    box.coordination.deaf = True
    engine = box.start(options=SyncOptions(sweep_every=0.2, hold_down=0.0))
    assert engine.wait_synced(_WITHIN)
    service.join(_A)
    service.wait_for(b"10.0.0.1:8081")
    wait_until(
        lambda: engine.status().counts.found_by_sweep == 1, timeout=_WITHIN, what="it is counted"
    )


def test_a_store_that_is_away_leaves_the_file_and_is_tried_on(box: Box) -> None:
    service = _Service(box)
    service.join(_A)
    engine = box.synced()
    box.coordination.away = True
    service.join(_B)
    wait_until(lambda: _status(engine).state == "failing", timeout=_WITHIN, what="it fails")
    assert service.path.read_bytes() == b"10.0.0.1:8081"
    box.coordination.away = False
    service.wait_for(b"10.0.0.1:8081\n10.0.0.2:8081")
    wait_until(lambda: _status(engine).state == "current", timeout=_WITHIN, what="it heals")


def test_a_file_that_cannot_be_written_is_reported_and_heals(box: Box) -> None:
    service = _Service(box)
    service.path.mkdir(parents=True)
    service.join(_A)
    engine = box.start()
    wait_until(lambda: any(_errors(engine)), timeout=_WITHIN, what="it is reported")
    service.path.rmdir()
    service.wait_for(b"10.0.0.1:8081")


def test_one_folder_for_configs_and_serversets_is_refused_in_words(box: Box) -> None:
    service = _Service(box)
    service.join(_A)
    with SyncEngine(
        box.coordination,
        box.blobs,
        config_root=box.root,
        serverset_root=box.root,
        dependencies=[DependencyName("web.dep")],
    ) as engine:
        wait_until(lambda: any(_errors(engine)), timeout=_WITHIN, what="it says so")
        assert f"{box.root} is the folder of configs, too" in str(_errors(engine))


def test_members_that_were_read_before_the_store_went_away_are_not_read_again(box: Box) -> None:
    service = _Service(box)
    read = service.join_as("a-10.0.0.1:80")
    unread = service.join_as("b-10.0.0.2:80")
    box.coordination.broken[unread.path] = UnavailableError("away")
    engine = box.start()
    wait_until(lambda: box.coordination.reads[unread.path] > 2, timeout=_WITHIN, what="it tries on")
    del box.coordination.broken[unread.path]
    assert engine.wait_synced(_WITHIN)
    assert service.path.read_bytes() == b"10.0.0.1:80\n10.0.0.2:80"
    assert box.coordination.reads[read.path] == 1
