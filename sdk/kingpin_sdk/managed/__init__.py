"""Typed, read-only views over the local files that a monitor keeps.

One generic view (``_view``) does everything once: load, notice a change, keep the last good value,
tell its status. The five structures and Decider add only the methods of their shape. A view has no
thread, socket or event loop, so it is the same before and after a fork, under gevent, in asyncio
and in threads; ``subscribe`` and ``run_dark`` are the two opt-ins that start a thread.
"""

from kingpin_sdk.managed._decider import Decider
from kingpin_sdk.managed._hashmap import ManagedHashMap
from kingpin_sdk.managed._json import ManagedJson
from kingpin_sdk.managed._list import ManagedList
from kingpin_sdk.managed._mapped_list import ManagedMappedList

__all__ = [
    "Decider",
    "ManagedHashMap",
    "ManagedJson",
    "ManagedList",
    "ManagedMappedList",
]
