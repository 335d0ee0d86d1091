"""What a balancer and its client hand each other: the hold on a host, and how its call ended."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, final

if TYPE_CHECKING:
    from kingpin_sdk.discovery._host import Host
    from kingpin_sdk.model import Endpoint

__all__ = ["HostReport", "Lease", "Outcome"]


class Outcome(Enum):
    """How a call ended, as far as the host is to blame."""

    SUCCESS = "success"
    """It answered, be it with an error that the IDL declares."""
    FAILURE = "failure"
    """It did not answer in time, refused, or broke the connection."""
    IGNORED = "ignored"
    """The call says nothing of the host: given up by the caller, or never sent."""


@final
class Lease:
    """One call's hold on a host, from acquire to release.

    Attributes:
        endpoint: where the call goes.
    """

    __slots__ = ("_host", "endpoint")

    def __init__(self, host: Host) -> None:
        self._host: Host | None = host
        self.endpoint = host.endpoint

    def end(self) -> Host | None:
        """The host, once; None when the lease is over already."""
        host, self._host = self._host, None
        return host


class HostReport(NamedTuple):
    """What a balancer knows of one host.

    Attributes:
        endpoint: which.
        in_flight: calls under way.
        latency: moving average in seconds, decayed to now; 0 if it never answered.
        resting: seconds it will rest yet; 0 while it is in use.
        on_trial: True after a rest, until it has proved itself.
    """

    endpoint: Endpoint
    in_flight: int
    latency: float
    resting: float
    on_trial: bool
