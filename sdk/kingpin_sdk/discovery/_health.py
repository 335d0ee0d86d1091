"""One host's way out and back: in use, resting, on trial. Values and pure steps between them."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["HEALTHY", "Health", "after_failure", "after_success", "brought_back", "sent_to_rest"]

_DOUBLINGS = 64


class Health(NamedTuple):
    """How a host stands.

    Attributes:
        failures: in a row.
        strikes: how often it was sent to rest, less what was forgiven.
        resting_until: an instant of the monotonic clock; None while it is in use.
        trial: while on trial, how many calls it may have at once; 0 otherwise.
        back_at: when it last came back.
    """

    failures: int = 0
    strikes: int = 0
    resting_until: float | None = None
    trial: int = 0
    back_at: float = 0.0


HEALTHY = Health()


def after_success(health: Health, *, trial_calls: int) -> Health:
    """A call succeeded. On trial, it may have twice as many at once, until it has proved itself.

    A call that ends during a rest began before it, and changes nothing.
    """
    if health.resting_until is not None or not (health.failures or health.trial):
        return health
    trial = health.trial * 2
    return health._replace(failures=0, trial=trial if trial <= trial_calls else 0)


def after_failure(health: Health) -> Health:
    """A call failed; on trial, it may have one at a time again."""
    if health.resting_until is not None:
        return health
    return health._replace(failures=health.failures + 1, trial=min(health.trial, 1))


def sent_to_rest(
    health: Health, now: float, *, first: float, longest: float, forgive: float, chance: float
) -> Health:
    """Out of use for a while: twice as long each time, of which half is by chance.

    Args:
        health: as it is.
        now: the instant.
        first: seconds of the first rest.
        longest: seconds at most.
        forgive: seconds in use that take back one strike.
        chance: uniform in [0, 1), so that clients do not come back together.
    """
    forgiven = int((now - health.back_at) / forgive) if health.strikes else 0
    strikes = max(0, health.strikes - forgiven) + 1
    rest = min(longest, first * 2.0 ** min(strikes - 1, _DOUBLINGS))
    return Health(strikes=strikes, resting_until=now + rest / 2 * (1.0 + chance))


def brought_back(health: Health, now: float) -> Health:
    """Its rest is over: one call at a time, for a start."""
    return Health(strikes=health.strikes, trial=1, back_at=now)
