"""Percentiles of samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["percentile", "spread"]


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that is not below so many percent of them (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def spread(samples: Sequence[float]) -> str:
    """Samples in milliseconds, in one line."""
    p50, p99 = percentile(samples, 50), percentile(samples, 99)
    return f"p50 {p50:.1f}, p99 {p99:.1f}, max {max(samples):.1f} ms of {len(samples)}"
