"""Public fakes for users' tests.

``SearchClient.local(handler)`` is a client whose calls go to a handler in the same process, by way
of the bytes; `FaultyChannel` makes calls fail or take long.
"""

from kingpin_sdk.testing._faults import AsyncFaultyChannel, Fault, FaultyChannel

__all__ = ["AsyncFaultyChannel", "Fault", "FaultyChannel"]
