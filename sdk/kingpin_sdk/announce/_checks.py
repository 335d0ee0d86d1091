"""Checks of a service's health: each says why it failed, or nothing."""

from __future__ import annotations

import http.client
import re
import socket
from typing import TYPE_CHECKING, Final, Protocol, final

from kingpin_sdk.announce._exec import ExecCheck
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import RpcError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.rpc._health import Framing

__all__ = ["CallableCheck", "Check", "HttpCheck", "TcpCheck", "ThriftCheck", "parse_check"]

_HTTP_PATH: Final = re.compile(r"/[!-~]*")
_METHOD: Final = re.compile(r"([A-Za-z_][\w.]*:)?[A-Za-z_][\w.]*", re.ASCII)
_FORMS: Final = "tcp, http:/path, thrift:method or exec:command"


class Check(Protocol):
    """One kind of check, made once and run again and again, by one thread at a time."""

    def run(self, timeout: float) -> str | None:
        """Why it failed, in one line; None if it passed. Tries to end within the timeout."""
        ...

    def cancel(self) -> None:
        """Leave nothing of a run that is going on behind; from any thread, does not wait."""
        ...


class _Passing:
    """Nothing to cancel: the run ends by its timeout, and holds a socket at most."""

    def cancel(self) -> None:
        """See Check."""


@final
class TcpCheck(_Passing):
    """Passes if the port takes a connection."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def run(self, timeout: float) -> str | None:
        """See Check."""
        try:
            socket.create_connection(self._address, timeout).close()
        except OSError as error:
            return f"connect: {error.strerror or error}"
        return None


@final
class HttpCheck(_Passing):
    """Passes if a GET of the path is answered with a status of 200 to 299."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._address = (host, port)
        self._path = path

    def run(self, timeout: float) -> str | None:
        """See Check."""
        connection = http.client.HTTPConnection(*self._address, timeout=timeout)
        headers = {"User-Agent": "kingpin-register", "Connection": "close"}
        try:
            connection.request("GET", self._path, headers=headers)
            status = connection.getresponse().status
        except OSError as error:
            return f"GET {self._path}: {error.strerror or error}"
        except http.client.HTTPException as error:
            return f"GET {self._path}: no HTTP answer ({type(error).__name__})"
        finally:
            connection.close()
        good = http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES
        return None if good else f"GET {self._path}: status {status}"


@final
class ThriftCheck(_Passing):
    """Passes if a method without arguments answers with no exception.

    Args:
        host: of the service.
        port: of the service.
        method: its name, ``Service:method`` where the server multiplexes.
        framing: ``framed`` or ``unframed``; None tries unframed first, as a framed server drops
            such a message at once where the opposite may hang, and stays with what it
            understands.
    """

    def __init__(self, host: str, port: int, method: str, framing: str | None = None) -> None:
        from kingpin_sdk.rpc._health import Framing

        self._address = (host, port)
        self._method = method
        self._all = tuple(Framing) if framing is None else (Framing(framing),)
        self._next = self._all

    def run(self, timeout: float) -> str | None:
        """See Check."""
        deadline = Deadline(timeout)
        failures: list[str] = []
        for tried, framing in enumerate(self._next):
            share = max(deadline.remaining / (len(self._next) - tried), 0.001)
            try:
                refusal = self._call(framing, share)
            except RpcError as error:
                failures.append(f"{framing}: {error}")
            else:
                # It understood: no need to confuse it with the other way.
                self._next = (framing,)
                return refusal
        self._next = (*self._next, *(each for each in self._all if each not in self._next))
        return "; ".join(failures)

    def _call(self, framing: Framing, timeout: float) -> str | None:
        from kingpin_sdk.rpc._health import call_without_arguments

        host, port = self._address
        return call_without_arguments(host, port, self._method, framing=framing, timeout=timeout)


@final
class CallableCheck(_Passing):
    """Passes if a function of the service returns anything but False."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function

    def run(self, timeout: float) -> str | None:  # noqa: ARG002 - who runs it gives up waiting
        """See Check. The function may take as long as it likes; a late answer counts as none."""
        try:
            passed = self._function()
        except Exception as error:  # noqa: BLE001 - whatever the service's own check raises
            return f"{type(error).__name__}: {error}"
        return "it returned False" if passed is False else None


def parse_check(text: str, host: str, port: int) -> Check:
    """Make a check from ``tcp``, ``http:/path``, ``thrift:method`` or ``exec:command``.

    ``thrift:method,framed`` and ``thrift:method,unframed`` fix how the server frames messages. The
    command of ``exec`` is cut into words as a shell does, but no shell runs it.

    Args:
        text: the check.
        host: where the service answers.
        port: where the service answers.

    Raises:
        SettingsError: it is none of them.
    """
    kind, _, rest = text.partition(":")
    if text == "tcp":
        return TcpCheck(host, port)
    if kind == "http" and _HTTP_PATH.fullmatch(rest):
        return HttpCheck(host, port, rest)
    if kind == "thrift":
        return _thrift(text, rest, host, port)
    if kind == "exec":
        return ExecCheck.parse(rest)
    raise SettingsError(f"check {text!r}: write {_FORMS}")


def _thrift(text: str, rest: str, host: str, port: int) -> ThriftCheck:
    method, comma, framing = rest.partition(",")
    if not _METHOD.fullmatch(method) or (comma and framing not in {"framed", "unframed"}):
        raise SettingsError(f"check {text!r}: write thrift:method or thrift:method,framed")
    return ThriftCheck(host, port, method, framing or None)
