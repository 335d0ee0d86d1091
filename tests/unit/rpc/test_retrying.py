"""What is tried again, what it costs, and what an attempt says of its host."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tenacity import Retrying

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.discovery import Outcome
from kingpin_sdk.errors import (
    ApplicationError,
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    EncodeError,
    MissingFieldError,
    PoolTimeoutError,
    ProtocolError,
    RpcError,
)
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc import RetryBudget, RetryPolicy
from kingpin_sdk.rpc._retry import Course, may_try_again, outcome_of
from tests.contracts.children import run_in_child
from tests.unit.rpc.shapes import OopsError

_REFUSED = ConnectionFailedError("refused")
_LATE = DeadlineExceededError("late")
_HERE, _THERE = Endpoint("10.0.0.1", 8081), Endpoint("10.0.0.2", 8081)

# An error, and whether it may be tried again: unsent, sent, sent by an idempotent method.
_TABLE: list[tuple[BaseException, bool, bool, bool]] = [
    (_REFUSED, True, False, True),
    (ConnectTimeoutError("x"), True, False, False),
    (PoolTimeoutError("x"), True, False, False),
    (_LATE, False, False, True),
    (ProtocolError("x"), False, False, True),
    (MissingFieldError("record", "field"), False, False, True),
    (EncodeError("x"), False, False, False),
    (ApplicationError("unknown method", kind=1), False, False, False),
    (ApplicationError("internal error", kind=6), False, False, False),
    (OopsError(text="declared"), False, False, False),
    (ValueError("a mistake"), False, False, False),
    (KeyboardInterrupt(), False, False, False),
]


@pytest.mark.parametrize(("error", "unsent", "sent", "twice"), _TABLE, ids=repr)
def test_an_attempt_is_repeated_only_where_that_does_no_harm(
    error: BaseException, *, unsent: bool, sent: bool, twice: bool
) -> None:
    assert may_try_again(error, sent=False, idempotent=False) is unsent
    assert may_try_again(error, sent=False, idempotent=True) is unsent
    assert may_try_again(error, sent=True, idempotent=False) is sent
    assert may_try_again(error, sent=True, idempotent=True) is twice


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Outcome.SUCCESS),
        (OopsError(text="declared"), Outcome.SUCCESS),
        (ApplicationError("unknown method", kind=1), Outcome.SUCCESS),
        (ApplicationError("internal error", kind=6), Outcome.FAILURE),
        (_REFUSED, Outcome.FAILURE),
        (ConnectTimeoutError("x"), Outcome.FAILURE),
        (_LATE, Outcome.FAILURE),
        (ProtocolError("x"), Outcome.FAILURE),
        (MissingFieldError("record", "field"), Outcome.FAILURE),
        (EncodeError("x"), Outcome.IGNORED),
        (PoolTimeoutError("x"), Outcome.IGNORED),
        (KeyboardInterrupt(), Outcome.IGNORED),
    ],
    ids=repr,
)
def test_hosts_are_judged_by_what_is_their_fault(
    error: BaseException | None, outcome: Outcome
) -> None:
    assert outcome_of(error) is outcome


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class _Call:
    """One call by the rules of a course, whose attempts fail as told."""

    def __init__(
        self,
        *failures: RpcError | None,
        idempotent: bool = False,
        sent: bool = False,
        policy: RetryPolicy | None = None,
        budget: RetryBudget | None = None,
    ) -> None:
        self.clock = _Clock()
        self.slept: list[float] = []
        self.policy = policy or RetryPolicy()
        self.budget = budget or RetryBudget(clock=self.clock)
        self.course = Course("add", Deadline(3.0, clock=self.clock), idempotent=idempotent)
        self._sent = sent
        self._failures = iter(failures)

    def _attempt(self) -> str:
        self.course.attempt_deadline(self.policy)
        self.course.sent = self._sent
        failure = next(self._failures)
        if failure is not None:
            raise failure
        return "answered"

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.now += seconds

    def run(self) -> str:
        rules: dict[str, Any] = self.course.retrying(self.policy, self.budget)
        return Retrying(**rules, sleep=self._sleep)(self._attempt)


def test_a_host_that_refuses_is_left_for_another() -> None:
    call = _Call(_REFUSED, _REFUSED, None)
    assert call.run() == "answered"
    assert call.course.attempts == 3
    first, second = call.slept
    assert 0 <= first <= 0.01
    assert 0 <= second <= 0.02


def test_the_last_failure_is_raised_once_all_attempts_are_used() -> None:
    last = ConnectionFailedError("the last")
    call = _Call(_REFUSED, _REFUSED, last, None)
    with pytest.raises(ConnectionFailedError, match=r"^the last$"):
        call.run()
    assert call.course.attempts == 3


def test_what_was_sent_is_not_repeated() -> None:
    call = _Call(_LATE, None, sent=True)
    with pytest.raises(DeadlineExceededError):
        call.run()
    assert call.course.attempts == 1
    assert _Call(_LATE, None, sent=True, idempotent=True).run() == "answered"


def test_an_attempt_begins_unsent_whatever_became_of_the_one_before() -> None:
    course = Course("add", Deadline(3.0), idempotent=True)
    course.sent = True
    course.attempt_deadline(RetryPolicy())
    assert not course.sent


def test_no_attempt_follows_when_the_wait_would_outlast_the_deadline() -> None:
    call = _Call(_REFUSED, None)
    call.clock.now += 3.0
    with pytest.raises(ConnectionFailedError):
        call.run()
    assert call.slept == []
    assert call.budget.left == 100


def test_an_attempt_has_its_own_deadline_within_the_calls() -> None:
    course = Course("add", Deadline(3.0), idempotent=True)
    assert course.attempt_deadline(RetryPolicy()) is course.deadline
    short = course.attempt_deadline(RetryPolicy(attempt_timeout=0.5))
    assert 0 < short.remaining <= 0.5
    long = course.attempt_deadline(RetryPolicy(attempt_timeout=50.0))
    assert 0 < long.remaining <= 3.0


def test_retries_end_with_their_budget() -> None:
    clock = _Clock()
    budget = RetryBudget(share=0.0, per_second=0.1, window=10.0, clock=clock)
    call = _Call(_REFUSED, _REFUSED, None, budget=budget)
    with pytest.raises(ConnectionFailedError):
        call.run()
    assert call.course.attempts == 2


def test_an_attempt_that_is_over_is_not_aborted_any_more() -> None:
    """Its connection is another call's by then."""
    aborted: list[str] = []
    course = Course("add", Deadline(3.0), idempotent=True).beside()
    course.abort = lambda: aborted.append("under way")
    course.give_up()
    course.abort = lambda: aborted.append("over")
    course.over()
    course.give_up()
    assert aborted == ["under way"]
    assert course.given_up


