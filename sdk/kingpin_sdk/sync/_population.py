"""The guard of serversets: which endpoints the local file may hold, by what the store lists. Pure.

Members vanish for two reasons that look alike: they left, or the service that lists them is in
trouble (lost sessions, a wiped node, half a network). A file that still names a dead endpoint costs
its clients a failed attempt; one that lost its good ones costs the service. So:

1. **Empty never replaces populated.** It is held back for as long as nobody is listed.
2. **A large drop is held back.** When more than ``ratio`` of the set has gone (0.5), counted from
   the largest set that was accepted within the last ``hold`` seconds, so that many small steps
   count as the one drop they are, and only where that had ``minimum`` endpoints or more (5). The
   file keeps the last good set; who is listed but not in it is added at once, for he is alive.
3. **Flapping is damped.** Who comes is added at once. Who leaves is let go at once, unless he left
   more than ``flaps`` times (3) within ``flap_window`` seconds (300): then he stays for ``damping``
   seconds (30), and goes if he is not back by then. (The idea is Finagle's Stabilizer, which delays
   every removal, and consul-template's quiescence timer, which delays every change; here only who
   flaps waits, so that a service which leaves once is gone within the second.)
4. **It heals by itself.** As soon as what is listed is within the ratio again, the file becomes
   exactly that. A smaller set that has lost nobody for ``hold`` seconds (600) is the new truth: a
   fleet that was scaled down needs no operator. That never holds for the empty set, which only an
   operator's word lets pass.

What is remembered lives as long as the monitor; after a restart the file that is there is the last
good set, so a hold begins anew.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from itertools import dropwhile

from attrs import field, frozen

__all__ = ["Hold", "HoldReason", "Limits", "Population", "judge", "next_look"]


# A ratio such as 0.29 times 100 is a little less than 29.
_ROUNDING = 1e-9


@frozen
class Limits:
    """The numbers of the guard; durations in seconds.

    Attributes:
        ratio: a drop by more than this share of the set is held back; 1 holds back none.
        minimum: the ratio counts for sets of this size or larger.
        hold: how long a smaller set must lose nobody until it is accepted; also how long the
            largest set counts as the measure.
        flaps: departures within the window after which the next ones are damped.
        flap_window: how long a departure counts.
        damping: how long who flaps stays after leaving.
    """

    ratio: float = 0.5
    minimum: int = 5
    hold: float = 600.0
    flaps: int = 3
    flap_window: float = 300.0
    damping: float = 30.0


class HoldReason(enum.StrEnum):
    """Why a set is held back."""

    EMPTY = "empty"
    """Nobody is listed, and somebody was."""
    SHRUNK = "shrunk"
    """Too many have gone at once."""


@frozen
class Hold:
    """A set that is held back.

    Attributes:
        reason: see HoldReason.
        since: when the hold began.
        settled: since when the held set has lost nobody.
        measure: how many endpoints the drop is counted from.
    """

    reason: HoldReason
    since: float
    settled: float
    measure: int


@frozen
class Population:
    """What is known of a serverset after a look.

    Attributes:
        good: the last set that was accepted.
        measured: whether that set is a measure of the drops to come; not if it is another
            serverset's.
        listed: whom the store listed at the last look; None before the first.
        lasting: those, and who is damped.
        hold: what is held back; None if nothing is.
        larger: sizes accepted before, largest and oldest first, with the instant each was given up.
        departures: endpoint -> when it left, within the window.
        damped: endpoint that has left and stays for a while -> until when.
    """

    good: frozenset[str]
    measured: bool = True
    listed: frozenset[str] | None = None
    lasting: frozenset[str] = frozenset()
    hold: Hold | None = None
    larger: tuple[tuple[int, float], ...] = ()
    departures: Mapping[str, tuple[float, ...]] = field(factory=dict[str, tuple[float, ...]])
    damped: Mapping[str, float] = field(factory=dict[str, float])

    @property
    def served(self) -> frozenset[str]:
        """What the file should hold."""
        if self.hold is None:
            return self.good
        return self.good | (self.listed or frozenset())


def judge(
    before: Population,
    listed: frozenset[str],
    *,
    now: float,
    limits: Limits,
    accepted: HoldReason | None = None,
) -> Population:
    """Take in whom the store lists now.

    Args:
        before: what was known.
        listed: the endpoints.
        now: the instant, by a clock that never goes back.
        limits: the numbers.
        accepted: what an operator lets pass this time.
    """
    departures = _departures(before, listed, now=now, limits=limits)
    damped = _damped(before, listed, departures, now=now, limits=limits)
    lasting = listed.union(damped)
    larger = _within(before.larger, now - limits.hold)
    measure = max([len(before.good) if before.measured else 0, *(size for size, _ in larger)])
    reason = _objection(before, listed, len(lasting), measure=measure, limits=limits)
    hold = _hold(before, lasting, reason, measure=measure, now=now)
    if hold is not None and (hold.reason is accepted or _outlasted(hold, now, limits)):
        hold, larger = None, ()
        good: frozenset[str] = lasting
    elif hold is None:
        good = lasting
        larger = _given_up(before, larger, len(good), now)
    else:
        good = before.good
    return Population(
        good,
        measured=before.measured or hold is None,
        listed=listed,
        lasting=lasting,
        hold=hold,
        larger=larger,
        departures=departures,
        damped=damped,
    )


def _outlasted(hold: Hold, now: float, limits: Limits) -> bool:
    return hold.reason is HoldReason.SHRUNK and now >= hold.settled + limits.hold


def next_look(population: Population, limits: Limits) -> float:
    """When time alone may change the judgement; infinity for never."""
    instants = list(population.damped.values())
    if population.hold is not None and population.hold.reason is HoldReason.SHRUNK:
        instants.append(population.hold.settled + limits.hold)
        instants += [until + limits.hold for _, until in population.larger[:1]]
    return min(instants, default=math.inf)


def _departures(
    before: Population, listed: frozenset[str], *, now: float, limits: Limits
) -> dict[str, tuple[float, ...]]:
    kept = {
        endpoint: recent
        for endpoint, times in before.departures.items()
        if (recent := tuple(each for each in times if each > now - limits.flap_window))
    }
    for endpoint in (before.listed or frozenset()) - listed:
        # More than decides need not be remembered.
        kept[endpoint] = (*kept.get(endpoint, ()), now)[-(limits.flaps + 1) :]
    return kept


def _damped(
    before: Population,
    listed: frozenset[str],
    departures: Mapping[str, tuple[float, ...]],
    *,
    now: float,
    limits: Limits,
) -> dict[str, float]:
    damped = {
        endpoint: until
        for endpoint, until in before.damped.items()
        if endpoint not in listed and now < until
    }
    for endpoint in (before.listed or frozenset()) - listed:
        if len(departures[endpoint]) > limits.flaps:
            damped[endpoint] = now + limits.damping
    return damped


def _within(
    larger: tuple[tuple[int, float], ...], earliest: float
) -> tuple[tuple[int, float], ...]:
    return tuple(dropwhile(lambda each: each[1] <= earliest, larger))


def _given_up(
    before: Population, larger: tuple[tuple[int, float], ...], size: int, now: float
) -> tuple[tuple[int, float], ...]:
    """The larger sizes, with the one that a smaller set replaces now."""
    if before.measured and len(before.good) > size:
        # A newer size that is as large outlives the older one.
        larger = (*(each for each in larger if each[0] > len(before.good)), (len(before.good), now))
    return tuple(each for each in larger if each[0] > size)


def _objection(
    before: Population, listed: frozenset[str], size: int, *, measure: int, limits: Limits
) -> HoldReason | None:
    if not listed and before.good:
        return HoldReason.EMPTY
    if measure >= limits.minimum and measure - size > limits.ratio * measure + _ROUNDING:
        return HoldReason.SHRUNK
    return None


def _hold(
    before: Population,
    lasting: frozenset[str],
    reason: HoldReason | None,
    *,
    measure: int,
    now: float,
) -> Hold | None:
    if reason is None:
        return None
    held = before.hold
    if held is None:
        return Hold(reason, now, now, measure)
    same = held.reason is reason and lasting >= before.lasting
    return Hold(reason, held.since, held.settled if same else now, measure)
