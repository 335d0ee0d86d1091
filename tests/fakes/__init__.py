"""Stores that fail on purpose, for tests alone."""

from tests.fakes.faults import Call, FaultyBlobs, FaultyCoordination, LapsedLocks, Plan, no_fault

__all__ = ["Call", "FaultyBlobs", "FaultyCoordination", "LapsedLocks", "Plan", "no_fault"]
