"""How many connections a client keeps, and for how long."""

from __future__ import annotations

from attrs import field, frozen
from attrs.validators import ge, gt

__all__ = ["PoolOptions"]

_SPREAD = 0.1


@frozen(kw_only=True)
class PoolOptions:
    """Limits of a pool, for each host.

    Attributes:
        max_connections: calls at once to one host; further ones wait for a place.
        max_idle: seconds after which an unused connection is closed. Keep it below the server's own
            limit (3 s by default on thriftpy2's servers): what the server closed first is found by
            a probe before it is used, and costs a new connection.
        max_life: seconds after which a connection is replaced, less up to a tenth at random, so
            that clients spread over servers that were added.
        connect_timeout: seconds for opening one, at most; a host that swallows packets must not use
            up the whole call.
        keepalive: seconds of silence after which the system probes a connection; None for never.
    """

    max_connections: int = field(default=32, validator=ge(1))
    max_idle: float = field(default=60.0, validator=gt(0.0))
    max_life: float = field(default=3600.0, validator=gt(0.0))
    connect_timeout: float = field(default=1.0, validator=gt(0.0))
    keepalive: float | None = field(default=60.0)

    def lifetime(self, chance: float) -> float:
        """Seconds that one connection lives.

        Args:
            chance: a uniform number in [0, 1).
        """
        return self.max_life * (1.0 - _SPREAD * chance)
