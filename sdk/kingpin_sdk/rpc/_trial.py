"""One attempt of a call at one host: chosen, timed, and told of to the balancer and the metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery import Outcome
from kingpin_sdk.rpc._reports import AttemptReport
from kingpin_sdk.rpc._retry import outcome_of

if TYPE_CHECKING:
    from types import TracebackType

    from kingpin_sdk.clocks import Monotonic
    from kingpin_sdk.model import Endpoint
    from kingpin_sdk.rpc._retry import Course
    from kingpin_sdk.rpc._setup import Setup

__all__ = ["Trial"]


@final
class Trial:
    """A ``with`` block around an attempt; how the block ends is what is learnt of the host.

    Args:
        setup: of the channel.
        endpoints: to choose from.
        course: of the call.
        clock: measures the attempt.

    Raises:
        NoEndpointsError: on entering: there is nobody to ask.
    """

    __slots__ = ("_began", "_clock", "_course", "_lease", "_setup")

    def __init__(
        self,
        setup: Setup,
        endpoints: tuple[Endpoint, ...],
        course: Course,
        clock: Monotonic,
    ) -> None:
        self._setup = setup
        self._course = course
        self._clock = clock
        self._began = clock()
        self._lease = setup.balancer.acquire(endpoints, avoid=course.tried)
        course.endpoint = self._lease.endpoint

    def __enter__(self) -> Endpoint:
        return self._lease.endpoint

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        course = self._course
        outcome = Outcome.SUCCESS if error is None else outcome_of(error)
        if course.given_up:
            outcome = Outcome.IGNORED
        elif outcome is not Outcome.SUCCESS:
            course.tried = (*course.tried, self._lease.endpoint)
        seconds = self._clock() - self._began
        self._setup.balancer.release(self._lease, outcome, latency=seconds)
        watch = self._setup.watch
        if watch is not None:
            endpoint = self._lease.endpoint
            watch.attempt_ended(AttemptReport(course.method, endpoint, seconds, outcome, error))
