"""Subset: a client's own part of a large set of hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery._host import hashed

if TYPE_CHECKING:
    from kingpin_sdk.model import Endpoint

__all__ = ["Subset"]


@final
class Subset:
    """Uses a part of a large set, so that hosts and clients have few connections.

    Clients are counted off in rounds: the clients of one round share out all hosts among them, in
    an order of that round (Google's deterministic subsetting, SRE book chapter 20). So over full
    rounds every host has equally many clients, and clients that lose a host together are few. The
    order hangs on a hash of each address: one host more or less moves few others.

    Args:
        client: this client's number, 0 or more; clients should be numbered without gaps (an
            instance's index). Numbers by chance spread evenly only by chance.
        least: hosts each client gets at least; it gets fewer than twice as many (Finagle's aperture
            begins with 12).

    Raises:
        ValueError: a number is too small.
    """

    __slots__ = ("_client", "_least")

    def __init__(self, *, client: int, least: int = 12) -> None:
        if client < 0 or least < 1:
            raise ValueError("client is 0 or more, least 1 or more")
        self._client = client
        self._least = least

    def of(self, endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        """This client's part; all of a set that is not twice as large as the least."""
        parts = len(endpoints) // self._least
        if parts < 2:  # noqa: PLR2004 - nothing to share out
            return endpoints
        turn, part = divmod(self._client, parts)
        order = sorted(
            endpoints, key=lambda each: (hashed(f"{turn} {each.host}:{each.port}"), each)
        )
        start, end = part * len(order) // parts, (part + 1) * len(order) // parts
        return tuple(order[start:end])
