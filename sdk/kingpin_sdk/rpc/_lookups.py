"""Lookups: the addresses of named hosts, against a deadline, which the resolver does not know."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, final

if TYPE_CHECKING:
    from kingpin_sdk.clocks import Deadline
    from kingpin_sdk.model import Endpoint

__all__ = ["Address", "Lookups"]


class Address(NamedTuple):
    """One of a host's addresses.

    Attributes:
        family: of the socket that connects to it.
        where: what such a socket connects to.
    """

    family: socket.AddressFamily
    where: Any


_Found: TypeAlias = "list[Address]"


@final
class Lookups:
    """Asks the system's resolver, on threads of their own: one for each name that is waited for.

    An address in digits is known at once. Thread-safe; a forked child must call `start_anew`.
    """

    def __init__(self) -> None:
        self.start_anew()

    def start_anew(self) -> None:
        """Go on in a forked child, where the threads of the parent are not."""
        # Guards _under_way.
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, int], Future[_Found]] = {}

    def of(self, endpoint: Endpoint, deadline: Deadline) -> list[Address]:
        """The addresses of a host.

        Raises:
            TimeoutError: none until the deadline; the resolver goes on.
            OSError: there is no such host.
            UnicodeError: it is no name of a host.
        """
        try:
            return _asked(endpoint.host, endpoint.port, socket.AI_NUMERICHOST)
        except socket.gaierror:  # it is a name
            return self._lookup(endpoint.host, endpoint.port).result(deadline.remaining)

    def _lookup(self, host: str, port: int) -> Future[_Found]:
        with self._lock:
            under_way = self._under_way.get((host, port))
            if under_way is not None:
                return under_way
            lookup = self._under_way[host, port] = Future[_Found]()
        asking = threading.Thread(
            target=self._ask, args=(host, port, lookup), name="kingpin-lookup", daemon=True
        )
        try:
            asking.start()
        except RuntimeError:  # no more threads, or the interpreter is about to end
            self._ask(host, port, lookup)
        return lookup

    def _ask(self, host: str, port: int, lookup: Future[_Found]) -> None:
        try:
            found = _asked(host, port)
        except (OSError, UnicodeError) as error:
            self._forget(host, port)
            lookup.set_exception(error)
        else:
            self._forget(host, port)
            lookup.set_result(found)

    def _forget(self, host: str, port: int) -> None:
        # Before anybody learns the answer: who asks after that, asks anew.
        with self._lock:
            self._under_way.pop((host, port), None)


def _asked(host: str, port: int, flags: int = 0) -> _Found:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [Address(family, where) for family, _, _, _, where in found]