def test_an_attempt_beside_another_goes_to_none_of_the_hosts_that_have_it() -> None:
    course = Course("add", Deadline(3.0), idempotent=True)
    assert course.beside().tried == ()
    course.tried, course.endpoint = (_HERE,), _THERE
    assert course.beside().tried == (_HERE, _THERE)


# Finagle's rules of a budget.


def test_a_quiet_client_may_retry_ten_times_a_second() -> None:
    budget = RetryBudget(clock=_Clock())
    assert budget.left == 100
    assert [budget.spend() for _ in range(101)] == [True] * 100 + [False]


def test_a_retry_is_paid_for_by_five_calls() -> None:
    budget = RetryBudget(per_second=0, clock=_Clock())
    assert not budget.spend()
    for _ in range(4):
        budget.earn()
    assert not budget.spend()
    budget.earn()
    assert budget.spend()
    assert not budget.spend()


def test_what_calls_earned_is_lost_after_ten_seconds() -> None:
    clock = _Clock()
    budget = RetryBudget(per_second=0, clock=clock)
    for _ in range(50):
        budget.earn()
    clock.now += 9.0
    assert budget.left == pytest.approx(10)
    clock.now += 1.0
    assert budget.left == 0


def test_what_retries_cost_is_forgiven_after_ten_seconds() -> None:
    clock = _Clock()
    budget = RetryBudget(clock=clock)
    assert all(budget.spend() for _ in range(100))
    clock.now += 9.0
    assert not budget.spend()
    clock.now += 1.0
    assert budget.left == 100


def test_under_steady_failure_retries_are_a_fifth_of_the_calls_and_ten_a_second() -> None:
    clock = _Clock()
    budget = RetryBudget(clock=clock)
    retried = 0
    for _ in range(30_000):  # 1,000 calls a second that all fail
        budget.earn()
        retried += budget.spend()
        clock.now += 0.001
    calls_share, reserves = 30_000 / 5, 10 * 30
    assert retried == pytest.approx(calls_share + reserves, rel=0.05)


def test_a_fork_in_the_middle_of_a_payment_does_not_stop_the_child() -> None:
    inside, go_on = threading.Event(), threading.Event()
    block = [True]

    def clock() -> float:
        """Asked under the lock."""
        if block[0]:
            inside.set()
            assert go_on.wait(20)
        return 1000.0

    budget = RetryBudget(clock=clock)
    thread = threading.Thread(target=budget.spend, daemon=True)
    thread.start()
    assert inside.wait(20)

    def in_child() -> None:
        block[0] = False
        assert budget.spend()

    run_in_child(in_child)
    go_on.set()
    thread.join(20)


def test_bad_policies_are_refused() -> None:
    bad: list[dict[str, Any]] = [
        {"attempts": 0}, {"first_wait": -1.0}, {"longest_wait": -1.0}, {"attempt_timeout": 0.0}
    ]  # fmt: skip
    for each in bad:
        with pytest.raises(ValueError, match="must be"):
            RetryPolicy(**each)
