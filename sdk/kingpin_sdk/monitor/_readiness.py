"""Whether readers on this box have what they follow: a pure judgement of a status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from kingpin_sdk.sync import SyncStatus

__all__ = ["OnDisk", "Readiness", "judge"]


@frozen
class OnDisk:
    """What the local roots hold.

    Attributes:
        anything: asks whether any config's file is there.
        config: asks whether this config's file is.
        serverset: asks whether this serverset's file is.
    """

    anything: Callable[[], bool]
    config: Callable[[str], bool]
    serverset: Callable[[str], bool]


@frozen
class Readiness:
    """The judgement.

    Attributes:
        ready: readers may start.
        from_disk: they read what an earlier run left, for a backend does not answer.
        reasons: what has not been looked at with success yet, one line each.
    """

    ready: bool
    from_disk: bool
    reasons: Sequence[str]


def judge(status: SyncStatus, disk: OnDisk) -> Readiness:
    """Ready once everything followed was looked at with success; then for good.

    What is refused or unpublished has been looked at. Before that, a monitor whose backends fail is
    ready all the same if an earlier run left files, and every config and serverset it knows of has
    its own: readers have all there is to have, and no wait would bring more.
    """
    if status.synced_before:
        return Readiness(ready=True, from_disk=False, reasons=())
    errors = _errors(status)
    reasons = [f"{name}: {errors.get(name, 'not looked at yet')}" for name in status.waiting_for]
    if not reasons:
        reasons = ["the plan: not made yet"]
    waiting = set(status.waiting_for)
    missing = any(
        each.name in waiting and not disk.config(each.name) for each in status.configs
    ) or any(each.name in waiting and not disk.serverset(each.name) for each in status.serversets)
    from_disk = status.counts.failures > 0 and not missing and disk.anything()
    return Readiness(ready=from_disk, from_disk=from_disk, reasons=reasons)


def _errors(status: SyncStatus) -> Mapping[str, str]:
    errors = dict(status.problems)
    errors |= {each.name: each.last_error for each in status.configs if each.last_error}
    return errors | {each.name: each.last_error for each in status.serversets if each.last_error}
