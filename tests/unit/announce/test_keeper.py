"""One member, whatever happens to it."""

from __future__ import annotations

import os
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.announce import Announcement, CallableCheck, MemberState, Rhythm
from kingpin_sdk.errors import UnavailableError
from kingpin_sdk.formats.member import decode_member
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ServersetName
from tests.fakes.faults import Call, FaultyCoordination, Plan
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kingpin_sdk.ports import Watch

_SEARCH = ServersetName("search", "prod")
_ENDPOINT = Endpoint("10.0.0.7", 8081, weight=2.0, zone="a")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalCoordination]:
    with LocalCoordination(tmp_path / "store") as store:
        yield store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[LocalCoordination]:
    with LocalCoordination(tmp_path / "store") as other:
        yield other


class _Deaf(FaultyCoordination):
    """A coordination whose watches look elsewhere."""

    def watch(self, path: str, on_change: Callable[[], None]) -> Watch:
        return super().watch(f"{path}-elsewhere", on_change)


def _settled_once(announcement: Announcement, other: LocalCoordination, joins: int) -> None:
    wait_until(
        lambda: announcement.status().member.joins >= joins and announcement.status().settled,
        timeout=20,
        what="the member is there",
    )
    assert len(other.children(_SEARCH.node)) == 1


def test_a_member_is_named_and_filled_as_kingpin_reads_it(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    with Announcement(store, _SEARCH, _ENDPOINT) as announcement:
        assert announcement.wait_announced(10)
        [name] = other.children(_SEARCH.node)
        data = other.read(f"{_SEARCH.node}/{name}").data
        unique, _, endpoint = name.partition("-")
        assert (len(unique), endpoint) == (32, "10.0.0.7:8081")
        assert data.splitlines()[0] == b"10.0.0.7:8081"
        assert decode_member(name, data) == _ENDPOINT
        assert announcement.status().path == f"{_SEARCH.node}/{name}"
    assert other.children(_SEARCH.node) == ()
    assert announcement.status().member.state is MemberState.OUT


def test_a_member_deleted_by_hand_comes_back_under_its_name(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    with Announcement(store, _SEARCH, _ENDPOINT) as announcement:
        assert announcement.wait_announced(10)
        before = other.children(_SEARCH.node)
        for joins in (2, 3):
            other.delete(announcement.status().path)
            _settled_once(announcement, other, joins)
        assert other.children(_SEARCH.node) == before


def test_a_deletion_that_no_watch_tells_of_is_found_by_the_periodic_look(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    with Announcement(_Deaf(store, Plan()), _SEARCH, _ENDPOINT, look_every=0.05) as announcement:
        assert announcement.wait_announced(10)
        other.delete(announcement.status().path)
        _settled_once(announcement, other, 2)


@settings(max_examples=30)
@given(
    kinds=st.lists(
        st.sampled_from(["nodes.join", "nodes.read", "nodes.delete", "nodes.watch"]), max_size=4
    ),
    done=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_lost_questions_and_answers_never_leave_two_or_none(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], done: list[bool]
) -> None:
    faults = list(zip(kinds, done, strict=False))

    def act(call: Call) -> None:
        if faults and (call.name, call.done) == faults[0]:
            faults.pop(0)
            raise UnavailableError("lost")

    folder = tmp_path_factory.mktemp("store")
    with LocalCoordination(folder) as store, LocalCoordination(folder) as other:
        faulty = FaultyCoordination(store, Plan(act))
        with Announcement(faulty, _SEARCH, _ENDPOINT, look_every=0.01) as announcement:
            wait_until(
                lambda: announcement.status().settled, timeout=30, what="the member is there"
            )
            assert len(other.children(_SEARCH.node)) == 1
        assert other.children(_SEARCH.node) == ()


def test_a_join_whose_answer_was_lost_is_found_and_made_anew(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    lost: list[str] = []

    def act(call: Call) -> None:
        if call.name == "nodes.join" and call.done and not lost:
            lost.append(call.name)
            raise UnavailableError("the answer is lost")

    with Announcement(FaultyCoordination(store, Plan(act)), _SEARCH, _ENDPOINT) as announcement:
        _settled_once(announcement, other, 1)
        assert lost
    assert other.children(_SEARCH.node) == ()


def test_it_never_gives_up_and_says_so_once(
    store: LocalCoordination, other: LocalCoordination, caplog: pytest.LogCaptureFixture
) -> None:
    away = threading.Event()
    away.set()

    def act(_call: Call) -> None:
        if away.is_set():
            raise UnavailableError("the service is away")

    with Announcement(FaultyCoordination(store, Plan(act)), _SEARCH, _ENDPOINT) as announcement:
        wait_until(
            lambda: announcement.status().member.failures >= 3, timeout=20, what="three failures"
        )
        status = announcement.status().member
        assert status.state is MemberState.ENTERING
        assert status.last_error == "the service is away"
        assert status.failing_for > 0
        away.clear()
        _settled_once(announcement, other, 1)
        assert announcement.status().member.failures == 0
    assert caplog.text.count("the service is away") == 1


def test_leaving_while_the_service_is_away_ends_in_time_and_the_session_takes_it_along(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    away = threading.Event()

    def act(_call: Call) -> None:
        if away.is_set():
            raise UnavailableError("the service is away")

    announcement = Announcement(FaultyCoordination(store, Plan(act)), _SEARCH, _ENDPOINT)
    announcement.start()
    assert announcement.wait_announced(10)
    away.set()
    assert not announcement.close(0.1)
    assert not announcement.close(0.1)
    store.close()
    assert other.children(_SEARCH.node) == ()


def test_a_service_enters_at_its_first_rise_and_goes_at_its_fall(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    well = threading.Event()
    check = CallableCheck(well.is_set)
    rhythm = Rhythm(rise=2, fall=2, interval=0.02, timeout=1)
    with Announcement(store, _SEARCH, _ENDPOINT, check=check, rhythm=rhythm) as announcement:
        wait_until(lambda: announcement.status().checks >= 3, timeout=10, what="three checks")
        assert announcement.status().member.joins == 0
        assert announcement.status().settled
        well.set()
        _settled_once(announcement, other, 1)
        well.clear()
        wait_until(lambda: other.children(_SEARCH.node) == (), timeout=10, what="it leaves")
        wait_until(lambda: announcement.status().settled, timeout=10, what="it knows")
        assert announcement.status().last_failure == "it returned False"
        well.set()
        _settled_once(announcement, other, 2)


def test_a_check_that_hangs_fails_and_never_blocks_leaving(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    hangs, go_on = threading.Event(), threading.Event()
    hanging: list[int] = []

    def check() -> None:
        if hangs.is_set():
            hanging.append(1)
            go_on.wait(60)

    rhythm = Rhythm(rise=1, fall=2, interval=0.05, timeout=0.02)
    announcement = Announcement(
        store, _SEARCH, _ENDPOINT, check=CallableCheck(check), rhythm=rhythm
    )
    announcement.start()
    assert announcement.wait_announced(10)
    hangs.set()
    wait_until(lambda: hanging, timeout=10, what="it hangs")
    wait_until(lambda: other.children(_SEARCH.node) == (), timeout=10, what="it falls")
    assert announcement.status().last_failure is not None
    # Still hanging, and there is one of it, not one per interval.
    assert announcement.close()
    assert hanging == [1]
    go_on.set()


def test_an_unwell_service_that_is_closed_stays_away(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    rhythm = Rhythm(rise=1, fall=1, interval=0.01, timeout=1)
    check = CallableCheck(lambda: None)
    announcement = Announcement(store, _SEARCH, _ENDPOINT, check=check, rhythm=rhythm)
    announcement.start()
    assert announcement.wait_announced(10)
    announcement.leave()
    wait_until(lambda: other.children(_SEARCH.node) == (), timeout=10, what="it leaves")
    assert announcement.close()
    assert announcement.close()
    assert other.children(_SEARCH.node) == ()


def test_a_forked_child_is_no_member_and_its_close_does_nothing(
    store: LocalCoordination, other: LocalCoordination
) -> None:
    with closing(Announcement(store, _SEARCH, _ENDPOINT)) as announcement:
        announcement.start()
        assert announcement.wait_announced(10)
        child = os.fork()
        if child == 0:
            os._exit(0 if announcement.close() else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert len(other.children(_SEARCH.node)) == 1
        assert announcement.status().member.joins == 1
