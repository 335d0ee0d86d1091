"""What ZooKeeper's errors mean here: one table from kazoo's classes to ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kazoo import exceptions as kz
from kazoo.handlers.threading import KazooTimeoutError

from kingpin_sdk.errors import (
    AccessDeniedError,
    BackendError,
    NodeExistsError,
    NodeNotFoundError,
    RevisionMismatchError,
    SessionLostError,
    UnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DISCONNECTED", "FAILED", "translate"]

FAILED: Final = (kz.KazooException, KazooTimeoutError)
"""Everything a kazoo call may raise; its time-out is outside its own tree."""

DISCONNECTED: Final = (
    kz.ConnectionLoss,
    kz.OperationTimeoutError,
    kz.RequestTimeoutError,
    kz.SessionExpiredError,
    kz.SessionMovedError,
)
"""The answer did not come, and asking again on the next connection may bring it."""

# The nearest class in the error's own order wins: ConnectionClosedError is a SessionExpiredError.
_MEANING: Final[Mapping[type, tuple[type[BackendError], str]]] = {
    kz.NoNodeError: (NodeNotFoundError, "the node does not exist"),
    kz.NodeExistsError: (NodeExistsError, "the node exists already"),
    kz.BadVersionError: (RevisionMismatchError, "the node was written meanwhile: read it again"),
    kz.NotEmptyError: (BackendError, "the node has children"),
    kz.NoChildrenForEphemeralsError: (BackendError, "an ephemeral node cannot have children"),
    kz.NoAuthError: (AccessDeniedError, "the node's ACL does not allow it with these credentials"),
    kz.AuthFailedError: (AccessDeniedError, "the server refused the credentials"),
    kz.SessionClosedRequireSaslError: (AccessDeniedError, "the server demands SASL credentials"),
    kz.SASLException: (AccessDeniedError, "SASL authentication failed"),
    kz.InvalidACLError: (AccessDeniedError, "the ACL is not valid with these credentials"),
    kz.QuotaExceededError: (BackendError, "the quota of the path is used up"),
    kz.ConnectionLoss: (UnavailableError, "the connection was lost before the answer came"),
    kz.ConnectionClosedError: (UnavailableError, "the connection is closed"),
    kz.OperationTimeoutError: (UnavailableError, "the server gave up on it"),
    kz.RequestTimeoutError: (UnavailableError, "the server gave up on it"),
    kz.SessionMovedError: (UnavailableError, "the session moved to another server"),
    kz.ThrottledOpError: (UnavailableError, "the server is overloaded"),
    kz.NotReadOnlyCallError: (UnavailableError, "the server is read-only: it lost its quorum"),
    kz.SessionExpiredError: (SessionLostError, "the session expired"),
    KazooTimeoutError: (UnavailableError, "no answer in time"),
}


def translate(error: Exception, what: str) -> BackendError:
    """Our error for one of kazoo's.

    Args:
        error: what kazoo raised.
        what: what was tried and where, as the start of the message.
    """
    for cls in type(error).__mro__:
        meaning = _MEANING.get(cls)
        if meaning is not None:
            return meaning[0](f"{what}: {meaning[1]}")
    return BackendError(f"{what}: {type(error).__name__} {error}".rstrip())
