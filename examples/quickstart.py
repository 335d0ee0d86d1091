"""Publish a typed value, and read it as every process of every box does.

Before, in the same shell::

    export KINGPIN_CONFIG_DIR=$HOME/kingpin-config
    kingpin config create api.limits --shape map
    kingpin dependency create web.dep
    kingpin dependency add web.dep api.limits
    kingpin-monitor -d web.dep &
"""

import time
from collections.abc import Mapping

from attrs import frozen

from kingpin_sdk import ManagedHashMap, Version
from kingpin_sdk.publish import connect


@frozen
class RateLimit:
    """How much one caller may ask for."""

    qps: int
    burst: int = 10


def not_negative(limits: Mapping[str, RateLimit]) -> None:
    """A rule on the whole value: checked before it is published, and again on every box."""
    for name, limit in limits.items():
        if limit.qps < 0:
            raise ValueError(f"{name}: qps is negative")


# Making a view reads nothing yet: a module of your application is a good place for it.
LIMITS = ManagedHashMap("api", "limits", str, RateLimit, validators=[not_negative])


def publish() -> Version:
    """Change one entry; the others stay as they are."""
    with connect() as publisher:
        limits = publisher.edit(LIMITS)
        return limits.set("search", RateLimit(qps=50), author="ann", comment="launch").version


def wait_for(version: Version, *, seconds: float) -> None:
    """Wait until this box has a version; an application just reads and takes what is there."""
    LIMITS.wait_ready(timeout=seconds)
    deadline = time.monotonic() + seconds
    while LIMITS.snapshot().version != version:
        if time.monotonic() > deadline:
            raise SystemExit("the monitor did not bring the new value")
        time.sleep(0.01)


def main() -> None:
    """Publish, wait, read."""
    wait_for(publish(), seconds=10)
    limit = LIMITS["search"]  # a RateLimit, to the type checker too
    print(f"search: {limit.qps} a second, {limit.burst} at once")


if __name__ == "__main__":
    main()
