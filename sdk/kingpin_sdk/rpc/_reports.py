"""What a client tells of its calls, and of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from kingpin_sdk.discovery import HostReport, Outcome
    from kingpin_sdk.model import Endpoint

__all__ = [
    "AttemptReport",
    "CallReport",
    "ClientStats",
    "HostStats",
    "Observer",
    "PoolStats",
    "merged",
]


class AttemptReport(NamedTuple):
    """One attempt of a call at one host.

    Attributes:
        method: its name in the IDL.
        endpoint: the host.
        seconds: from the choice of the host to the answer, or the failure.
        outcome: what it says of the host.
        error: what it ended with; None for an answer. A declared exception is an answer, too.
    """

    method: str
    endpoint: Endpoint
    seconds: float
    outcome: Outcome
    error: BaseException | None


class CallReport(NamedTuple):
    """One call, all attempts together.

    Attributes:
        method: its name in the IDL.
        seconds: until the caller had an answer or an error.
        attempts: how often it was tried, hedges included.
        error: what the caller got; None for an answer.
    """

    method: str
    seconds: float
    attempts: int
    error: BaseException | None


class Observer(Protocol):
    """Is told of every attempt and every call, in the thread or task that made it.

    It must return at once; what it raises is logged, and reaches no caller.
    """

    def attempt_ended(self, report: AttemptReport, /) -> None:
        """An attempt has ended."""
        ...

    def call_ended(self, report: CallReport, /) -> None:
        """A call has ended, inside whatever context it was made in."""
        ...


class PoolStats(NamedTuple):
    """The connections to one host now.

    Attributes:
        endpoint: the host.
        in_use: connections in a call, or being opened for one.
        idle: connections that are kept.
        waiting: calls that wait for a place.
    """

    endpoint: Endpoint
    in_use: int
    idle: int
    waiting: int


class HostStats(NamedTuple):
    """One host, as a client knows it.

    Attributes:
        endpoint: which.
        in_use: connections in a call, or being opened for one.
        idle: connections that are kept.
        waiting: calls that wait for a place.
        latency: moving average of its attempts, in seconds; 0 if it never answered.
        resting: seconds it will get no calls yet, after failures; 0 while it is in use.
    """

    endpoint: Endpoint
    in_use: int
    idle: int
    waiting: int
    latency: float
    resting: float


class ClientStats(NamedTuple):
    """A client now; ``str()`` gives a few lines for people.

    Attributes:
        hosts: by address.
        retries_left: how many retries its budget allows now.
    """

    hosts: tuple[HostStats, ...]
    retries_left: float

    def __str__(self) -> str:
        lines = [
            f"{each.endpoint}: {each.in_use} in use, {each.idle} idle, {each.waiting} waiting, "
            f"{each.latency * 1000:.1f} ms" + (f", rests {each.resting:.1f} s" * (each.resting > 0))
            for each in self.hosts
        ]
        return "\n".join([*lines, f"{self.retries_left:.0f} retries left"])


def merged(
    pools: list[PoolStats], hosts: tuple[HostReport, ...], retries_left: float
) -> ClientStats:
    """What pools and balancer know, host by host."""
    reports = {(each.endpoint.host, each.endpoint.port): each for each in hosts}
    known = {(each.endpoint.host, each.endpoint.port): each for each in pools}
    rows: list[HostStats] = []
    for address in sorted(reports.keys() | known.keys()):
        report, pool = reports.get(address), known.get(address)
        endpoint = pool.endpoint if report is None and pool is not None else None
        if report is not None:
            endpoint = report.endpoint
        if endpoint is not None:
            rows.append(
                HostStats(
                    endpoint,
                    pool.in_use if pool is not None else 0,
                    pool.idle if pool is not None else 0,
                    pool.waiting if pool is not None else 0,
                    report.latency if report is not None else 0.0,
                    report.resting if report is not None else 0.0,
                )
            )
    return ClientStats(tuple(rows), retries_left)
