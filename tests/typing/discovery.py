"""What a type checker knows of endpoint sources and of the choice among endpoints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, assert_type

from kingpin_sdk.discovery import (
    Balancer,
    Candidates,
    EndpointSource,
    Fallback,
    Host,
    HostReport,
    Lease,
    LeastLoaded,
    Outcome,
    PeakEwma,
    Quarantine,
    RandomChoice,
    RoundRobin,
    Selection,
    ServersetFile,
    StaticEndpoints,
    Sticky,
    Subset,
    ZonePreference,
)
from kingpin_sdk.model import Endpoint, Snapshot, ViewStatus
from kingpin_sdk.names import ServersetName

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Random

servers = ServersetFile("search", "prod", root=Path("/x"), look_every=0.5, default=["a:1"])
fixed = StaticEndpoints("10.0.0.1:80", Endpoint("10.0.0.2", 80, weight=2.0, zone="eu-1a"))
either = Fallback(servers, fixed)

sources: list[EndpointSource] = [servers, fixed, either, Fallback(either)]
strategies: list[Selection] = [RandomChoice(), RoundRobin(), LeastLoaded(), PeakEwma(), Sticky()]

assert_type(servers.endpoints(), tuple[Endpoint, ...])
assert_type(servers.status, ViewStatus)
assert_type(servers.name, ServersetName)
assert_type(servers.snapshot(), Snapshot[tuple[Endpoint, ...]])
assert_type(either.endpoints()[0].zone, str | None)
servers.wait_ready(1)

balancer = Balancer(
    Sticky(),
    quarantine=Quarantine(failures=3, most_resting=0.2),
    zone=ZonePreference("eu-1a", spare=2.0),
    subset=Subset(client=7, size=20),
)
lease = balancer.acquire(servers.endpoints(), key="user 7", avoid=[Endpoint("10.0.0.1", 80)])
balancer.release(lease, Outcome.SUCCESS, latency=0.01)
assert_type(lease, Lease)
assert_type(lease.endpoint, Endpoint)
assert_type(balancer.hosts(), tuple[HostReport, ...])
Balancer(quarantine=None)


class First:
    """A strategy of a user."""

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        """Choose the first."""
        assert key or turn or now or chance()
        return candidates.hosts[0]


class Keyless:
    """No strategy: it does not take what it would be given."""

    def choose(self, candidates: Candidates) -> Host:
        """Choose the first."""
        return candidates.hosts[0]


class Numbers:
    """No source: it gives something else."""

    def endpoints(self) -> tuple[int, ...]:
        """Give numbers."""
        return ()


Balancer(First())


def must_be_rejected() -> None:
    """Every line is a mistake, and each checker says so."""
    ServersetFile("search")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ServersetFile("search", "prod", Path())  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ServersetFile("search", "prod", default=[80])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    StaticEndpoints(80)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Fallback()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Fallback(servers, Numbers())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    servers.endpoints().append(Endpoint("a", 1))  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    servers.endpoints()[0].port = 81  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Balancer("random")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Balancer(Keyless())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Balancer(zone="eu-1a")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Subset(7)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    balancer.acquire(servers)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    balancer.acquire(servers.endpoints(), key=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    balancer.release(lease, Outcome.SUCCESS)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    balancer.release(lease, True, latency=0.1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # noqa: FBT003
