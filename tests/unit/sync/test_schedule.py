"""The schedule: when what is looked at, driven by a clock of its own."""

import math

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from kingpin_sdk.sync._options import SyncOptions
from kingpin_sdk.sync._schedule import Cause, Finish, Schedule, Start

_KEYS = st.sampled_from(["a", "b", "c", "d"])


def _schedule(*, chance: float = 0.0, **options: float) -> Schedule:
    return Schedule(SyncOptions(workers=2, **options), lambda: chance)  # type: ignore[arg-type]


def _keys(starts: list[Start]) -> list[str]:
    return [start.key for start in starts]


class Looks(RuleBasedStateMachine):
    """Whatever happens: one look at a time, bounded workers, no hint lost."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.schedule = Schedule(SyncOptions(workers=2), lambda: 0.5)
        self.running: dict[str, bool] = {}  # key -> still the look of what is followed
        self.followed: set[str] = set()
        self.owed: dict[str, float] = {}  # key -> since when a look is owed

    @rule(key=_KEYS)
    def follow(self, key: str) -> None:
        if key in self.followed:
            self.unfollow(key)
        self.schedule.follow(key, now=self.now)
        self.followed.add(key)
        self.owed[key] = self.now

    @rule(key=_KEYS)
    def unfollow(self, key: str) -> None:
        self.schedule.unfollow(key)
        self.followed.discard(key)
        self.owed.pop(key, None)
        if key in self.running:
            self.running[key] = False

    @rule(key=_KEYS)
    def hint(self, key: str) -> None:
        self.schedule.hint(key, now=self.now)
        if key in self.followed:
            self.owed.setdefault(key, self.now)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), finish=st.sampled_from(Finish))
    def finish(self, data: st.DataObject, finish: Finish) -> None:
        key = data.draw(st.sampled_from(sorted(self.running)))
        current = self.running.pop(key)
        self.schedule.finished(key, finish, now=self.now, stale=not current)

    @rule(seconds=st.floats(0.0, 3.0))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def start(self) -> None:
        for start in self.schedule.start_due(self.now):
            assert start.key not in self.running
            assert start.key in self.followed
            self.running[start.key] = True
            self.owed.pop(start.key, None)
        assert len(self.running) <= 2

    def teardown(self) -> None:
        """In the end every owed look starts."""
        for _ in range(20):
            for key in list(self.running):
                self.schedule.finished(
                    key, Finish.QUIET, now=self.now, stale=not self.running.pop(key)
                )
            self.now += 1.0
            self.start()
        assert self.owed == {}


TestLooks = Looks.TestCase


def test_a_lone_change_is_looked_at_at_once_and_what_follows_within_a_second_as_one() -> None:
    schedule = _schedule()
    schedule.follow("a", now=0.0)
    assert schedule.start_due(0.0) == [Start("a", Cause.FOLLOWED)]
    schedule.finished("a", Finish.CHANGED, now=0.0)
    schedule.hint("a", now=0.1)
    assert schedule.start_due(0.1) == [Start("a", Cause.HINT)]
    schedule.hint("a", now=0.12)
    schedule.finished("a", Finish.CHANGED, now=0.15)
    schedule.hint("a", now=0.5)
    assert schedule.start_due(1.1) == []
    assert schedule.next_due() == 1.15
    assert schedule.start_due(1.15) == [Start("a", Cause.HINT)]
    schedule.finished("a", Finish.QUIET, now=1.2)
    assert schedule.start_due(1000.0) == []


def test_a_hint_during_a_look_means_another_look() -> None:
    schedule = _schedule()
    schedule.follow("a", now=0.0)
    schedule.start_due(0.0)
    schedule.hint("a", now=0.1)
    assert schedule.start_due(0.1) == []
    schedule.finished("a", Finish.QUIET, now=0.2)
    assert _keys(schedule.start_due(0.2)) == ["a"]


def test_back_off_doubles_up_to_a_limit_and_a_hint_cuts_it_short() -> None:
    schedule = _schedule(chance=1.0, retry_first=1.0, retry_most=5.0)
    schedule.follow("a", now=0.0)
    now = 0.0
    waits: list[float] = []
    for _ in range(5):
        assert _keys(schedule.start_due(now)) == ["a"]
        schedule.finished("a", Finish.FAILED, now=now)
        waits.append(schedule.next_due() - now)
        now = schedule.next_due()
    assert waits == [1.0, 2.0, 4.0, 5.0, 5.0]
    schedule.start_due(now)
    schedule.finished("a", Finish.FAILED, now=now)
    schedule.hint("a", now=now)
    assert schedule.start_due(now) == [Start("a", Cause.HINT)]


def test_what_is_not_there_is_left_to_the_sweep_after_a_few_tries() -> None:
    schedule = _schedule(absent_tries=3)
    schedule.follow("a", now=0.0)
    now = 0.0
    for _ in range(3):
        assert _keys(schedule.start_due(now)) == ["a"]
        schedule.finished("a", Finish.ABSENT, now=now)
        now = schedule.next_due()
    assert now > 1800.0
    assert schedule.start_due(now) == [Start("a", Cause.SWEEP)]


def test_failing_subjects_leave_half_of_the_workers_to_the_others() -> None:
    schedule = _schedule()
    for key in "abcd":
        schedule.follow(key, now=0.0)
    for _ in range(2):
        for key in _keys(schedule.start_due(0.0)):
            schedule.finished(key, Finish.FAILED, now=0.0)
    assert len(schedule.start_due(100.0)) == 1
    schedule.follow("healthy", now=100.0)
    assert _keys(schedule.start_due(100.0)) == ["healthy"]


def test_everything_is_looked_at_again_in_a_sweep_with_jitter() -> None:
    schedule = _schedule(chance=0.5, sweep_every=100.0)
    schedule.follow("a", now=0.0)
    schedule.start_due(0.0)
    schedule.finished("a", Finish.QUIET, now=0.0)
    assert schedule.next_due() == 105.0


@given(st.floats(0.0, 0.999))
def test_looks_after_a_hint_are_spread_and_the_first_look_is_not(chance: float) -> None:
    schedule = _schedule(chance=chance)
    schedule.follow("a", now=0.0, spread=10.0)
    assert _keys(schedule.start_due(0.0)) == ["a"]
    schedule.finished("a", Finish.QUIET, now=0.0)
    schedule.hint("a", now=1.0)
    assert schedule.next_due() == 1.0 + 10.0 * chance


def test_timers_that_were_overtaken_do_not_pile_up() -> None:
    schedule = _schedule()
    schedule.follow("a", now=0.0)
    for second in range(10_000):
        schedule.hint("a", now=float(second))
        schedule.start_due(float(second))
        schedule.finished("a", Finish.QUIET, now=float(second))
    assert schedule.timers < 200


def test_nothing_followed_means_nothing_due() -> None:
    schedule = _schedule()
    schedule.follow("a", now=0.0)
    schedule.unfollow("a")
    assert schedule.start_due(0.0) == []
    assert schedule.next_due() == math.inf


def test_an_asked_look_waits_for_no_hold_down_and_takes_nothing_on_trust() -> None:
    schedule = _schedule()
    schedule.follow("a", now=0.0)
    schedule.start_due(0.0)
    schedule.finished("a", Finish.QUIET, now=0.0)
    schedule.hint("a", now=1.0)
    schedule.start_due(1.0)
    schedule.finished("a", Finish.CHANGED, now=1.0)
    schedule.hint("a", now=1.1)
    assert schedule.start_due(1.2) == []
    schedule.ask("a", now=1.2)
    assert schedule.start_due(1.2) == [Start("a", Cause.ASKED)]
    schedule.ask("unknown", now=1.2)
    assert schedule.start_due(1.2) == []


def test_a_shorter_sweep_interval_holds_for_looks_that_wait_already() -> None:
    schedule = _schedule()
    schedule.follow("a", now=0.0)
    schedule.start_due(0.0)
    schedule.finished("a", Finish.QUIET, now=0.0)
    assert schedule.next_due() > 1000.0
    schedule.retune(SyncOptions(sweep_every=10.0, workers=99), now=5.0)
    assert 15.0 <= schedule.next_due() <= 16.0
    assert schedule.options.workers == 2
    assert schedule.start_due(16.0) == [Start("a", Cause.SWEEP)]
