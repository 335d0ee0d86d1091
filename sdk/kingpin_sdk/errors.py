"""Every error this package raises, in one tree.

::

    KingpinError
      InvalidNameError       a text that can name nothing
      RequestError           a request that does not fit the thing it is about
      SettingsError          a bad flag, file or environment entry, with its place
      ConfigError            reading
        NotAvailableError    no file yet
        SnapshotCorruptError the file is not UTF-8 or not JSON
        DecodeError          JSON, but not the declared type (.problems: path -> reason)
      PublishError           writing
        ConflictError        the config moved under the writer (.expected, .found)
        LockTimeoutError     somebody else holds the lock
        RejectedError        the value may not be published (.problems: path -> reason)
        OutcomeUnknownError  the connection went while the version was set (.version)
      BackendError           a coordination service or a blob store said no
        UnavailableError*    SessionLostError*  AccessDeniedError  NodeNotFoundError
        NodeExistsError      NodeDamagedError  RevisionMismatchError  BlobNotFoundError
        BlobExistsError
      DiscoveryError         finding a service
        NoEndpointsError     nobody offers it
      RpcError               calling a service
        DeadlineExceededError  PoolTimeoutError  ConnectTimeoutError  ConnectionFailedError*
        EncodeError          a value that does not fit the IDL; nothing was sent
        ProtocolError        what arrived is no Thrift, or not what was asked for
          MissingFieldError  a required field is not there (.record, .field)
        ApplicationError     the server refused in Thrift's own words (.kind)

A class marked ``*`` may be tried again: ``retryable`` is true on it. Errors of foreign libraries
stop at the adapters, which raise one of these ``from`` them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "AccessDeniedError",
    "ApplicationError",
    "BackendError",
    "BlobExistsError",
    "BlobNotFoundError",
    "ConfigError",
    "ConflictError",
    "ConnectTimeoutError",
    "ConnectionFailedError",
    "DeadlineExceededError",
    "DecodeError",
    "DiscoveryError",
    "EncodeError",
    "InvalidNameError",
    "KingpinError",
    "LockTimeoutError",
    "MissingFieldError",
    "NoEndpointsError",
    "NodeDamagedError",
    "NodeExistsError",
    "NodeNotFoundError",
    "NotAvailableError",
    "OutcomeUnknownError",
    "PoolTimeoutError",
    "ProtocolError",
    "PublishError",
    "RejectedError",
    "RequestError",
    "RevisionMismatchError",
    "RpcError",
    "SessionLostError",
    "SettingsError",
    "SnapshotCorruptError",
    "UnavailableError",
    "nearest",
    "one_line",
]

_SHOWN_PROBLEMS = 5


class KingpinError(Exception):
    """Base of all errors of this package: catch it to catch them all.

    ``str()`` is one line that names the thing and, where there is one, the way out.
    """

    retryable: ClassVar[bool] = False


def one_line(text: str) -> str:
    """A text for people as one printable line: no line breaks, no control characters."""
    words = " ".join(text.split())
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in words)


def nearest(text: str, known: Iterable[str]) -> str:
    """The end of a message: did you mean the known text that looks most like this one?"""
    # Only a message needs it, and programs import this module at their start.
    from difflib import get_close_matches

    spelled = {one.casefold(): one for one in known}
    near = get_close_matches(text.casefold(), spelled, n=1)
    return f"; did you mean {spelled[near[0]]}?" if near else ""


class SettingsError(KingpinError):
    """A setting that cannot be used; the message names the flag, variable or file it came from."""


class InvalidNameError(KingpinError):
    """A text that is no valid name of a config, metaconfig, serverset or dependency."""


class RequestError(KingpinError):
    """What was asked for does not fit the thing it is about: a list has no keys to set.

    Nothing was written.
    """


class ConfigError(KingpinError):
    """A config could not be read."""


class NotAvailableError(ConfigError):
    """There is no local file for the config yet, and the view declares no default."""


class SnapshotCorruptError(ConfigError):
    """The local file holds something that is not UTF-8 JSON.

    Or is empty where the type has no empty value.
    """


class _ProblemsError(KingpinError):
    """What DecodeError and RejectedError share: every problem, by the path where it is.

    Attributes:
        problems: path in the document (``$.rules[3].qps``) -> reason, in document order.
    """

    def __init__(self, what: str, problems: Mapping[str, str]) -> None:
        self.problems: dict[str, str] = dict(problems)
        shown = [f"{path}: {why}" for path, why in list(self.problems.items())[:_SHOWN_PROBLEMS]]
        hidden = len(self.problems) - len(shown)
        if hidden > 0:
            shown.append(f"and {hidden} more")
        self._what = what
        super().__init__(f"{what}: {'; '.join(shown)}" if shown else what)

    def __reduce__(self) -> tuple[type[_ProblemsError], tuple[str, dict[str, str]]]:
        return (type(self), (self._what, self.problems))


class DecodeError(_ProblemsError, ConfigError):
    """The document is JSON but does not fit the declared type, or a validator refused it.

    Attributes:
        problems: path in the document (``$.rules[3].qps``) -> reason, in document order.
    """


class PublishError(KingpinError):
    """A change could not be published."""


class ConflictError(PublishError):
    """The config is not at the version the writer expected; nothing was written.

    Attributes:
        expected: the version the writer started from (None: the config had never been published).
        found: the version that is there now.
    """

    def __init__(self, what: str, *, expected: str | None, found: str | None) -> None:
        self.what = what
        self.expected = expected
        self.found = found
        super().__init__(
            f"{what} is at version {found or 'none'}, not {expected or 'none'}: "
            "read it again and repeat the change"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_conflict, (self.what, self.expected, self.found))


def _conflict(what: str, expected: str | None, found: str | None) -> ConflictError:
    return ConflictError(what, expected=expected, found=found)


class LockTimeoutError(PublishError):
    """The publish lock stayed with somebody else for the whole lock timeout.

    Nothing was written.
    """


class RejectedError(_ProblemsError, PublishError):
    """The value does not fit the declared type, or a validator refused it; nothing was written.

    Attributes:
        problems: path in the document -> reason, in document order.
    """


class OutcomeUnknownError(PublishError):
    """The backend went away while the version was being set: the change may or may not be visible.

    Attributes:
        version: the version that would have been published. Look for it in the history.
    """

    def __init__(self, what: str, *, version: str) -> None:
        self.what = what
        self.version = version
        super().__init__(
            f"the outcome of publishing {what} version {version} is unknown: "
            "check its history before you repeat the change"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_outcome_unknown, (self.what, self.version))


def _outcome_unknown(what: str, version: str) -> OutcomeUnknownError:
    return OutcomeUnknownError(what, version=version)


class BackendError(KingpinError):
    """A coordination service or a blob store failed or refused."""


class UnavailableError(BackendError):
    """The backend did not answer, or answered that it cannot serve now. Retryable."""

    retryable = True


class SessionLostError(BackendError):
    """The session with the coordination service ended.

    Locks and members held by it are gone. Retryable.
    """

    retryable = True


class AccessDeniedError(BackendError):
    """The backend refused the credentials or the right to do this."""


class NodeNotFoundError(BackendError):
    """The node is not there."""


class NodeExistsError(BackendError):
    """The node is there already."""


class NodeDamagedError(BackendError):
    """The node is there and holds nonsense."""


class RevisionMismatchError(BackendError):
    """The node is not at the expected revision: somebody wrote it since it was read."""


class BlobNotFoundError(BackendError):
    """The blob is not there."""


class BlobExistsError(BackendError):
    """A blob with that key is there already; blobs are never overwritten."""


class DiscoveryError(KingpinError):
    """A service's endpoints could not be found."""


