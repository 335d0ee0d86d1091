"""Hedging: a second attempt at another host when the first one takes longer than most do. Pure.

Dean and Barroso's hedged request (The Tail at Scale, 2013): waiting for the 95th percentile before
the second attempt adds about a twentieth to the load, and cuts the tail to that of two hosts. Only
methods that may be executed twice are hedged, and every hedge comes out of the retry budget.
"""

from __future__ import annotations

from collections import deque
from typing import final

from attrs import field, frozen
from attrs.validators import and_, ge, gt, lt

__all__ = ["HedgePolicy", "LatencyWindow"]

_REMEMBERED = 256
_REFRESH = 32


@frozen(kw_only=True)
class HedgePolicy:
    """When a second attempt is made beside the first.

    Attributes:
        quantile: of the method's latest latencies; a first attempt that takes longer is hedged.
        least: seconds to wait in any case.
    """

    quantile: float = field(default=0.95, validator=and_(gt(0.0), lt(1.0)))
    least: float = field(default=0.005, validator=ge(0.0))


@final
class LatencyWindow:
    """The latest latencies of one method.

    Threads may share it: what one of them adds at the wrong moment is one sample of many.

    Args:
        policy: which quantile is asked for.
    """

    __slots__ = ("_added", "_delay", "_latest", "_policy")

    def __init__(self, policy: HedgePolicy) -> None:
        self._policy = policy
        self._latest: deque[float] = deque(maxlen=_REMEMBERED)
        self._added = 0
        self._delay: float | None = None

    @property
    def delay(self) -> float | None:
        """Seconds after which an attempt is hedged; None while too few are known."""
        return self._delay

    def add(self, seconds: float) -> None:
        """An attempt was answered."""
        self._latest.append(seconds)
        self._added += 1
        if self._added % _REFRESH == 0:
            ordered = sorted(self._latest)
            rank = int(self._policy.quantile * len(ordered))
            self._delay = max(ordered[rank], self._policy.least)
