"""Hosts, chance and a clock as the tests of selection need them."""

from collections.abc import Sequence
from random import Random

from kingpin_sdk.discovery import Candidates, Host
from kingpin_sdk.model import Endpoint

__all__ = ["FakeClock", "Seeded", "candidates", "endpoints"]


class FakeClock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Seeded(Random):
    """Numbers by chance that are the same in every run."""


def endpoints(count: int, *, zone: str | None = None, first: int = 0) -> tuple[Endpoint, ...]:
    """Different endpoints of weight 1."""
    return tuple(
        Endpoint(f"10.0.{number // 250}.{number % 250}", 80, zone=zone)
        for number in range(first, first + count)
    )


def candidates(weights: Sequence[float]) -> Candidates:
    """Hosts of these weights, named by their place."""
    return Candidates(
        Host(Endpoint(f"h{place}", 80, weight)) for place, weight in enumerate(weights)
    )
