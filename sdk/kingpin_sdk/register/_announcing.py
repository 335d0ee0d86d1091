"""From settings to announcements; whoever makes them closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.announce import Announcement, Check, Rhythm, parse_check
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.register._address import announced_endpoint, log_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.settings import ServiceSettings

__all__ = ["LEAVE_WITHIN", "close_all", "make_announcement"]

LEAVE_WITHIN = 5.0


def make_announcement(
    service: ServiceSettings,
    *,
    legacy_readers: bool,
    check: Check | None = None,
) -> Callable[[Coordination], Announcement]:
    """Check everything that a flag or file could say wrongly, before anything is opened.

    Args:
        service: what to announce.
        legacy_readers: see ``announced_endpoint``.
        check: instead of the one that the service names.

    Returns:
        What makes the announcement, not started yet.

    Raises:
        SettingsError: something cannot be used.
    """
    endpoint = announced_endpoint(service, legacy_readers=legacy_readers)
    if check is None and service.check is not None:
        check = parse_check(service.check, service.check_host or endpoint.host, service.port)
    rhythm = Rhythm(service.rise, service.fall, service.interval, service.check_timeout)

    def make(coordination: Coordination) -> Announcement:
        log_endpoint(service, endpoint)
        return Announcement(coordination, service.serverset, endpoint, check=check, rhythm=rhythm)

    return make


def close_all(announcements: Sequence[Announcement], *, within: float = LEAVE_WITHIN) -> bool:
    """Leave with all at once; True if all are known to be gone.

    Args:
        announcements: which.
        within: seconds for all together.
    """
    deadline = Deadline(within)
    for each in announcements:
        each.leave()
    gone = [each.close(deadline.remaining) for each in announcements]
    return all(gone)
