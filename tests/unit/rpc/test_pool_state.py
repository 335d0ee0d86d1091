"""The pure state of a pool, against a model that keeps everything in plain sets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kingpin_sdk.rpc import PoolOptions
from kingpin_sdk.rpc._pool_state import PoolState

if TYPE_CHECKING:
    from kingpin_sdk.rpc._pool_state import Handover

_MAX_IDLE = 10.0
_MAX_LIFE = 12.0


class _Connection:
    def __init__(self, number: int, era: int, dies_at: float) -> None:
        self.number = number
        self.era = era
        self.dies_at = dies_at

    def __repr__(self) -> str:
        return f"connection {self.number}"


class _Pool(RuleBasedStateMachine):
    """Calls come, end well or badly, wait and give up; the host may leave."""

    @initialize(most=st.integers(1, 3))
    def begin(self, most: int) -> None:
        self.most = most
        options = PoolOptions(max_connections=most, max_idle=_MAX_IDLE, max_life=_MAX_LIFE)
        self.state: PoolState[_Connection, int] = PoolState(options)
        self.now = 0.0
        self.era = 0
        self.made = 0
        self.waiters = 0
        # What the pool should hold: the newest last, each with when it was given back.
        self.idle: list[tuple[_Connection, float]] = []
        self.in_use: list[_Connection | None] = []
        self.line: list[int] = []
        self.closed: set[_Connection] = set()
        self.gone: list[_Connection] = []

    def _opened(self) -> _Connection:
        self.made += 1
        return _Connection(self.made, self.state.era, self.now + _MAX_LIFE)

    def _is_fresh(self, connection: _Connection, since: float) -> bool:
        return self.now - since < _MAX_IDLE and self.now < connection.dies_at

    @rule()
    def call_begins(self) -> None:
        if len(self.in_use) == self.most:
            assert not self.state.take_place()
            self.waiters += 1
            self.state.wait(self.waiters)
            self.line.append(self.waiters)
            return
        assert self.state.take_place()
        found = self.state.pick(self.now)
        while self.idle:
            connection, since = self.idle.pop()
            if self._is_fresh(connection, since):
                assert found is connection, "the one that was used last"
                break
            self.gone.append(connection)
        else:
            assert found is None
        self.in_use.append(found or self._opened())

    @precondition(lambda self: self.in_use)
    @rule(which=st.integers(0, 2), well=st.booleans())
    def call_ends(self, which: int, *, well: bool) -> None:
        connection = self.in_use.pop(which % len(self.in_use))
        assert connection is not None
        if not well:
            self._passed_on(self.state.give_up(), None)
            return
        handover = self.state.give_back(connection, self.now)
        kept = (
            not self.state.retired and connection.era == self.era and self.now < connection.dies_at
        )
        if not kept:
            self.gone.append(connection)
        elif not self.line:
            self.idle.append((connection, self.now))
            if self.now - self.idle[0][1] >= _MAX_IDLE:
                self._drop_stale()
        self._passed_on(handover, connection if kept else None)

    def _passed_on(
        self, handover: Handover[_Connection, int] | None, connection: _Connection | None
    ) -> None:
        if not self.line:
            assert handover is None
            return
        assert handover is not None, "who waits is not forgotten"
        assert handover.waiter == self.line.pop(0), "who has waited longest"
        assert handover.connection is connection
        self.in_use.append(connection or self._opened())

    @precondition(lambda self: self.waiters)
    @rule(which=st.integers(0, 100))
    def waiter_leaves(self, which: int) -> None:
        waiter = which % self.waiters + 1
        assert self.state.leave(waiter) == (waiter in self.line)
        if waiter in self.line:
            self.line.remove(waiter)

    @rule(count=st.integers(2, 3), well=st.booleans())
    def a_burst_is_over(self, count: int, *, well: bool) -> None:
        """Several calls at once, the way by which more than one connection becomes idle."""
        for _ in range(count):
            self.call_begins()
        while self.in_use:
            self.call_ends(0, well=well or len(self.in_use) > 1)

    # Eight and four make a life, so that one may end that has not been idle for long.
    @rule(seconds=st.sampled_from([1.0, 4.0, 8.0, _MAX_IDLE]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def trim(self) -> None:
        self.state.trim(self.now)
        self._drop_stale()

    def _drop_stale(self) -> None:
        self.gone += [one for one, since in self.idle if not self._is_fresh(one, since)]
        self.idle = [(one, since) for one, since in self.idle if self._is_fresh(one, since)]

    @rule()
    def empty(self) -> None:
        self.state.empty()
        self.era += 1
        self.gone += [one for one, _ in self.idle]
        self.idle = []

    @precondition(lambda self: self.made > 12)
    @rule()
    def retire(self) -> None:
        self.state.retire()
        self.gone += [one for one, _ in self.idle]
        self.idle = []

    @rule()
    def close_the_doomed(self) -> None:
        doomed, self.state.doomed = self.state.doomed, []
        assert set(doomed) == set(self.gone)
        assert len(doomed) == len(self.gone), "each once"
        assert not self.closed.intersection(doomed)
        self.closed.update(doomed)
        self.gone = []

    @invariant()
    def it_is_as_it_should_be(self) -> None:
        state = self.state
        assert state.places == len(self.in_use) <= self.most
        assert state.idle == len(self.idle)
        assert state.places + state.idle <= self.most
        assert state.waiting == len(self.line)
        assert not self.line or state.places == self.most
        in_hand = [*self.in_use, *(one for one, _ in self.idle), *state.doomed]
        assert len(set(in_hand)) == len(in_hand), "nobody has what another one has"
        assert not self.closed.intersection(one for one in in_hand if one)

    def teardown(self) -> None:
        """Everybody who waits is served in the end, and nothing is left over."""
        while self.in_use:
            self.call_ends(0, well=True)
        assert not self.line
        self.empty()
        self.close_the_doomed()
        assert self.state.places == self.state.idle == 0


TestPoolState = _Pool.TestCase
TestPoolState.settings = settings(max_examples=200, stateful_step_count=40)


def test_a_surplus_from_a_busy_time_goes_while_the_pool_is_in_use() -> None:
    connections = [_Connection(number, 0, math.inf) for number in range(3)]
    state = _holding(*connections)
    for second in range(1, 30):
        assert state.take_place()
        assert state.pick(float(second)) is connections[2]
        state.give_back(connections[2], float(second))
    assert state.idle == 1
    assert state.doomed == connections[:2]


@pytest.mark.parametrize(
    ("idle", "dies_at", "kept"),
    [
        (_MAX_IDLE - 0.1, 99.0, True),
        (_MAX_IDLE, 99.0, False),
        (5.0, 5.1, True),
        (5.0, 5.0, False),
    ],
)
def test_a_connection_ends_at_its_instant_and_not_before(
    idle: float, dies_at: float, *, kept: bool
) -> None:
    connection = _Connection(1, 0, dies_at)
    picked, trimmed = _holding(connection), _holding(connection)
    assert picked.take_place()
    assert picked.pick(idle) is (connection if kept else None)
    assert picked.doomed == ([] if kept else [connection])
    trimmed.trim(idle)
    assert trimmed.idle == kept
    assert trimmed.doomed == ([] if kept else [connection])


def test_with_the_newest_of_the_idle_all_that_were_idle_longer_end() -> None:
    connections = [_Connection(number, 0, math.inf) for number in range(3)]
    state = _holding(*connections)
    assert state.take_place()
    assert state.pick(_MAX_IDLE) is None
    assert state.idle == 0
    assert set(state.doomed) == set(connections)


def _holding(*connections: _Connection) -> PoolState[_Connection, int]:
    """A pool in which these became idle at 0."""
    options = PoolOptions(max_connections=len(connections), max_idle=_MAX_IDLE)
    state: PoolState[_Connection, int] = PoolState(options)
    for _ in connections:
        assert state.take_place()
    for each in connections:
        state.give_back(each, 0.0)
    return state


def test_lives_end_at_different_times() -> None:
    options = PoolOptions(max_life=100.0)
    assert options.lifetime(0.0) == 100.0
    assert options.lifetime(0.5) == 95.0
    assert 90.0 < options.lifetime(0.999) < 91.0
