"""What an announcement tells of itself: one frozen, consistent picture per question."""

from __future__ import annotations

import enum
from typing import final

from attrs import frozen

from kingpin_sdk.announce._health import Health
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ServersetName

__all__ = ["AnnounceStatus", "MemberState", "MemberStatus"]


class MemberState(enum.StrEnum):
    """How the member stands to what is wanted."""

    OUT = "out"
    """It is not wanted in the serverset, and not there."""
    ENTERING = "entering"
    """It is wanted and not there yet, or not there any more."""
    IN = "in"
    """It is there, as far as the last look and the service's word since say."""
    LEAVING = "leaving"
    """It is not wanted any more and may still be there."""


@final
@frozen
class MemberStatus:
    """The member of the serverset.

    Attributes:
        state: see MemberState.
        joins: how often it was made since the start; more than one means it was re-made.
        failures: failed tries since the last one that did not fail.
        last_error: why the last try failed; None if it did not.
        failing_for: seconds since the first of these failures; 0 without any.
    """

    state: MemberState = MemberState.OUT
    joins: int = 0
    failures: int = 0
    last_error: str | None = None
    failing_for: float = 0.0


@final
@frozen
class AnnounceStatus:
    """One announced service.

    Attributes:
        serverset: where to.
        endpoint: who.
        path: the member's node.
        member: see there.
        health: what the checks say; None when there is no check.
        checks: how many ended since the start.
        failed_checks: how many of these failed.
        last_failure: why the last check failed; None if it passed, or none has ended.
    """

    serverset: ServersetName
    endpoint: Endpoint
    path: str
    member: MemberStatus
    health: Health | None
    checks: int
    failed_checks: int
    last_failure: str | None

    @property
    def settled(self) -> bool:
        """True while the member is where the health wants it."""
        wanted = self.health is None or self.health.up
        return self.member.state is (MemberState.IN if wanted else MemberState.OUT)
