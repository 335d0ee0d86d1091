"""Which failures of a call may be tried again: pure.

A call that never left this process may always be made again, on another host. Once its bytes were
sent, the server may have done it, whatever became of the answer; then only a method that may be
executed twice is tried again.
"""

from __future__ import annotations

from contextlib import nullcontext
from threading import Lock
from typing import TYPE_CHECKING, Any, final

from attrs import field, frozen
from attrs.validators import ge, gt, optional
from tenacity import retry_if_exception, wait_random_exponential

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.discovery import Outcome
from kingpin_sdk.errors import (
    ApplicationError,
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    EncodeError,
    PoolTimeoutError,
    ProtocolError,
    RpcError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenacity import RetryCallState

    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._budget import RetryBudget

__all__ = ["Course", "RetryPolicy", "may_try_again", "outcome_of"]

_INTERNAL_ERROR = 6
_NEVER_LEFT = (ConnectTimeoutError, ConnectionFailedError, PoolTimeoutError)
_LOST = (ConnectionFailedError, ProtocolError, DeadlineExceededError)


@frozen(kw_only=True)
class RetryPolicy:
    """How often a call is tried, and how long after a failure.

    Attributes:
        attempts: in all, the first one included; 1 for no retry.
        first_wait: seconds before the second attempt, at most; it is chosen at random.
        longest_wait: where the doubling of that ends.
        attempt_timeout: seconds for one attempt; None for as long as the call has. With it an
            idempotent call whose host does not answer is tried on another one.
    """

    attempts: int = field(default=3, validator=ge(1))
    first_wait: float = field(default=0.01, validator=ge(0.0))
    longest_wait: float = field(default=0.5, validator=ge(0.0))
    attempt_timeout: float | None = field(default=None, validator=optional(gt(0.0)))


def may_try_again(error: BaseException, *, sent: bool, idempotent: bool) -> bool:
    """True if another attempt can do no harm.

    Args:
        error: of the last one.
        sent: whether anything of it was sent.
        idempotent: whether the method may be executed twice.
    """
    if not sent:
        return isinstance(error, _NEVER_LEFT)
    return idempotent and isinstance(error, _LOST)


def outcome_of(error: BaseException | None) -> Outcome:
    """What an attempt says of its host.

    Args:
        error: that it ended with; None for an answer. Declared exceptions are answers.
    """
    match error:
        case ApplicationError(kind=kind):
            return Outcome.FAILURE if kind == _INTERNAL_ERROR else Outcome.SUCCESS
        case EncodeError() | PoolTimeoutError():
            return Outcome.IGNORED
        case RpcError():
            return Outcome.FAILURE
        case None:
            return Outcome.SUCCESS
        case _:
            # Declared, an answer; or this call was given up, which says nothing of the host.
            return Outcome.SUCCESS if isinstance(error, Exception) else Outcome.IGNORED


@final
class Course:
    """One call over its attempts.

    Args:
        method: its name.
        deadline: of the call.
        idempotent: whether the method may be executed twice.

    Attributes:
        sent: whether anything of the last attempt was sent.
        tried: endpoints that failed, not to be tried again while there are others.
        attempts: begun so far.
        endpoint: where the last attempt went; None before the first.
        abort: ends the attempt under way, from another thread; None while there is none.
        lock: guards abort and given_up, of a course that may be given up; None for others.
        given_up: another attempt was quicker: what becomes of this one says nothing of its host.
    """

    # Of the class, for a course is made for every call, and few need more than the first three.
    abort: Callable[[], None] | None = None
    lock: Lock | None = None
    attempts = 0
    endpoint: Endpoint | None = None
    given_up = False
    sent = False
    tried: tuple[Endpoint, ...] = ()

    def __init__(self, method: str, deadline: Deadline, *, idempotent: bool) -> None:
        self.method = method
        self.deadline = deadline
        self.idempotent = idempotent

    def beside(self) -> Course:
        """A second attempt beside the one under way, at another host."""
        other = Course(self.method, self.deadline, idempotent=self.idempotent)
        other.lock = Lock()
        other.tried = self.tried if self.endpoint is None else (*self.tried, self.endpoint)
        return other

    def give_up(self) -> None:
        """End the attempt under way: its answer is not wanted any more."""
        with self.lock or nullcontext():
            self.given_up = True
            if self.abort is not None:
                self.abort()

    def over(self) -> None:
        """The attempt has ended: its connection may be another call's from now on."""
        with self.lock or nullcontext():
            self.abort = None

    def attempt_deadline(self, policy: RetryPolicy) -> Deadline:
        """The end of the attempt that begins now, of which nothing has been sent."""
        self.attempts += 1
        self.sent = False
        if policy.attempt_timeout is None:
            return self.deadline
        return Deadline(min(policy.attempt_timeout, self.deadline.remaining))

    def retrying(self, policy: RetryPolicy, budget: RetryBudget) -> dict[str, Any]:
        """What tenacity goes by after the first failure, which counts as the first attempt."""

        def goes_on(error: BaseException) -> bool:
            return may_try_again(error, sent=self.sent, idempotent=self.idempotent)

        def is_over(state: RetryCallState) -> bool:
            return (
                state.attempt_number >= policy.attempts
                or state.upcoming_sleep >= self.deadline.remaining
                or not budget.spend()
            )

        return {
            "retry": retry_if_exception(goes_on),
            "stop": is_over,
            "wait": wait_random_exponential(multiplier=policy.first_wait, max=policy.longest_wait),
            "reraise": True,
        }
