"""Whether readers have what they follow."""

from __future__ import annotations

import pytest
from attrs import evolve

from kingpin_sdk.monitor._readiness import OnDisk, judge
from kingpin_sdk.sync import ConfigState, ConfigStatus, SyncCounts, SyncStatus

_FULL = OnDisk(lambda: True, lambda _: True, lambda _: True)
_EMPTY = OnDisk(lambda: False, lambda _: False, lambda _: False)
_CONFIG = ConfigStatus(
    "a", "/config/a", ConfigState.FAILING, None, None, "it is away", 1, None, None
)
_AWAY = SyncStatus(
    synced=False,
    synced_before=False,
    configs=[],
    serversets=[],
    dependencies=["web.dep"],
    metaconfigs=[],
    problems={"web.dep": "it is away"},
    remarks={},
    waiting_for=["web.dep"],
    connected=True,
    counts=SyncCounts(failures=1),
    swept_at=None,
)


def test_what_was_synced_once_is_ready_for_good() -> None:
    found = judge(evolve(_AWAY, synced_before=True), _EMPTY)
    assert (found.ready, found.from_disk, found.reasons) == (True, False, ())


@pytest.mark.parametrize("disk", [_FULL, _EMPTY])
def test_while_no_backend_fails_the_first_look_is_waited_for(disk: OnDisk) -> None:
    found = judge(evolve(_AWAY, counts=SyncCounts(), problems={}), disk)
    assert not found.ready
    assert found.reasons == ["web.dep: not looked at yet"]


def test_without_backends_it_is_ready_from_what_is_on_disk() -> None:
    found = judge(_AWAY, _FULL)
    assert (found.ready, found.from_disk) == (True, True)
    assert found.reasons == ["web.dep: it is away"]
    assert not judge(_AWAY, _EMPTY).ready


def test_a_known_config_without_its_file_is_not_ready() -> None:
    status = evolve(_AWAY, configs=[_CONFIG], waiting_for=["a"])
    found = judge(status, OnDisk(lambda: True, lambda _: False, lambda _: True))
    assert not found.ready
    assert found.reasons == ["a: it is away"]
    assert judge(status, _FULL).ready
