"""ANNOUNCE engine: keeps ephemeral members of serversets; their only writer."""

from kingpin_sdk.announce._announcement import Announcement
from kingpin_sdk.announce._checks import CallableCheck, Check, parse_check
from kingpin_sdk.announce._health import Health
from kingpin_sdk.announce._prober import Rhythm
from kingpin_sdk.announce._status import AnnounceStatus, MemberState, MemberStatus

__all__ = [
    "AnnounceStatus",
    "Announcement",
    "CallableCheck",
    "Check",
    "Health",
    "MemberState",
    "MemberStatus",
    "Rhythm",
    "parse_check",
]
