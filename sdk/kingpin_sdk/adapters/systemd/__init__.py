"""How a daemon tells systemd of its life, without systemd's library."""

from kingpin_sdk.adapters.systemd._notify import notify, watchdog_seconds

__all__ = ["notify", "watchdog_seconds"]
