"""What a socket's failures mean for a call: the same for blocking connections and asyncio's."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

from kingpin_sdk.errors import (
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    PoolTimeoutError,
    RpcError,
)
from kingpin_sdk.rpc._dial import shown

if TYPE_CHECKING:
    from kingpin_sdk.model import Endpoint

__all__ = ["call_failure", "connect_failure", "pool_failure"]


def connect_failure(endpoint: Endpoint, error: OSError | UnicodeError) -> RpcError:
    """The error for a connection that did not come about; nothing was sent."""
    if isinstance(error, UnicodeError):
        return ConnectionFailedError(f"{shown(endpoint)}: this is no name of a host")
    if isinstance(error, TimeoutError):
        return ConnectTimeoutError(f"{shown(endpoint)}: no connection in time")
    return ConnectionFailedError(f"{shown(endpoint)}: {_why(error)}")


def pool_failure(endpoint: Endpoint, most: int) -> PoolTimeoutError:
    """The error for a call that waited for a connection until its deadline; nothing was sent."""
    return PoolTimeoutError(
        f"{shown(endpoint)}: all {most} connections were in use until the deadline"
    )


def call_failure(method: str, endpoint: Endpoint, error: OSError) -> RpcError:
    """The error for a call whose connection broke, or that had no answer in time."""
    if isinstance(error, TimeoutError):
        return DeadlineExceededError(f"{method}: no answer from {shown(endpoint)} in time")
    return ConnectionFailedError(f"{method}: {shown(endpoint)}: {_why(error)}")


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        # Its numbers are OpenSSL's.
        return _why_tls(error)
    # asyncio writes words of its own; those of name resolution have negative numbers.
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error)


def _why_tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate was refused: {error.verify_message.rstrip('.')}"
    reason = (error.reason or str(error)).replace("_", " ").lower()
    return f"TLS failed: {reason}"