class NoEndpointsError(DiscoveryError):
    """Nobody offers the service now."""


class RpcError(KingpinError):
    """A call failed; exceptions that the IDL declares pass untouched and are none of these."""


class DeadlineExceededError(RpcError):
    """The call's time was over; whether the server did it is unknown."""


class PoolTimeoutError(RpcError):
    """No connection became free in time; nothing was sent."""


class ConnectTimeoutError(RpcError):
    """The server did not take the connection in time; nothing was sent."""


class ConnectionFailedError(RpcError):
    """The connection was refused or broke. Retryable."""

    retryable = True


class EncodeError(RpcError):
    """A value does not fit its type in the IDL; nothing was sent."""


class ProtocolError(RpcError):
    """What arrived is no Thrift message, breaks a limit, or answers something else.

    The connection it came from is of no more use.
    """


class MissingFieldError(ProtocolError):
    """A field that the IDL requires was not sent.

    Attributes:
        record: name of the struct or exception.
        field: its field's name in the IDL.
    """

    def __init__(self, record: str, field: str) -> None:
        self.record = record
        self.field = field
        super().__init__(f"{record}.{field} is required, and was not sent")

    def __reduce__(self) -> tuple[type[MissingFieldError], tuple[str, str]]:
        return (type(self), (self.record, self.field))


class ApplicationError(RpcError):
    """The server refused with Thrift's TApplicationException; the connection stays usable.

    Attributes:
        kind: the number on the wire: 1 unknown method, 5 missing result, 6 internal error,
            7 protocol error.
    """

    def __init__(self, message: str, *, kind: int) -> None:
        self.kind = kind
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return (_application_error, (str(self), self.kind))


def _application_error(message: str, kind: int) -> ApplicationError:
    return ApplicationError(message, kind=kind)
